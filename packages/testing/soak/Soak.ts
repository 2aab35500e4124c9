/**
 * A soak: hours of virtual time on a bad line, every answer compared with what the device held.
 *
 * Ten callers ask for RAM variables without a pause. Replies are lost, flipped and preceded by noise, the adapter
 * restarts, the port is unplugged and falls silent. A value is right when the simulator held it at some moment between
 * the request and its answer; anything else is wrong, and there must be none.
 */
import { Errors, Question, Session, Transport } from "@vebus/runtime"
import { Driver, Faults, type Truth } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import { TestClock } from "effect/testing"

export interface Options {
  readonly hours: number
  readonly seed: number
  /** Heap in bytes after a collection; the runtime's own figure. */
  readonly heapUsed: () => number
  /** Wall-clock milliseconds between two looks at the outside world. */
  readonly breathe: () => Promise<void>
}

export interface Report {
  readonly hours: number
  readonly requests: number
  readonly right: number
  readonly wrong: ReadonlyArray<string>
  /** Failures by reason. */
  readonly failures: Readonly<Record<string, number>>
  /** `NoReply` while nothing but the rates was at work; the others belong to a restart, an unplug or a silence. */
  readonly byChance: number
  /** How many of those the rates predict. */
  readonly predicted: number
  readonly faults: Readonly<Record<string, number>>
  /** Heap at each tenth of the time, in bytes. */
  readonly heap: ReadonlyArray<number>
}

const CALLERS = 10
const ids = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16] as const
const rates = { drop: 0.05, flip: 0.02, noise: 0.05 } as const
/** Transmissions of one read (protocol.md 4.6). */
const TRANSMISSIONS = 5
const HOUR_SECONDS = 3600
const STEP_SECONDS = 20
/** For how long after its start an incident may cost replies. */
const INCIDENT_MILLIS = 25_000
/** How long the words of an answer are kept for comparison. */
const KEEP_MILLIS = 20_000

/** What goes wrong besides the rates, by the second of the run. */
const incidentAt = (second: number): Faults.Happening | null => {
  if (second % 600 === 0) return { kind: "restart" }
  if (second % 1740 === 0) return { kind: "unplug", forMillis: 4000 }
  if (second % 2500 === 0) return { kind: "sleep", forMillis: 12_000 }
  return null
}

/** Runs a soak on the test clock. */
export const run = ({ hours, seed, heapUsed, breathe }: Options): Promise<Report> =>
  Effect.gen(function* () {
    let truths: Array<Truth.Truth> = []
    const keep = (truth: Truth.Truth): void => {
      truths.push(truth)
      if (truths.length > 2000) truths = truths.filter(({ ms }) => ms > truth.ms - KEEP_MILLIS)
    }
    const simulated = yield* Driver.make({ seed, onTruth: keep })
    const gone = new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) })
    const line = yield* Faults.wrap({ seed, replies: rates }, simulated.open, { unplugged: gone })
    const transport = Transport.make("sim:", line.open, Transport.BYTES_PER_SECOND)
    const connecting = yield* Effect.forkChild(
      Session.connect({ wait: true }).pipe(Effect.provideService(Transport.Transport, transport))
    )
    yield* TestClock.adjust("30 seconds")
    const session = yield* Fiber.join(connecting)

    const failures: Record<string, number> = {}
    const wrong: Array<string> = []
    let right = 0
    let byChance = 0
    let incidentUntil = 0
    const started = yield* Effect.map(simulated.state, ({ now }) => now)

    const ask = (id: number) =>
      Effect.gen(function* () {
        const from = (yield* simulated.state).now
        const result = yield* Effect.result(session.ask(Question.ram([id])))
        if (result._tag === "Failure") {
          const reason = result.failure.reason._tag
          failures[reason] = (failures[reason] ?? 0) + 1
          if (reason === "NoReply" && from > incidentUntil) byChance++
          // Who is told that there is no link waits a little before asking again, as any program would.
          if (reason !== "NoReply") yield* Effect.sleep("500 millis")
          return
        }
        const [word] = result.success.value
        const isRight = truths.some(({ ms, raw }) => ms >= from && raw[id] === word)
        if (isRight) right++
        else wrong.push(`RAM ${id} was ${word} at ${((from - started) / 1000).toFixed(1)} s`)
      })
    const callers = yield* Effect.forEach(
      Array.from({ length: CALLERS }, (_, n) => ids[n % ids.length]!),
      (id) => Effect.forkChild(Effect.forever(ask(id)))
    )

    const seconds = Math.round(hours * HOUR_SECONDS)
    const heap: Array<number> = []
    for (let second = STEP_SECONDS; second <= seconds; second += STEP_SECONDS) {
      const incident = incidentAt(second)
      if (incident !== null) {
        incidentUntil = (yield* simulated.state).now + INCIDENT_MILLIS
        yield* line.happen(incident)
      }
      yield* TestClock.adjust(`${STEP_SECONDS} seconds`)
      if (heap.length < Math.floor((10 * second) / seconds)) heap.push(heapUsed())
      yield* Effect.promise(breathe)
    }
    yield* Fiber.interruptAll(callers)

    const requests = right + wrong.length + Object.values(failures).reduce((sum, count) => sum + count, 0)
    const lost = 1 - (1 - rates.drop) * (1 - rates.flip)
    return {
      hours,
      requests,
      right,
      wrong,
      failures,
      byChance,
      predicted: requests * lost ** TRANSMISSIONS,
      faults: yield* line.counts,
      heap
    }
  }).pipe(
    Effect.scoped,
    Effect.provide(TestClock.layer()),
    Effect.provideService(References.MinimumLogLevel, "Warn"),
    Effect.runPromise
  )
