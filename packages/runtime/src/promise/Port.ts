/**
 * From the URL of a port to its transport. Each kind of port is loaded only when it is used: the simulator where it is
 * installed, the native serial driver for a serial port.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Capture from "../transports/Capture.ts"
import type { TransportError } from "../Errors.ts"
import type { FileError } from "../files/FileError.ts"
import type { Transport } from "../transports/Transport.ts"
import * as Replay from "../transports/Replay.ts"
import * as PortUrl from "../transports/PortUrl.ts"
import * as Simulated from "./Simulated.ts"
import { BadOption, BadRecording } from "./Wrong.ts"

type Service = Transport["Service"]

/** Why there is no transport. */
export type PortError = TransportError | BadOption | BadRecording | FileError

const load = <A>(module: () => Promise<A>): Effect.Effect<A> => Effect.promise(module)

/** The transport of a port URL; without one that of the only MK3 of this machine. */
export const resolve = (text: string | undefined): Effect.Effect<Service, PortError, Scope.Scope> => {
  if (text === undefined) return onlyAdapter
  return Option.match(PortUrl.parse(text), {
    onNone: () => Effect.fail(new BadOption({ option: "port", expected: PortUrl.expected, found: text })),
    onSome: transportOf
  })
}

const onlyAdapter = Effect.gen(function* () {
  const Serial = yield* load(() => import("../transports/Serial.ts"))
  return Serial.make((yield* Serial.SerialPorts.only).path)
})

const transportOf = (url: PortUrl.PortUrl): Effect.Effect<Service, PortError, Scope.Scope> => {
  switch (url._tag) {
    case "Serial":
      return Effect.map(
        load(() => import("../transports/Serial.ts")),
        (Serial) => Serial.make(url.path)
      )
    case "Tcp":
      return Effect.map(
        load(() => import("../transports/Tcp.ts")),
        (Tcp) => Tcp.make(url)
      )
    case "Simulated":
      return Simulated.transport(url)
    case "Replayed":
      return replayed(url.file)
  }
}

const replayed = Effect.fn("Port.replayed")(function* (
  path: string
): Effect.fn.Return<Service, BadRecording | FileError> {
  const CaptureFile = yield* load(() => import("../files/CaptureFile.ts"))
  const capture = Capture.parse(yield* CaptureFile.read(path))
  if (Result.isFailure(capture)) {
    const { line, expected, found } = capture.failure
    return yield* new BadRecording({ path, line, expected, found })
  }
  return Replay.make(path, capture.success)
})

/** The same transport, whose traffic is recorded to a new file. */
export const recorded = Effect.fn("Port.recorded")(function* (
  transport: Service,
  path: string
): Effect.fn.Return<Service, FileError, Scope.Scope> {
  const CaptureFile = yield* load(() => import("../files/CaptureFile.ts"))
  const write = yield* CaptureFile.create(path)
  return yield* Capture.record(transport, { write, software: "@vebus/runtime" })
})
