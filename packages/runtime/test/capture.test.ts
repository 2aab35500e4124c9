/**
 * Captures: what is written down, what is read back, and a capture that answers like the device it was taken from.
 */
import { assert, describe, it } from "@effect/vitest"
import { Capture, Question, Replay, Retry, Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { played } from "./Played.ts"

const readings = (transport: Transport.Transport["Service"], count: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const session = yield* Session.connect().pipe(Effect.provideService(Transport.Transport, transport))
      return yield* Telemetry.readings(session).pipe(Stream.take(count), Stream.runCollect)
    })
  )

/** Readings of a simulated device, and the capture of all that was said. */
const recorded = (count: number) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const { open } = yield* Driver.make()
    const transport = yield* Capture.record(Transport.make("sim:", open), {
      software: "test",
      write: (line) => Effect.sync(() => void lines.push(line))
    })
    const taken = yield* played(readings(transport, count))
    return { taken, text: lines.map((line) => `${line}\n`).join("") }
  })

describe("a capture", () => {
  it.effect("holds a header, both directions with their times, and what happened to the port", () =>
    Effect.gen(function* () {
      const { text } = yield* recorded(2)
      const { header, lines } = Result.getOrThrow(Capture.parse(text))
      assert.containsSubset(header, {
        schema: "vebus.capture/1",
        port: "sim:",
        started: "1970-01-01T00:00:00.000Z"
      })
      assert.deepStrictEqual(lines[0], { ms: 0, event: "open" })
      assert.containsSubset(lines[1], { dir: "tx", hex: "02 FF 56 A9" })
      assert.containsSubset(lines[2], { dir: "rx", hex: "07 FF 56 24 DB 11 00 42 52" })
      assert.containsSubset(lines.at(-1), { event: "lost" })
      const times = lines.map(({ ms }) => ms)
      assert.deepStrictEqual(
        times,
        times.toSorted((a, b) => a - b)
      )
    })
  )

  it.effect("cut short is good up to its last whole line", () =>
    Effect.gen(function* () {
      const { text } = yield* recorded(1)
      const whole = Result.getOrThrow(Capture.parse(text)).lines
      for (const cut of [1, 5, 17]) {
        const { lines } = Result.getOrThrow(Capture.parse(text.slice(0, -cut)))
        assert.deepStrictEqual(lines, whole.slice(0, -1))
      }
    })
  )

  it("that is none says at which line", () => {
    const header = '{"schema":"vebus.capture/1","started":"x","port":"sim:","software":"test"}\n'
    const failureOf = (text: string) => Result.getOrThrow(Result.flip(Capture.parse(text)))
    assert.containsSubset(failureOf("hello\n"), { line: 1, found: "hello" })
    assert.containsSubset(failureOf(""), { line: 1 })
    assert.containsSubset(failureOf(`${header}{"ms":1,"dir":"rx","hex":"0Z"}\n`), { line: 2 })
    assert.containsSubset(failureOf(`${header}\n{"ms":1,"dir":"up","hex":"00"}\n`), { line: 3 })
  })
})

describe("a replay", () => {
  for (const speed of ["recorded", "at-once"] as const) {
    it.effect(`gives the same readings, ${speed}`, () =>
      Effect.gen(function* () {
        const { taken, text } = yield* recorded(3)
        const capture = Result.getOrThrow(Capture.parse(text))
        const again = yield* played(readings(Replay.make("file", capture, { speed }), 3))
        const values = (list: typeof taken) => list.map((reading) => ({ ...reading, time: "", port: "" }))
        assert.deepStrictEqual(values(again), values(taken))
        assert.isTrue(again.every(({ port }) => port === "replay:file"))
      })
    )
  }

  it.effect("answers after the delay that was recorded", () =>
    Effect.gen(function* () {
      const [header, asked, answered] = [
        '{"schema":"vebus.capture/1","started":"2026-01-01T12:00:00.000Z","port":"sim:","software":"test"}',
        '{"ms":1000,"dir":"tx","hex":"05 FF 59 30 04 05 6A"}',
        '{"ms":1090,"dir":"rx","hex":"07 FF 59 85 A0 14 E6 FF 83"}'
      ]
      const capture = Result.getOrThrow(Capture.parse(`${header}\n${asked}\n${answered}\n`))
      const { bytes, write } = yield* Replay.make("file", capture, { speed: "recorded" }).open
      const answer = yield* Effect.forkChild(Stream.runHead(bytes))
      yield* write(Uint8Array.of(0x05, 0xff, 0x58, 0x30, 0x04, 0x05, 0x6b))
      yield* TestClock.adjust(89)
      assert.isUndefined(answer.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.isDefined(answer.pollUnsafe())
    })
  )

  it.effect("leaves unanswered what was never asked", () =>
    Effect.gen(function* () {
      const { text } = yield* recorded(1)
      const transport = Replay.make("file", Result.getOrThrow(Capture.parse(text)))
      const asked = Session.connect().pipe(
        Effect.provideService(Transport.Transport, transport),
        Effect.flatMap((session) => session.ask(Question.setting(3), { retry: Retry.times(0) })),
        Effect.result
      )
      assert.containsSubset(yield* played(asked), { failure: { reason: { _tag: "NoReply" } } })
    })
  )
})
