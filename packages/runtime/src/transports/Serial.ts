/**
 * The serial port: 2400 baud, 8 data bits, no parity, 1 stop bit, opened exclusively. DTR and RTS stay as the driver
 * leaves them, and no break is ever sent: it could shut the VE.Bus system down. Loads the native driver of `serialport`, whose
 * binding never frees its poller: each opening that succeeds leaves some 400 bytes of heap behind (measured).
 * Reference: protocol.md 1.1; integrations.md 9.
 */
import { stat } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Errors from "../Errors.ts"
import { openReason } from "./SystemError.ts"
import { BYTES_PER_SECOND, type Duplex, make as makeTransport, Transport } from "./Transport.ts"
import * as NodeDuplex from "./NodeDuplex.ts"
import * as PortOwner from "./PortOwner.ts"
import { SerialPort } from "./SerialPort.ts"

export * as PortOwner from "./PortOwner.ts"
export * as SerialPorts from "./SerialPorts.ts"

const BAUD = 2400
const settings = { dataBits: 8, parity: "none", stopBits: 1, autoOpen: false } as const

const urlOf = (path: string): string => `serial:${path}`

/**
 * A transport over the serial port at a path, at 2400 baud unless another speed is said. Its URL is `serial:` and the
 * path.
 */
export const make = (path: string, baudRate = BAUD): Transport["Service"] =>
  makeTransport(urlOf(path), open(path, baudRate), (BYTES_PER_SECOND * baudRate) / BAUD)

/** The same as a layer. */
export const layer = (path: string): Layer.Layer<Transport> => Layer.succeed(Transport)(make(path))

const open = (path: string, baudRate: number): Effect.Effect<Duplex, Errors.TransportError, Scope.Scope> =>
  Effect.acquireRelease(openPort(path, baudRate), closePort).pipe(
    Effect.map((port) => NodeDuplex.make(port, urlOf(path), () => port.isOpen)),
    Effect.catchReason("TransportError", "Busy", () => busy(path))
  )

/** That the port is busy, with the process that has it where the system reports it. */
const busy = (path: string): Effect.Effect<never, Errors.TransportError> =>
  Effect.flatMap(PortOwner.find(path), (found) =>
    Effect.fail(
      Errors.transport(
        new Errors.Busy({
          port: urlOf(path),
          ...(found === null ? {} : { owner: { pid: found.pid, name: found.name } })
        })
      )
    )
  )

/** The thing at a path where a port should be; `null` for all that may be a port. */
const noPortAt = async (path: string): Promise<string | null> => {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return "it is a folder. Name the port in it"
    if (found.isFile()) return "it is a file, no serial port. A recording is replay:FILE"
  } catch {
    // The driver says why better.
  }
  return null
}

const openPort = (path: string, baudRate: number): Effect.Effect<SerialPort, Errors.TransportError> =>
  Effect.flatMap(
    Effect.promise(() => noPortAt(path)),
    (cause) =>
      cause === null
        ? openSerial(path, baudRate)
        : Effect.fail(Errors.transport(new Errors.OpenFailed({ port: urlOf(path), cause })))
  )

const openSerial = (path: string, baudRate: number): Effect.Effect<SerialPort, Errors.TransportError> =>
  Effect.callback((resume) => {
    const port = new SerialPort({ path, baudRate, ...settings })
    port.open((error) =>
      resume(
        error === null ? Effect.succeed(port) : Effect.fail(Errors.transport(openReason(urlOf(path), error)))
      )
    )
  })

const closePort = (port: SerialPort): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (!port.isOpen) return resume(Effect.void)
    port.close(() => resume(Effect.void))
  })
