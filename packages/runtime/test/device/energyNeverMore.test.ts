/**
 * Energy counts never exceed what flowed: units that are switched off and on, refuse, fall silent, or whose counters
 * stand anywhere. What was not counted is said.
 */
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, Frames, States } from "@vebus/codec"
import { Device, Session, Transport } from "@vebus/runtime"
import { Driver, Lies } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { commandOf } from "../infos/Runs.ts"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"

const JOULES = 0x1_0000
const WAYS = EnergyCounters.counters.length

/** What happens to a unit, in seconds since the watch began. */
interface Span {
  readonly from: number
  readonly to: number
}

interface Story {
  readonly start: ReadonlyArray<number>
  /** Counts a second, by way. */
  readonly rates: ReadonlyArray<number>
  readonly off: ReadonlyArray<Span>
  /** Answers 80, or not at all. */
  readonly refused: ReadonlyArray<Span>
  readonly lost: ReadonlyArray<Span>
  /** Whether it says that it is off while it is. */
  readonly tells: boolean
}

const quiet: Story = {
  start: Array.from({ length: WAYS }, () => 0),
  rates: Array.from({ length: WAYS }, () => 0),
  off: [],
  refused: [],
  lost: [],
  tells: true
}

const inAny = (spans: ReadonlyArray<Span>, seconds: number): boolean =>
  spans.some(({ from, to }) => seconds >= from && seconds < to)

const STEP = 0.5

/** A unit whose counters follow a story, and what has flowed by now in whole counts. */
const told = (story: Story, seconds: () => number) => {
  let shown = [...story.start]
  const flowed = story.rates.map(() => 0)
  const parts = story.rates.map(() => 0)
  let at = 0
  const moveOn = (): void => {
    for (; at < seconds(); at += STEP) {
      if (inAny(story.off, at)) {
        shown = shown.map(() => 0)
        parts.fill(0)
        continue
      }
      for (const [way, rate] of story.rates.entries()) {
        parts[way]! += rate * STEP
        const whole = Math.floor(parts[way]!)
        parts[way]! -= whole
        shown[way] = (shown[way]! + whole) & 0xff
        flowed[way]! += whole
      }
    }
  }
  const lie: Lies.Lie = (request, reply) => {
    const command = commandOf(request)
    if (reply._tag !== "WinmonReply" || command === null) return reply
    const now = seconds()
    if (command._tag !== "EnergyCountersRequest" && command._tag !== "DeviceStateRequest") return reply
    moveOn()
    if (inAny(story.lost, now)) return null
    if (command._tag === "DeviceStateRequest") {
      const isOff = inAny(story.off, now) && story.tells
      const state = States.OperatingState.decode(isOff ? 2 : 9)
      return {
        ...reply,
        reply: { _tag: "DeviceStateReply", state, subState: States.ChargeState.decode(1), spare: [] }
      } as Frames.Reply
    }
    if (inAny(story.refused, now)) {
      const payload = Uint8Array.of(0xff, Frames.encodeReply(reply)[1]!, 0x80, 0)
      return Frames.decodeReply(payload, 0, payload.length)
    }
    return { ...reply, reply: { _tag: "EnergyCountersReply", counts: [...shown], spare: [] } } as Frames.Reply
  }
  return { lie, flowed: () => (moveOn(), flowed) }
}

/** What a watch of so many looks says in the end, and what has flowed in truth. */
const watched = (story: Story, { looks, intervalMillis }: { looks: number; intervalMillis: number }) =>
  Effect.scoped(
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      let begun = Number.POSITIVE_INFINITY
      const seconds = () => Math.max(0, (clock.currentTimeMillisUnsafe() - begun) / 1000)
      const { lie, flowed } = told(story, seconds)
      const simulated = yield* Driver.make()
      const transport = Transport.make("sim:", Lies.wrap(simulated.open, lie), Transport.BYTES_PER_SECOND)
      const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
      const device = Device.make(session)
      yield* played(device.units)
      begun = clock.currentTimeMillisUnsafe()
      const fiber = yield* device
        .energy({ interval: intervalMillis })
        .pipe(Stream.take(looks), Stream.runCollect, Effect.result, Effect.forkChild)
      for (let look = 0; look < looks + 1; look++) yield* TestClock.adjust(intervalMillis)
      yield* TestClock.adjust("10 seconds")
      const result = yield* Fiber.join(fiber)
      return { result, flowed: flowed() }
    })
  )

const lastOf = ({ result }: Effect.Success<ReturnType<typeof watched>>): Device.Energy.Energy =>
  [...Result.getOrThrow(result)].at(-1)!

const countsOf = (joules: Device.Energy.Joules | null): ReadonlyArray<number> =>
  EnergyCounters.counters.map((counter) => joules![counter] / JOULES)

const along = (first: number) => [first, ...Array.from({ length: WAYS - 1 }, () => 0)]

