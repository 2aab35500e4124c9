/**
 * Stands between the adapter and another program: bytes go through as they are and at once, and whoever listens hears
 * of each chunk. The port stays open while programs come and go, and is opened again when it was lost.
 *
 *     program  <->  `open`  <->  bridge  <->  transport  <->  adapter
 *                                  |
 *                              `onPassed`
 *
 * Serving `open` to other programs is not its affair. Without any program it hears what comes unasked.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Cause from "effect/Cause"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Chunk } from "../transports/Capture.ts"
import * as Errors from "../Errors.ts"
import * as Retry from "./Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Duplex, Transport } from "../transports/Transport.ts"

/** Some bytes that went through. */
export interface Passed {
  /** When, in monotonic milliseconds. */
  readonly at: number
  /** `tx` from program to adapter, `rx` from adapter to program. */
  readonly dir: Chunk["dir"]
  readonly bytes: Uint8Array
}

/** Who hears of what passes, and of a port that is lost and found again. */
export interface Options {
  /** Hears of all that passes, in order. Traffic waits for it, so it must only take note. */
  readonly onPassed: (passed: Passed) => void
  /** Runs when the port was lost, before it is tried again. */
  readonly onLost?: (error: Errors.TransportError) => Effect.Effect<void>
  /** Runs when a lost port is open again. */
  readonly onBack?: Effect.Effect<void>
  /** When to open a lost port again; `Retry.reconnect` unless said otherwise. */
  readonly reconnect?: Retry.Retry
}

/** The program's side. */
export interface Bridge {
  /** The adapter's port. */
  readonly url: string
  /** Takes part until the scope closes. `bytes` ends when the adapter's port is lost; what is written then is lost too. */
  readonly open: Effect.Effect<
    {
      /** The bytes that the adapter sends from now on. */
      readonly bytes: Stream.Stream<Uint8Array>
      /** Hands bytes to the adapter. Never fails. */
      readonly write: (bytes: Uint8Array) => Effect.Effect<void>
    },
    never,
    Scope.Scope
  >
}

/** How many chunks wait for a program that does not read; then the oldest are lost, as on a line that overruns. */
const UNREAD_CHUNKS = 4096

/** Opens the port, and keeps it open until the scope closes. Fails when it cannot be opened at first. */
export const make = Effect.fn("Bridge.make")(function* (
  { url, open: openPort }: Transport["Service"],
  { onPassed, onLost = () => Effect.void, onBack = Effect.void, reconnect = Retry.reconnect }: Options
): Effect.fn.Return<Bridge, Errors.TransportError, Scope.Scope> {
  const outlets = new Set<Queue.Queue<Uint8Array, Cause.Done>>()
  const first = yield* Deferred.make<void, Errors.TransportError>()
  let port: Duplex | null = null

  const note = (dir: Passed["dir"], bytes: Uint8Array) =>
    Effect.map(Monotonic.millis, (at) => onPassed({ at, dir, bytes }))

  const endAll = Effect.sync(() => outlets.forEach((outlet) => Queue.endUnsafe(outlet)))

  /** Carries what the adapter sends, for as long as the port is there, and gives why it no longer is. */
  const carry: Effect.Effect<Errors.TransportError> = Effect.gen(function* () {
    const duplex = yield* openPort
    port = duplex
    // The first opening is nobody's return.
    if (!(yield* Deferred.succeed(first, undefined))) yield* onBack
    yield* Stream.runForEach(duplex.bytes, (bytes) => {
      outlets.forEach((outlet) => Queue.offerUnsafe(outlet, bytes))
      return note("rx", bytes)
    })
    return yield* Errors.lost(url, "it was closed")
  }).pipe(Effect.scoped, Effect.flip)

  /** Whether the port was open since that was last asked. */
  let wasOpen = false
  const carried = Effect.gen(function* () {
    const error = yield* carry
    wasOpen = port !== null
    if (port !== null) {
      port = null
      yield* endAll
      yield* onLost(error)
    }
    return yield* error
  })
  const keep = carried.pipe(
    Effect.retry({
      while: (error) => Effect.map(Deferred.fail(first, error), (isFirst) => !isFirst),
      schedule: Retry.startingOver(reconnect, () => wasOpen)
    }),
    Effect.ignore
  )

  yield* Effect.addFinalizer(() => endAll)
  yield* Effect.forkScoped(keep)
  yield* Deferred.await(first)

  return {
    url,
    open: Effect.gen(function* () {
      const outlet = yield* Effect.acquireRelease(
        Queue.sliding<Uint8Array, Cause.Done>(UNREAD_CHUNKS),
        (queue) =>
          Effect.sync(() => {
            outlets.delete(queue)
            Queue.endUnsafe(queue)
          })
      )
      outlets.add(outlet)
      return {
        bytes: Stream.fromQueue(outlet),
        write: (bytes) =>
          Effect.andThen(
            note("tx", bytes),
            // A port that is lost says so by its own bytes.
            Effect.suspend(() => (port === null ? Effect.void : Effect.ignore(port.write(bytes))))
          )
      }
    })
  }
})
