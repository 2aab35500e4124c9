/**
 * Facts of the operating system about ports: which there are, and who may use one.
 */
import { readFile, realpath, stat } from "node:fs/promises"
import { SerialPorts } from "@vebus/runtime/serial"
import * as Effect from "effect/Effect"

/** The path of a serial port's URL; `null` for any other port. */
export const pathOf = (url: string | null): string | null =>
  url?.startsWith("serial:") === true ? url.slice("serial:".length) : null

const realOf = (path: string): Promise<string> => realpath(path).catch(() => path)

/** Whether a serial port names itself an MK3: by its path, or by the USB strings of its device. */
export const isNamedAdapter = (
  path: string,
  ports: ReadonlyArray<SerialPorts.Port>
): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    if (SerialPorts.rate(path) === "mk3") return true
    const device = await realOf(path)
    const paths = await Promise.all(
      ports.filter(({ likelihood }) => likelihood === "mk3").map((port) => realOf(port.path))
    )
    return paths.includes(device)
  })

/** The name of the group that a file belongs to, where the system reports it. */
export const groupOf = (path: string): Effect.Effect<string | null> =>
  Effect.promise(async () => {
    try {
      const [{ gid }, groups] = await Promise.all([stat(path), readFile("/etc/group", "utf8")])
      const entry = groups.split("\n").find((line) => line.split(":")[2] === `${gid}`)
      return entry?.split(":")[0] ?? null
    } catch {
      return null
    }
  })
