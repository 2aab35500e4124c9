/**
 * The serial ports of this machine, adapters first. USB vendor and product number alone do not tell an MK3 from a
 * VE.Direct cable: the product string does. Reference: integrations.md 9.
 */
import { readdir, readlink } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Errors from "../Errors.ts"
import * as SerialPort from "./SerialPort.ts"

/** How sure it is that a port is an adapter. */
export type Likelihood = "mk3" | "victron" | "same-chip" | "unknown"

/** A serial port of this machine; `null` where the system does not report it. */
export interface Port {
  /** The path to open; on Linux the stable one by id where there is one. */
  readonly path: string
  readonly likelihood: Likelihood
  readonly manufacturer: string | null
  readonly serialNumber: string | null
}

const BY_ID = "/dev/serial/by-id"
const order: ReadonlyArray<Likelihood> = ["mk3", "victron", "same-chip", "unknown"]

/** Rates a port by its strings, with blanks or underscores, and by its USB numbers. */
export const rate = (strings: string, vendorId = "", productId = ""): Likelihood => {
  if (/mk3/i.test(strings)) return "mk3"
  if (/victron/i.test(strings)) return "victron"
  return vendorId === "0403" && productId === "6015" ? "same-chip" : "unknown"
}

/** Stable names of Linux by the device they point to: device path -> path by id. */
const byId: Effect.Effect<ReadonlyMap<string, string>> = Effect.promise(async () => {
  const names = await readdir(BY_ID).catch(() => [])
  const links = names.map(async (name): Promise<[string, string]> => {
    const path = join(BY_ID, name)
    return [resolve(BY_ID, await readlink(path).catch(() => path)), path]
  })
  return new Map(await Promise.all(links))
})

/** All serial ports, the likeliest adapters first. */
export const list: Effect.Effect<ReadonlyArray<Port>> = Effect.gen(function* () {
  const stable = yield* byId
  // Without udev (containers) the driver cannot list; the names by id are still there.
  const found = yield* Effect.promise(() =>
    SerialPort.list().catch(() => Array.from(stable.keys(), (path) => ({ path, manufacturer: undefined })))
  )
  const ports = found.map((info): Port => {
    const path = stable.get(info.path) ?? info.path
    const details = info as Partial<SerialPort.PortInfo>
    const strings = [path, details.manufacturer, details.pnpId].join(" ")
    return {
      path,
      likelihood: rate(strings, details.vendorId?.toLowerCase(), details.productId?.toLowerCase()),
      manufacturer: details.manufacturer ?? null,
      serialNumber: details.serialNumber ?? null
    }
  })
  return ports.toSorted(
    (a, b) => order.indexOf(a.likelihood) - order.indexOf(b.likelihood) || a.path.localeCompare(b.path)
  )
})

/** The only MK3 of this machine. */
export const only: Effect.Effect<Port, Errors.TransportError> = Effect.gen(function* () {
  const found = (yield* list).filter(({ likelihood }) => likelihood === "mk3")
  const [first, ...others] = found
  if (first === undefined) return yield* Errors.transport(new Errors.NotFound({ port: null }))
  if (others.length === 0) return first
  return yield* Errors.transport(new Errors.Several({ ports: found.map(({ path }) => path) }))
})
