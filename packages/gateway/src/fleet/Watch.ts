/**
 * A fleet as it goes on, over a connection that comes back by itself, to the next broker of the list where one is gone. It
 * subscribes and publishes nothing.
 */
import { randomUUID } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Reconnect from "../mqtt/Reconnect.ts"
import * as Fleet from "./Fleet.ts"

export { anonymous, type Settings } from "../mqtt/Reconnect.ts"

/** A try that came to nothing, or a connection that was lost. */
export interface Failure {
  /** The broker, without what somebody put into its address. */
  readonly broker: string
  readonly reason: string
}

/** The connection to the brokers. */
export interface Link {
  /** The broker that is listened to; `null`: there is no connection, and what was heard before grows old. */
  readonly broker: string | null
  /** The last failures since there was a connection, the newest last, no more than two for each broker. */
  readonly failures: ReadonlyArray<Failure>
}

/** A fleet that is watched. */
export interface Watch {
  /** All sites as they are now. */
  readonly rows: Effect.Effect<ReadonlyArray<Fleet.Row>>
  readonly link: Effect.Effect<Link>
  /** A site that something was said of. A slow reader loses the oldest. */
  readonly heard: Queue.Dequeue<string>
  /** Messages that made no sense. */
  readonly refused: Effect.Effect<number>
}

/** What is retained comes all at once. */
const INBOX = 10_000

/** How long what is retained may take to come. Until then the sites of before are kept. */
export const SETTLE_MILLIS = 2000

/** Watches all sites below a base topic, until the scope closes. */
export const make = (settings: Reconnect.Settings, base: string): Effect.Effect<Watch, never, Scope.Scope> =>
  Effect.gen(function* () {
    let fleet = Fleet.empty
    let link: Link = { broker: null, failures: [] }
    const heard = yield* Queue.sliding<string>(Fleet.MAX_SITES)
    const who: Reconnect.Who = {
      // Anybody may look at a fleet, as often as he likes: no two of them have one name.
      clientId: `vebus-fleet-${randomUUID().slice(0, 13)}`,
      status: null,
      inbox: INBOX,
      onFailure: (url, { message }) => {
        const failure = { broker: Reconnect.shown(url), reason: message || "no reason given" }
        link = { broker: null, failures: [...link.failures, failure].slice(-2 * settings.urls.length) }
      }
    }
    yield* Effect.forkScoped(
      Reconnect.forever(settings, who, (connection) =>
        Effect.gen(function* () {
          yield* connection.subscribe(Fleet.filters(base), { stored: true, qos: 0 })
          link = { broker: Reconnect.shown(connection.url), failures: [] }
          // Another broker may know of other sites. What it does not tell again is no more, once it has told all.
          let anew: Fleet.Fleet | null = Fleet.empty
          const settle = Effect.andThen(
            Effect.sleep(SETTLE_MILLIS),
            Effect.sync(() => {
              if (anew !== null) fleet = { ...anew, refused: fleet.refused }
              anew = null
            })
          )
          yield* Effect.forkScoped(settle)
          return yield* Effect.forever(
            Effect.gen(function* () {
              const { topic, payload, packet } = yield* Queue.take(connection.messages)
              const message = { topic, payload, retain: packet.retain }
              const now = yield* Clock.currentTimeMillis
              const [next, site] = Fleet.hear(fleet, base, message, now)
              fleet = next
              if (anew !== null) anew = Fleet.hear(anew, base, message, now)[0]
              if (site !== null) yield* Queue.offer(heard, site)
            })
          )
        })
      )
    )
    return {
      rows: Effect.map(Clock.currentTimeMillis, (now) => Fleet.rows(fleet, now)),
      link: Effect.sync(() => link),
      heard,
      refused: Effect.sync(() => fleet.refused)
    }
  })
