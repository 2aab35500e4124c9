/**
 * Readings into InfluxDB: one of each site per interval, sent every ten seconds. While the database is away the lines wait;
 * when it is back they all go out, the oldest first, with the times at which they were read. What waits is bounded, and lost
 * with the gateway.
 *
 * Reference: integrations.md 8; gateway.md 1.
 */
import { FetchHttpClient } from "effect/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import type { Config } from "../config/Schema.ts"
import { Feed } from "../Feed.ts"
import * as Backlog from "./Backlog.ts"
import * as Database from "./Database.ts"
import * as LineProtocol from "./LineProtocol.ts"
import * as Points from "./Points.ts"

/** The database, and how often points are sent. */
export interface Settings extends Database.Settings {
  /** The time from one point of a series to the next, in milliseconds. */
  readonly interval: number
}

/** The settings that a configuration gives for its database; `null`: it has none. */
export const settingsOf = ({ influx }: Config): Settings | null =>
  influx === null
    ? null
    : {
        url: influx.url,
        interval: influx.interval,
        into:
          influx.database === null
            ? { version: 2, org: influx.org, bucket: influx.bucket ?? "", tokenFile: influx["token-file"] }
            : {
                version: 1,
                database: influx.database,
                username: influx.username,
                passwordFile: influx["password-file"]
              }
      }

/** So much waits for a database that is away, in bytes of lines: more than a day of one unit at the usual interval. */
export const BACKLOG_BYTES = 0x1_00_00_00

const SEND_EVERY_MILLIS = 10_000
/** A database that is away is looked for less and less often. */
const LONGEST_MILLIS = 30_000
const FIRST_MILLIS = 2000
const BATCH_LINES = 5000
/** How long the last lines may take at the end. */
const LAST = "1 second"

const lines = Metric.counter("vebus_influx_lines_total", {
  description:
    "Lines for InfluxDB by what became of them: written, refused by it, or dropped because too many waited",
  incremental: true
})

const count = (outcome: "written" | "refused" | "dropped", number: number): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(lines, { outcome }), number)

/** Writes what the sites read, until the scope closes. */
export const layer = (settings: Settings): Layer.Layer<never, never, Feed> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const feed = yield* Feed
      const backlog = Backlog.make(BACKLOG_BYTES)
      /** The interval of each site that was told last, counted since 1970. */
      const told = new Map<string, number>()
      const said = new Set<string>()
      let batchLines = BATCH_LINES

      yield* Effect.forEach(["written", "refused", "dropped"] as const, (outcome) => count(outcome, 0))

      const collect = Stream.runForEach(feed.events, (event) =>
        Effect.gen(function* () {
          if (event._tag !== "Reading") return
          const slot = Math.floor(event.at / settings.interval)
          if (told.get(event.site) === slot) return
          const view = yield* feed.site(event.site)
          if (view === null || !view.fresh) return
          told.set(event.site, slot)
          const made = Points.of({ ...view, reading: event.reading, readAt: event.at }).flatMap(
            (point) => LineProtocol.line(point) ?? []
          )
          yield* count("dropped", backlog.add(made))
        })
      )

      /** Hours without a database are one line in the log, not thousands. */
      const warn = (text: string): Effect.Effect<void> =>
        Effect.suspend(() => {
          if (said.has(text)) return Effect.void
          said.add(text)
          return Effect.logWarning(`InfluxDB at ${settings.url}: ${text}`)
        })

      /** Sends all that waits. Fails where the database is away. */
      const send: Effect.Effect<void, Database.NotWritten> = Effect.gen(function* () {
        for (;;) {
          const batch = backlog.oldest(batchLines)
          if (batch === null) return
          const error = yield* Database.write(settings, batch.text).pipe(
            Effect.as(null),
            Effect.catch(Effect.succeed)
          )
          if (error?.why === "unavailable") return yield* error
          if (error?.why === "too-large" && batchLines > 1) {
            batchLines = Math.floor(batchLines / 2)
            continue
          }
          if (error === null) {
            if (said.size > 0) yield* Effect.logWarning(`InfluxDB at ${settings.url}: it takes lines again`)
            said.clear()
          } else yield* warn(`it refused lines, which are not sent again: ${error.message}`)
          backlog.remove(batch)
          yield* count(error === null ? "written" : "refused", batch.lines)
        }
      }).pipe(Effect.provide(FetchHttpClient.layer))

      const sending = Effect.gen(function* () {
        let pause = SEND_EVERY_MILLIS
        let tries = 0
        for (;;) {
          yield* Effect.sleep(pause)
          const error = yield* Effect.as(send, null).pipe(Effect.catch(Effect.succeed))
          tries = error === null ? 0 : tries + 1
          pause =
            error === null ? SEND_EVERY_MILLIS : Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** (tries - 1))
          if (error !== null) yield* warn(`lines wait for it: ${error.message}`)
        }
      })

      yield* Effect.addFinalizer(() =>
        send.pipe(Effect.ignore, Effect.interruptible, Effect.timeoutOption(LAST))
      )
      yield* Effect.forkScoped(collect, { startImmediately: true })
      yield* Effect.forkScoped(sending)
    })
  )
