/**
 * Sites as HTTP finds them, and what units are asked for beside the poll. What takes a unit's line for seconds is asked for
 * once however many want it, and is good for a few seconds more.
 */
import type { Errors } from "@vebus/runtime"
import { Backup } from "@vebus/runtime/backup"
import { Diagnosis, Document, OfSession } from "@vebus/runtime/doctor"
import { type Documents, Json, Read } from "@vebus/runtime/documents"
import * as Cache from "effect/Cache"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Feed } from "../Feed.ts"
import { type Connected, Sites } from "../Sites.ts"
import type { SiteView } from "../SiteView.ts"
import * as Problem from "./Problem.ts"

type Noun = Read.Noun

/** How long a document is good for. */
const GOOD_FOR = Duration.seconds(5)

/** There is no such site. */
export const unknownSite = (site: string) =>
  Problem.problem(
    404,
    "unknown-site",
    `there is no site "${site}"`,
    "See those that there are at /api/v1/sites."
  )

/** There is no such unit, as far as the units of the site are known: asking for it would cost the line seconds. */
const unknownUnit = ({ site, identity }: SiteView, address: number | undefined) => {
  const known = identity?.units.map((unit) => unit.address)
  return address === undefined || known === undefined || known.includes(address)
    ? null
    : Problem.problem(
        404,
        "unknown-unit",
        `there is no unit ${address} at "${site}": expected ${known.join(", ")}`
      )
}

const unanswered = (reason: string | null, message: string) => Problem.problem(503, reason, message)

/** A failure of the link. */
const ofLink = (error: Errors.LinkError) => unanswered(error.reason._tag, error.message)

type NotFound = Problem.Problem<404>
type Unanswered = Problem.Problem<503>

/** The facts about this machine for the doctor. */
const surroundings = { platform: process.platform }

/** Whether the name of a port says that an MK3 is behind it. */
const isNamedAdapter = (port: string): boolean => /MK3/i.test(port)

/** The questions of handlers to units and to the history. */
export class Lookup extends Context.Service<
  Lookup,
  {
    /** A site, and of a unit that it is there. */
    readonly view: (site: string, address?: number) => Effect.Effect<SiteView, NotFound>
    readonly connected: (site: string) => Effect.Effect<Connected, NotFound | Unanswered>
    /** A document about a unit; that of the site where no address is given. */
    readonly document: <const N extends Noun>(
      site: string,
      noun: N,
      address: number | undefined
    ) => Effect.Effect<(typeof Documents.documents)[N]["Type"], NotFound | Unanswered>
    /** The whole configuration of a unit, for a program of this name. Fails where anything of it got no answer. */
    readonly backup: (
      site: string,
      address: number | undefined,
      software: string
    ) => Effect.Effect<Backup.Backup, NotFound | Unanswered>
    /** Forgets earlier answers of a site: something was changed there. */
    readonly changed: (site: string) => Effect.Effect<void>
    /** Why there is no answer, or that all is well. Takes some seconds. */
    readonly doctor: (site: string) => Effect.Effect<Document.Doctor, NotFound>
  }
>()("@vebus/gateway/http/Lookup") {}

/** Lookups over the sites. */
export const layer: Layer.Layer<Lookup, never, Feed | Sites> = Layer.effect(
  Lookup,
  Effect.gen(function* () {
    const feed = yield* Feed
    const sites = yield* Sites

    const view = (site: string, address?: number) =>
      Effect.gen(function* () {
        const found = (yield* feed.site(site)) ?? (yield* Effect.fail(unknownSite(site)))
        const missing = unknownUnit(found, address)
        return missing === null ? found : yield* Effect.fail(missing)
      })

    const connected = (site: string) =>
      Effect.gen(function* () {
        const { reason, link } = yield* view(site)
        const found = yield* sites.connected(site)
        if (found === null) return yield* Effect.fail(unanswered("no-link", reason ?? `the link is ${link}`))
        return found
      })

    /** How often each site was changed: what was read before a change is another document. */
    const changes = new Map<string, number>()
    const changed = (site: string) => Effect.sync(() => void changes.set(site, (changes.get(site) ?? 0) + 1))
    // Who changes something by another way than HTTP comes by here too.
    yield* feed.events.pipe(
      Stream.runForEach((event) => (event._tag === "Outcome" ? changed(event.site) : Effect.void)),
      Effect.forkScoped({ startImmediately: true })
    )

    const read = (key: string) =>
      Effect.gen(function* () {
        const [site, noun, address] = JSON.parse(key) as readonly [string, Noun, number | null, number]
        const { session, device } = yield* connected(site)
        const unit = address === null ? device : device.unit(address)
        return yield* Effect.mapError(Read.read(noun, { session, device, unit }), ofLink)
      })

    const examined = (site: string) =>
      Effect.gen(function* () {
        const found = yield* sites.connected(site)
        const failure = found === null ? yield* sites.failure(site) : null
        const seen =
          found !== null
            ? yield* OfSession.observe(found.session, surroundings)
            : failure !== null
              ? OfSession.unlinked(
                  failure.port,
                  failure.error.reason,
                  surroundings,
                  isNamedAdapter(failure.port)
                )
              : null
        const checks = seen === null ? [] : Diagnosis.diagnose(seen)
        const time = new Date(yield* Clock.currentTimeMillis).toISOString()
        return Document.make(checks, seen?.port ?? null, time)
      })

    const taken = (key: string) =>
      Effect.gen(function* () {
        const [site, address, software] = JSON.parse(key) as readonly [string, number | null, string]
        const { session, device } = yield* connected(site)
        const unit = address === null ? device : device.unit(address)
        return Json.plain(yield* Effect.mapError(Backup.take(unit, session, software), ofLink))
      })

    // Who comes while one is going on gets its findings, and who comes later new ones.
    const examinations = yield* Cache.make({ lookup: examined, capacity: 64, timeToLive: Duration.zero })

    // Each of them takes the line for a minute: a hundred at once would leave nothing to readings.
    const backups = yield* Cache.make({ lookup: taken, capacity: 64, timeToLive: Duration.zero })

    const documents = yield* Cache.makeWith(read, {
      capacity: 256,
      timeToLive: (exit) => (Exit.isSuccess(exit) ? GOOD_FOR : Duration.zero)
    })

    return Lookup.of({
      view,
      connected,
      changed,
      backup: (site, address, software) =>
        Effect.andThen(
          view(site, address),
          Cache.get(backups, JSON.stringify([site, address ?? null, software]))
        ),
      doctor: (site) => Effect.andThen(view(site), Cache.get(examinations, site)),
      document: (site, noun, address) =>
        Effect.andThen(
          view(site, address),
          Effect.suspend(() =>
            Cache.get(documents, JSON.stringify([site, noun, address ?? null, changes.get(site) ?? 0]))
          )
        ) as never
    })
  })
)
