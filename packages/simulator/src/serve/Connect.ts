/**
 * Joins a simulated port to the other end of a wire, until one of the two closes.
 */
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type * as Driver from "../simulation/Driver.ts"

/** A port to serve: a simulation, or its port with faults on it or its traffic recorded. */
export type Port = Pick<Driver.Simulated, "open">

/** The data of a readable of Node. An error closes it too, which is all that matters here. */
export const chunks = (readable: Readable): Stream.Stream<Uint8Array> =>
  Stream.callback<Uint8Array>((queue) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const onData = (chunk: Buffer) => void Queue.offerUnsafe(queue, new Uint8Array(chunk))
        const onEnd = () => void Queue.endUnsafe(queue)
        readable.on("data", onData).on("end", onEnd).on("close", onEnd)
        if (readable.destroyed) onEnd()
        return { onData, onEnd }
      }),
      ({ onData, onEnd }) =>
        Effect.sync(() => void readable.off("data", onData).off("end", onEnd).off("close", onEnd))
    )
  )

/** Opens the port, and carries bytes both ways. */
export const connect = <E = never>(
  simulated: Port,
  received: Stream.Stream<Uint8Array, E>,
  send: (bytes: Uint8Array) => void
): Effect.Effect<void, E> =>
  Effect.gen(function* () {
    const { bytes, write } = yield* simulated.open
    yield* Effect.raceFirst(
      Stream.runForEach(received, write),
      Stream.runForEach(bytes, (sent) => Effect.sync(() => send(sent)))
    )
  }).pipe(Effect.scoped)
