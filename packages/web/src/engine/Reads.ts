/**
 * Work over a link that only reads: readings, counters, what is connected, and answers. A file of its own, which is
 * loaded while the port is opened and the adapter looked for.
 */
import { Device, type Session, Telemetry } from "@vebus/runtime"
import { Backup } from "@vebus/runtime/backup"
import { Diagnosis, Document, OfSession } from "@vebus/runtime/doctor"
import { Json, Read } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Answer, Ask } from "../Ask.ts"
import type { Answering, Tell } from "./Recipe.ts"
import * as Health from "./Health.ts"
import * as Links from "./Links.ts"
import * as Sites from "./Sites.ts"

/** A failure of the runtime, as an answer. */
export const failure = (error: { readonly message: string; readonly reason?: unknown }) => {
  const { reason } = error
  const tag = typeof reason === "object" && reason !== null && "_tag" in reason ? String(reason._tag) : null
  return Links.failed(tag, error.message)
}

/** The answer that an effect makes. */
export const answered = <A, E extends { readonly message: string }>(
  effect: Effect.Effect<A, E>
): Effect.Effect<Answer<A>> =>
  Effect.match(effect, { onFailure: failure, onSuccess: (value) => ({ ok: true, value }) as const })

/** The findings of the doctor about a session. */
const examined = (session: Session.Session) =>
  Effect.gen(function* () {
    const seen = yield* OfSession.observe(session, { platform: "browser" })
    return Document.make(Diagnosis.diagnose(seen), seen.port, yield* Json.now)
  })

/** The program, in a backup. */
const SOFTWARE = "vebus page"
const HEALTH_MILLIS = 2000

/** Readings, whatever becomes of the first. */
const readings = (session: Session.Session, tell: Tell) =>
  Telemetry.updates(session).pipe(
    Stream.runForEach(({ reading, ageMillis }) =>
      Effect.sync(() => tell({ type: "reading", reading, ageMillis }))
    ),
    Effect.retry(Schedule.spaced("1 second"))
  )

const health = (tell: Tell) =>
  Effect.repeat(
    Effect.map(Health.read, (counters) => tell({ type: "health", counters })),
    Schedule.spaced(HEALTH_MILLIS)
  )

/** Begins to read, and gives what answers over a session; whoever else answers comes after it. */
export const make = (
  session: Session.Session,
  { label, tell }: { readonly label: string; readonly tell: Tell }
): Effect.Effect<Answering, never, Scope.Scope> =>
  Effect.gen(function* () {
    const device = Device.make(session)
    yield* Effect.forkScoped(readings(session, tell))
    yield* Effect.forkScoped(health(tell))
    yield* Effect.forkScoped(Sites.watch(session, device, label, tell))
    const read = (noun: Read.Noun) => answered(Read.read(noun, { session, device }))
    return (ask: Ask) => {
      switch (ask._tag) {
        case "Settings":
          return read("settings")
        case "Flags":
          return read("flags")
        case "Info":
          return read("info")
        case "Energy":
          return read("energy")
        case "Backup":
          return answered(Effect.map(Backup.take(device, session, SOFTWARE), Json.plain))
        case "Doctor":
          return answered(examined(session))
        case "History":
          return Effect.succeed(
            Links.failed(
              "no-history",
              "nothing is kept from before this page was opened: that is the gateway's work"
            )
          )
        case "Select":
          return Effect.succeed({ ok: true, value: null })
        default:
          return Effect.succeed(Links.notAllowed)
      }
    }
  })
