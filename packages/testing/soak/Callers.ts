/**
 * Ten callers that ask for RAM variables without a pause, and what becomes of every request. A value is right when the
 * device held it at some moment between the request and its answer; anything else is wrong, and there must be none.
 */
import { Question, type Session } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Line from "./Line.ts"

/** What became of the requests. */
export interface Tally {
  readonly requests: number
  readonly right: number
  readonly wrong: ReadonlyArray<string>
  /** Values that came while the line made a frame that nobody sent, and were not the device's. */
  readonly forged: number
  /** How many such frames there were. */
  readonly forgeries: number
  /** Failures by reason. */
  readonly failures: Readonly<Record<string, number>>
  /** Requests that ended neither with a value nor with a typed failure. */
  readonly untyped: number
  /** Callers that still waited long after the last request was made. */
  readonly hanging: number
  readonly longestMillis: number
  /** Requests while nothing but the rates was at work; the others belong to a restart, an unplug or a silence. */
  readonly calm: number
  /** `NoReply` among those. */
  readonly byChance: number
  /** How many of those the rates predict. */
  readonly predicted: number
}

export interface Callers {
  /** An incident begins: for a while it, and not chance, is what costs replies. */
  readonly incident: Effect.Effect<void>
  /** No further requests; done when all have ended, or have had their time. */
  readonly stop: Effect.Effect<void>
  readonly tally: () => Tally
}

const ids = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16] as const
/** Transmissions of one read (protocol.md 4.6). */
const TRANSMISSIONS = 5
/** For how long after its start an incident may cost replies. */
const INCIDENT_MILLIS = 25_000
/** How long the last requests may take. */
export const LAST_SECONDS = 60

/** Starts the callers, in the scope of whoever starts them. */
export const start = Effect.fnUntraced(function* <U>(
  session: Session.Session,
  line: Line.Line<U>
): Effect.fn.Return<Callers, never, Scope.Scope> {
  const failures: Record<string, number> = {}
  const wrong: Array<string> = []
  const counts = { requests: 0, right: 0, forged: 0, untyped: 0, longestMillis: 0, calm: 0, byChance: 0 }
  let incidentUntil = Number.NEGATIVE_INFINITY
  let isOver = false
  const started = yield* line.now

  const ask = (id: number) =>
    Effect.gen(function* () {
      const from = yield* line.now
      const exit = yield* Effect.exit(session.ask(Question.ram([id])))
      const isCalm = from > incidentUntil
      counts.requests++
      counts.longestMillis = Math.max(counts.longestMillis, (yield* line.now) - from)
      if (isCalm) counts.calm++
      if (Exit.isSuccess(exit)) {
        const [word] = exit.value.value
        if (line.held(id, word, from)) counts.right++
        else if (line.forgeries().some((at) => at >= from)) counts.forged++
        else wrong.push(`RAM ${id} was ${word} at ${((from - started) / 1000).toFixed(1)} s`)
        return
      }
      const error = Exit.findErrorOption(exit)
      if (error._tag === "None") {
        counts.untyped++
        return
      }
      const reason = error.value.reason._tag
      failures[reason] = (failures[reason] ?? 0) + 1
      if (reason === "NoReply" && isCalm) counts.byChance++
      // Who is told that there is no link waits a little before asking again, as any program would.
      if (reason !== "NoReply") yield* Effect.sleep("500 millis")
    })

  const callers = yield* Effect.forEach(ids, (id) =>
    Effect.forkScoped(Effect.whileLoop({ while: () => !isOver, body: () => ask(id), step: () => undefined }))
  )
  const lost = 1 - (1 - Line.rates.drop) * (1 - Line.rates.flip)

  return {
    incident: Effect.map(line.now, (now) => void (incidentUntil = now + INCIDENT_MILLIS)),
    stop: Effect.suspend(() => {
      isOver = true
      return Effect.asVoid(Effect.timeoutOption(Fiber.awaitAll(callers), `${LAST_SECONDS} seconds`))
    }),
    tally: () => ({
      ...counts,
      wrong,
      failures,
      forgeries: line.forgeries().length,
      hanging: callers.filter((caller) => caller.pollUnsafe() === undefined).length,
      predicted: counts.calm * lost ** TRANSMISSIONS
    })
  }
})