describe("a passing refusal", () => {
  const story: Story = { ...quiet, start: along(100), rates: along(0.5) }

  it.effect("among good replies loses nothing", () =>
    Effect.gen(function* () {
      const run = yield* watched(
        { ...story, refused: [{ from: 19, to: 21 }] },
        { looks: 5, intervalMillis: 10_000 }
      )
      const energy = lastOf(run)
      assert.isTrue(energy.complete)
      assert.deepStrictEqual(energy.uncounted, [])
      assert.closeTo(countsOf(energy.total)[0]!, 20, 1)
    })
  )

  it.effect("as the last reply ends the result at the last good one, and says for how long", () =>
    Effect.gen(function* () {
      const run = yield* watched(
        { ...story, refused: [{ from: 35, to: 100 }] },
        { looks: 5, intervalMillis: 10_000 }
      )
      const energy = lastOf(run)
      assert.isFalse(energy.complete)
      assert.closeTo(countsOf(energy.total)[0]!, 15, 1)
      const [span, ...more] = energy.uncounted
      assert.deepStrictEqual(more, [])
      assert.strictEqual(span!.reason, "no-counters")
      assert.closeTo(span!.millis, 10_000, 2000)
    })
  )

  it.effect("first of all, and gone: the unit has counters all the same", () =>
    Effect.gen(function* () {
      const run = yield* watched(
        { ...story, refused: [{ from: 0, to: 0.4 }] },
        { looks: 3, intervalMillis: 10_000 }
      )
      assert.isTrue(lastOf(run).complete)
    })
  )

  it.effect("that stays, from the first answer on: the unit has no counters", () =>
    Effect.gen(function* () {
      const { result } = yield* watched(
        { ...story, refused: [{ from: 0, to: 1000 }] },
        { looks: 3, intervalMillis: 10_000 }
      )
      assert.containsSubset(result, { failure: { reason: { _tag: "Refused" } } })
    })
  )
})

describe("counters that were cleared", () => {
  const story: Story = { ...quiet, start: along(180), off: [{ from: 6, to: 14 }] }

  it.effect("while the unit said that it was off: nothing was counted, and that is said", () =>
    Effect.gen(function* () {
      const energy = lastOf(yield* watched(story, { looks: 11, intervalMillis: 2000 }))
      assert.deepStrictEqual(countsOf(energy.total), along(0))
      assert.isFalse(energy.complete)
      assert.deepStrictEqual(
        energy.uncounted.map(({ reason }) => reason),
        ["off"]
      )
      assert.closeTo(energy.uncounted[0]!.millis, 10_000, 2500)
    })
  )

  it.effect("between two looks: no unit carries half a megawatt", () =>
    Effect.gen(function* () {
      const energy = lastOf(yield* watched({ ...story, tells: false }, { looks: 3, intervalMillis: 20_000 }))
      assert.deepStrictEqual(countsOf(energy.total), along(0))
      assert.deepStrictEqual(
        energy.uncounted.map(({ reason }) => reason),
        ["impossible"]
      )
    })
  )
})

describe("a counter that rolls over", () => {
  it.effect("is counted in full where another proves that the unit did not restart", () =>
    Effect.gen(function* () {
      const [first, second] = [250, 100]
      const story: Story = {
        ...quiet,
        start: [first, second, ...quiet.start.slice(2)],
        rates: along(0.05)
      }
      const energy = lastOf(yield* watched(story, { looks: 5, intervalMillis: 60_000 }))
      assert.isTrue(energy.complete)
      assert.closeTo(countsOf(energy.total)[0]!, 12, 1)
    })
  )

  it.effect("alone is counted as far as it is sure, and said", () =>
    Effect.gen(function* () {
      const run = yield* watched(
        { ...quiet, start: along(250), rates: along(0.05) },
        { looks: 5, intervalMillis: 60_000 }
      )
      const energy = lastOf(run)
      assert.deepStrictEqual(
        energy.uncounted.map(({ reason }) => reason),
        ["in-part"]
      )
      assert.isAtMost(countsOf(energy.total)[0]!, run.flowed[0]!)
      assert.isAbove(countsOf(energy.total)[0]!, 8)
    })
  )
})

describe("whatever happens", () => {
  const spans = (longest: number): fc.Arbitrary<ReadonlyArray<Span>> =>
    fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 1800 }), fc.integer({ min: 1, max: longest }))
        .map(([from, length]) => ({ from, to: from + length })),
      { maxLength: 3 }
    )
  const story: fc.Arbitrary<Story> = fc.record({
    start: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: WAYS, maxLength: WAYS }),
    rates: fc.array(
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 80 }).map((rate) => rate / 1000)
      ),
      { minLength: WAYS, maxLength: WAYS }
    ),
    off: spans(120),
    refused: spans(300),
    lost: spans(300),
    tells: fc.boolean()
  })

  it.effect("never more is counted than flowed; all of it where nothing happened", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          story,
          fc.constantFrom(10_000, 60_000, 300_000),
          fc.boolean(),
          (random, intervalMillis, isQuiet) =>
            Effect.runPromise(
              Effect.gen(function* () {
                const played = isQuiet ? { ...random, off: [], refused: [], lost: [] } : random
                const looks = Math.min(30, Math.floor(1_800_000 / intervalMillis))
                const run = yield* watched(played, { looks, intervalMillis })
                if (Result.isFailure(run.result)) return
                for (const { total } of run.result.success) {
                  for (const [way, count] of countsOf(total).entries())
                    assert.isAtMost(count, run.flowed[way]!)
                }
                const energy = lastOf(run)
                if (!energy.complete) return assert.isNotEmpty(energy.uncounted)
                // Cleared while nobody looked is the one thing that cannot be told from standing still.
                if (played.off.length > 0) return
                const span = (looks - 1) * (intervalMillis / 1000)
                for (const [way, count] of countsOf(energy.total).entries())
                  assert.closeTo(count, played.rates[way]! * span, 2)
              }).pipe(Effect.scoped, QuickClock.own)
            )
        ),
        { numRuns: 15 }
      )
    )
  )
})
