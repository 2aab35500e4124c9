/**
 * Traces: each request is below what asked for it, a plan, an execution, a cycle of readings; a write has its outcome.
 */
import { assert, describe, it } from "@effect/vitest"
import { Exchange, Question, Telemetry } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { played } from "./Played.ts"
import { controlled, setting } from "./control/Controlled.ts"

const FLOAT = 3

/** Keeps all spans. */
const kept = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

/** The names from the outermost span to this one. */
const pathOf = (span: Tracer.AnySpan): string => {
  const name = span._tag === "Span" ? span.name : "outside"
  const parent = span._tag === "Span" ? Option.getOrUndefined(span.parent) : undefined
  return parent === undefined ? name : `${pathOf(parent)} > ${name}`
}

describe("a trace", () => {
  it.effect("has one span for each question, with command, address and attempts", () =>
    Effect.gen(function* () {
      const { spans, tracer } = kept()
      const deaf = { bytes: Stream.never, write: () => Effect.void }
      const exchange = yield* Exchange.make(deaf, { url: "sim:" })
      const asking = Effect.exit(exchange.ask(Question.leds, { retry: Schedule.recurs(2) }))
      yield* Effect.withTracer(played(asking), tracer)
      assert.deepStrictEqual(
        spans.map(({ name, attributes }) => [name, Object.fromEntries(attributes)]),
        [["vebus.request", { command: "L", address: null, attempts: 3 }]]
      )
    })
  )

  it.effect("has the plan, its execution, each write with its outcome, and the requests below them", () =>
    Effect.gen(function* () {
      const { control } = yield* controlled()
      const { spans, tracer } = kept()
      const plan = yield* Effect.withTracer(played(control.plan([setting(FLOAT, 52.5)])), tracer)
      const asked = spans.map(pathOf)
      assert.include(asked, "Control.plan > Gather.gather > vebus.request")
      spans.length = 0
      yield* Effect.withTracer(played(control.execute(plan)), tracer)
      const write = spans.find(({ name }) => name === "Control.write")!
      assert.strictEqual(pathOf(write), "Control.execute > Control.write")
      assert.deepStrictEqual(Object.fromEntries(write.attributes), {
        name: "UBatFloat",
        kind: "Setting",
        address: 0,
        outcome: "Written"
      })
      const requests = spans.filter(({ name }) => name === "vebus.request")
      assert.deepStrictEqual(
        requests.map((span) => [
          pathOf(span),
          span.attributes.get("command"),
          span.attributes.get("attempts")
        ]),
        ["winmon_31", "winmon_37", "winmon_31"].map((command) => [
          "Control.execute > Control.write > vebus.request",
          command,
          1
        ])
      )
    })
  )

  it.effect("has each cycle of readings by itself, whoever listens", () =>
    Effect.gen(function* () {
      const { session } = yield* controlled()
      const { spans, tracer } = kept()
      const readings = Telemetry.readings(session).pipe(Stream.take(3), Stream.runDrain)
      yield* Effect.withTracer(played(Effect.withSpan(readings, "listener")), tracer)
      const cycles = spans.filter(({ name }) => name === "Telemetry.cycle")
      assert.deepStrictEqual(
        cycles.map((span) => [pathOf(span), span.attributes.get("isFirst")]),
        [
          ["Telemetry.cycle", true],
          ["Telemetry.cycle", false],
          ["Telemetry.cycle", false]
        ]
      )
      assert.isAtLeast(spans.filter((span) => pathOf(span).startsWith("Telemetry.cycle > ")).length, 10)
    })
  )
})
