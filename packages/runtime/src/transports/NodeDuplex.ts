/**
 * A Node stream (a serial port, a socket) as a duplex of the runtime. Its `close` event is the plug being pulled.
 */
import type { Duplex as NodeStream } from "node:stream"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Errors from "../Errors.ts"
import type { Duplex } from "./Transport.ts"

/** An open stream as a duplex. `isOpen` says whether it still is: what is closed must not be written to. */
export const make = (stream: NodeStream, url: string, isOpen: () => boolean): Duplex => {
  const lost = (cause: string) => Errors.lost(url, cause)
  // An error that nobody listens for would end the process. Readers hear of it below, writers by their callback.
  stream.on("error", () => undefined)
  const bytes = Stream.callback<Uint8Array, Errors.TransportError>((queue) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const onData = (chunk: Uint8Array) => void Queue.offerUnsafe(queue, new Uint8Array(chunk))
        const onClose = (error?: unknown) =>
          void Queue.failCauseUnsafe(
            queue,
            Cause.fail(lost(error instanceof Error ? error.message : "it was closed"))
          )
        stream.on("data", onData)
        stream.on("close", onClose)
        // A serial port whose device is gone may fail a write first, and never say that it is closed.
        stream.on("error", onClose)
        if (!isOpen()) onClose()
        return { onData, onClose }
      }),
      ({ onData, onClose }) =>
        Effect.sync(() => void stream.off("data", onData).off("close", onClose).off("error", onClose))
    )
  )
  const write = (chunk: Uint8Array): Effect.Effect<void, Errors.TransportError> =>
    Effect.callback((resume) => {
      // A serial port that is gone buffers writes for ever and never calls back.
      if (!isOpen()) return resume(Effect.fail(lost("it is closed")))
      stream.write(chunk, (error) =>
        resume(error === null || error === undefined ? Effect.void : Effect.fail(lost(error.message)))
      )
    })
  return { bytes, write }
}
