/**
 * An adapter on this computer. The user chooses its port; then a worker reads it, in which there is nothing that writes. Once
 * the user has allowed changes for this visit, another worker takes its place.
 */
import { MK3, type Wanted } from "@vebus/runtime/webserial"
import type { Answer, Ask } from "../Ask.ts"
import type { Source } from "../Source.ts"
import type { Given } from "./Given.ts"
import * as Worked from "./Worked.ts"
import * as Workers from "./Workers.ts"

const isMk3 = (port: SerialPort): boolean => {
  const { usbVendorId, usbProductId } = port.getInfo()
  return usbVendorId === MK3.usbVendorId && usbProductId === MK3.usbProductId
}

/** The only MK3 that the user has allowed already, or the port that he chooses now. */
const chosen = async (anyPort: boolean): Promise<SerialPort> => {
  const known = anyPort ? [] : (await navigator.serial.getPorts()).filter(isMk3)
  if (known.length === 1) return known[0]!
  try {
    return await navigator.serial.requestPort(anyPort ? {} : { filters: [MK3] })
  } catch (cause) {
    if (cause instanceof Error && cause.name === "NotFoundError") {
      throw new Error(
        "No port was chosen. An MK3 stands in the list as a serial port of Victron or FTDI; an MK2 or another cable is under “Another port”.",
        { cause }
      )
    }
    throw cause
  }
}

/** How the worker finds the port among those that are allowed. */
const wanted = async (port: SerialPort): Promise<Wanted> => {
  const { usbVendorId, usbProductId } = port.getInfo()
  const alike = (await navigator.serial.getPorts()).filter((each) => {
    const ids = each.getInfo()
    return usbVendorId === undefined || (ids.usbVendorId === usbVendorId && ids.usbProductId === usbProductId)
  })
  return { usbVendorId, usbProductId, place: Math.max(0, alike.indexOf(port)) }
}

/** Opens it. */
export const open = async ({ anyPort = false }: Given): Promise<Source> => {
  const port = await wanted(await chosen(anyPort))
  const source = await Worked.open("serial", Workers.take("serial"), { kind: "serial", port })
  const move = async (name: Workers.Name): Promise<Answer<null>> => {
    try {
      await source.moveTo(Workers.take(name))
      return { ok: true, value: null }
    } catch (error) {
      return { ok: false, reason: null, message: (error as Error).message, remedy: null }
    }
  }
  const ask = (request: Ask): Promise<Answer<never>> => {
    if (request._tag === "Unlock") return move("steering") as Promise<Answer<never>>
    if (request._tag === "Lock") return move("serial") as Promise<Answer<never>>
    return source.ask(request) as Promise<Answer<never>>
  }
  return {
    ...source,
    get label() {
      return source.label
    },
    get capabilities() {
      return source.capabilities
    },
    ask
  }
}
