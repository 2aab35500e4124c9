/**
 * Server-sent events. Who comes begins with the state of each site and its last reading; who comes back with the id of its
 * last event gets what it missed, as far as that is kept. A heartbeat every 15 s shows that the line is alive. Who does not
 * read loses the oldest events, and costs no more than the buffer of its connection.
 * Reference: gateway.md 3.
 */
import { Hex } from "@vebus/codec"
import type { FrameStream, Session } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { FrameBytes, Json } from "@vebus/runtime/documents"
import type { Feed } from "../Feed.ts"
import type { FeedEvent } from "../FeedEvent.ts"
import type { SiteView } from "../SiteView.ts"
import type { FrameEvent, StreamEvent } from "./Documents.ts"
import * as Problem from "./Problem.ts"

/** The time between two heartbeats. */
export const HEARTBEAT = "15 seconds"

const heartbeat = Stream.fromSchedule(Schedule.spaced(HEARTBEAT)).pipe(
  Stream.mapEffect(() => Clock.currentTimeMillis),
  Stream.map((at) => ({ event: "heartbeat", data: { at } }) as const)
)

const names = { Reading: "reading", State: "state", Event: "event", Outcome: "outcome" } as const

const told = (event: FeedEvent): StreamEvent =>
  ({ id: String(event.id), event: names[event._tag], data: Json.plain(event) }) as StreamEvent

/** The events that tell a new listener how things stand. */
const standing = (
  id: number,
  { site, link, since, fresh, reason, reading, readAt }: SiteView
): ReadonlyArray<FeedEvent> => [
  { _tag: "State", id, site, at: since, link, since, fresh, reason },
  ...(fresh ? [{ _tag: "Reading" as const, id, site, at: readAt!, reading: reading! }] : [])
]

const newcomer = (feed: Feed["Service"]): Stream.Stream<FeedEvent> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const id = yield* feed.newest
      const sites = yield* feed.sites
      return Stream.concat(
        Stream.fromIterable(sites.flatMap((view) => standing(id, view))),
        feed.eventsSince(id)
      )
    })
  )

/** The events of one site or of all, for who has seen those up to an id. */
export const events = (
  feed: Feed["Service"],
  site: string | undefined,
  lastId: number | null
): Stream.Stream<StreamEvent> =>
  Stream.unwrap(
    Effect.map(
      lastId === null ? Effect.succeed(false) : Effect.map(feed.since(lastId), ({ complete }) => complete),
      (isKept) => (isKept ? feed.eventsSince(lastId!) : newcomer(feed))
    )
  ).pipe(
    Stream.filter((event) => site === undefined || event.site === site),
    Stream.map(told),
    Stream.merge(heartbeat, { haltStrategy: "left" })
  )

const frame = (incoming: FrameStream.Incoming): FrameEvent =>
  incoming._tag === "Discarded"
    ? {
        event: "discarded",
        data: {
          reason: incoming.reason,
          bytes: incoming.end - incoming.start,
          hex: Hex.toHex(FrameBytes.of(incoming))
        }
      }
    : {
        event: "frame",
        data: {
          time: new Date(incoming.time).toISOString(),
          bytes: incoming.size,
          hex: Hex.toHex(FrameBytes.of(incoming)),
          frame: Json.plain<unknown>(incoming.reply) as Record<string, unknown>,
          leds: Json.plain<unknown>(incoming.leds) as Record<string, unknown> | null
        }
      }

/** The frames of a session as they come. */
export const frames = ({ incoming }: Session.Session): Stream.Stream<FrameEvent> =>
  Stream.merge(Stream.map(incoming, frame), heartbeat, { haltStrategy: "left" })

/** The id that `Last-Event-ID` tells; `null`: none of ours. */
export const lastIdOf = (text: string | undefined): number | null =>
  Option.getOrNull(
    Option.filter(Option.fromNullishOr(text), (found) => /^\d{1,16}$/.test(found)).pipe(Option.map(Number))
  )

/** So many streams are open at a time: each holds a connection for as long as its listener likes. */
export const MOST_STREAMS = 256

/** Places for streams. */
export interface Places {
  /** The stream with a place of its own while somebody listens. Fails where there is none left. */
  readonly take: <A, E>(
    stream: Stream.Stream<A, E>
  ) => Effect.Effect<Stream.Stream<A, E>, Problem.Problem<429>>
}

const full = Problem.problem(
  429,
  "too-many-streams",
  `${MOST_STREAMS} streams are open already`,
  "Close some of them. /api/v1/sites/{site}/reading tells the same, one reading at a time."
)

/** Places for streams, all of them free. */
export const places = (): Places => {
  let taken = 0
  const place = Effect.acquireRelease(
    Effect.sync(() => void taken++),
    () => Effect.sync(() => void taken--)
  )
  return {
    take: (stream) =>
      Effect.suspend(() =>
        taken < MOST_STREAMS ? Effect.succeed(Stream.unwrap(Effect.as(place, stream))) : Effect.fail(full)
      )
  }
}
