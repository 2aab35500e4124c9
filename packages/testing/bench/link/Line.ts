/**
 * A session over the paced line, and what the line carries.
 */
import { type Errors, Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

export const BYTES_PER_SECOND = 240
/** Six values in a reply of 17 bytes. */
export const LIMIT = (6 / 17) * BYTES_PER_SECOND

export const WINDOWS: ReadonlyArray<Session.Session["window"]> = [1, 2, 3]
export const TURNAROUNDS: ReadonlyArray<number> = [12, 40]

/** Bytes so far, each way. */
interface Traffic {
  sent: number
  received: number
}

/** How long the line alone takes for a traffic in which nothing overlaps, and when both ways are full all the time. */
export const wireMillis = ({ sent, received }: Readonly<Traffic>) => ({
  inTurn: ((sent + received) / BYTES_PER_SECOND) * 1000,
  overlapping: (Math.max(sent, received) / BYTES_PER_SECOND) * 1000
})

/** A session, and its traffic; version frames sent unasked count. */
export interface Connected {
  readonly session: Session.Session
  readonly traffic: Readonly<Traffic>
}

/** A session over a simulated port. */
export const session = (
  device: Driver.Options,
  options: Session.Options = {}
): Effect.Effect<Connected, Errors.LinkError, Scope.Scope> =>
  Effect.gen(function* () {
    const traffic: Traffic = { sent: 0, received: 0 }
    const simulated = yield* Driver.make(device)
    const open = Effect.map(simulated.open, (duplex) => ({
      bytes: Stream.tap(duplex.bytes, (bytes) => Effect.sync(() => (traffic.received += bytes.length))),
      write: (bytes: Uint8Array) =>
        Effect.suspend(() => {
          traffic.sent += bytes.length
          return duplex.write(bytes)
        })
    }))
    const transport = Transport.make("sim:", open, Transport.BYTES_PER_SECOND)
    const connected = yield* Effect.provideService(Session.connect(options), Transport.Transport, transport)
    return { traffic, session: connected }
  })
