/**
 * Restarts an adapter from which no byte comes: one that another program left at another speed, or in the middle of a
 * firmware update. To its host that looks like sleep, so nothing is waited for before R is sent. Only for somebody who has
 * asked for it: no unit is known, so it stands in no journal.
 *
 *     at 2400 baud     R, and two seconds for the version frame that tells that the adapter is up
 *     at 115200 baud   five times 55, which ends the transparent mode, and R; where the port has a speed
 *     at 2400 baud     V
 *
 * Reference: protocol.md 1.7, 3.9.
 */
import { Frames, Restart, Version } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { TransportError } from "../Errors.ts"
import * as FrameStream from "../link/FrameStream.ts"
import type { Transport } from "../transports/Transport.ts"

type Service = Transport["Service"]

/** The same port at both speeds; `fast` is `null` where the speed is somebody else's, as behind TCP. */
export interface Port {
  readonly slow: Service
  readonly fast: Service | null
}

/** The speed at which an adapter may be left, in baud. */
export const FAST_BAUD = 115_200

/** The bytes that end the transparent mode at the high speed. */
export const ATTENTION = Uint8Array.of(0x55, 0x55, 0x55, 0x55, 0x55)

const ANSWER_MILLIS = 2000
const ATTENTION_MILLIS = 100
/** How long an adapter is deaf after R. */
const RESTART_MILLIS = 1500

/** Sends a request, and says whether a version frame came within two seconds. */
const isAnswered = (port: Service, request: Frames.Request): Effect.Effect<boolean, TransportError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const duplex = yield* port.open
      const heard = yield* Deferred.make<void>()
      yield* Effect.forkScoped(
        Effect.ignore(
          FrameStream.pump(duplex, {
            onBytes: () => undefined,
            onIncoming: (incoming) => {
              if (incoming._tag === "Received" && incoming.reply._tag === "VersionReply")
                Deferred.doneUnsafe(heard, Effect.void)
            }
          })
        )
      )
      yield* duplex.write(Result.getOrThrow(Frames.toWire(request)))
      return Option.isSome(yield* Effect.timeoutOption(Deferred.await(heard), ANSWER_MILLIS))
    })
  )

/** Sends R, at both speeds where there are two. Gives the speed at which the adapter heard it; `null`: it still says nothing. */
export const restart = ({ slow, fast }: Port): Effect.Effect<2400 | 115_200 | null, TransportError> =>
  Effect.gen(function* () {
    if (yield* isAnswered(slow, Restart.request)) return 2400
    if (fast === null) return null
    yield* Effect.scoped(
      Effect.gen(function* () {
        const duplex = yield* fast.open
        yield* duplex.write(ATTENTION)
        yield* Effect.sleep(ATTENTION_MILLIS)
        yield* duplex.write(Result.getOrThrow(Frames.toWire(Restart.request)))
        yield* Effect.sleep(ATTENTION_MILLIS)
      })
    )
    yield* Effect.sleep(RESTART_MILLIS)
    return (yield* isAnswered(slow, Version.request)) ? FAST_BAUD : null
  })
