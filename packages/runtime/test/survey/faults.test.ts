/**
 * What happens while a unit is surveyed: replies get lost, the unit sleeps, the plug is pulled, the program is stopped, and
 * the survey says the same; another unit takes its place, and the survey ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import { Compare, Surveyor } from "@vebus/runtime"
import { type Faults, Profile } from "@vebus/simulator"
import { transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"
import { tapped } from "../Wire.ts"
import * as Surveyed from "./Surveyed.ts"

const profile = Profile.profiles["multi-12-3000-mk2"]
const undisturbed = Surveyed.undisturbed("multi-12-3000-mk2")

/** A setting that no unit has. */
const setting = (id: number) => ({
  id,
  name: `setting ${id}`,
  scale: 1,
  offset: 0,
  default: 0,
  min: 0,
  max: 9,
  access: 0,
  raw: 4
})

describe("a survey sends", () => {
  it.effect("reads, and the choice of an address in the adapter, nothing else", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { requests, transport: port } = tapped(
          yield* transport({ profile: Profile.profiles["split-phase-48-3000-120v"] })
        )
        yield* played(Surveyed.ofTransport(port), 600)
        assert.isAbove(requests.length, 1000)
        const others = requests.filter((request) => Frames.traits(request).effect !== "read")
        assert.deepStrictEqual([...new Set(others.map(({ _tag }) => _tag))], ["AddressRequest"])
        assert.isTrue(others.every((request) => Frames.traits(request).effect === "adapter"))
      })
    ).pipe(QuickClock.own)
  )
})

describe("a survey says the same", () => {
  const plans: Readonly<Record<string, Faults.FaultPlan>> = {
    "where 5 % of the replies are lost": { seed: 7, replies: { drop: 0.05 } },
    "where requests are lost as well, and bits flip": {
      seed: 11,
      replies: { drop: 0.03, flip: 0.01 },
      requests: { drop: 0.02 }
    },
    "when the unit sleeps in the middle": {
      events: [{ kind: "sleep", atMillis: 60_000, forMillis: 45_000 }]
    },
    "when the plug is pulled and pushed in again": {
      events: [{ kind: "unplug", atMillis: 100_000, forMillis: 30_000 }]
    },
    "when the adapter restarts": { events: [{ kind: "restart", atMillis: 130_000 }] }
  }
  for (const [what, faults] of Object.entries(plans)) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { survey } = yield* undisturbed
        const disturbed = yield* Surveyed.of({ profile, faults })
        assert.deepStrictEqual(Compare.differences(survey, disturbed.survey).map(Compare.sentence), [])
        assert.deepStrictEqual(Surveyed.lasting(disturbed.survey), Surveyed.lasting(survey))
      })
    )
  }

  it.effect("when it was stopped and goes on with its file: what is known is not asked again", () =>
    Effect.gen(function* () {
      const whole = yield* undisturbed
      const found = yield* Effect.scoped(
        Effect.gen(function* () {
          const port = yield* transport({ profile })
          let cells: Readonly<Record<string, unknown>> = {}
          const keep = (all: Readonly<Record<string, unknown>>) => Effect.sync(() => void (cells = all))
          const first = yield* Effect.forkChild(Surveyed.ofTransport(port, { keep }))
          for (let second = 0; second < 120; second++) yield* TestClock.adjust("1 seconds")
          yield* Fiber.interrupt(first)
          assert.isAbove(Object.keys(cells).length, 20)
          assert.isUndefined(cells["requests in flight"])
          // As a file holds it.
          const kept = JSON.parse(JSON.stringify(cells)) as typeof cells
          return { ...(yield* played(Surveyed.ofTransport(port, { cells: kept }), 400)), cells: kept }
        })
      )
      assert.deepStrictEqual(Compare.differences(whole.survey, found.survey).map(Compare.sentence), [])
      assert.deepStrictEqual(found.cells["identity"], "version 1909154 (short frames) behind adapter 1130134")
      assert.isBelow(found.bytes.sent, 0.6 * whole.bytes.sent)
    }).pipe(QuickClock.own)
  )
})

describe("a survey ends", () => {
  it.effect("when another unit answers than the one it began with", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const port = yield* transport({ profile })
        const cells = { identity: "version 2629492 (short frames) behind adapter 1170212" }
        const error = yield* played(Effect.flip(Surveyed.ofTransport(port, { cells })), 60)
        assert.instanceOf(error, Surveyor.OtherUnit)
        assert.match(error.message, /began with version 2629492.*now version 1909154/)
      })
    ).pipe(QuickClock.own)
  )
})

describe("the report names one difference, and exactly that", () => {
  const report = (other: Profile.Profile, options = {}) =>
    Effect.gen(function* () {
      const { survey } = yield* undisturbed
      const changed = yield* Surveyed.of({ profile: other, ...options })
      return Compare.differences(survey, changed.survey).map(Compare.sentence)
    })

  it.effect("another scale", () =>
    Effect.gen(function* () {
      const ram = profile.ram.map((entry) => (entry.id === 5 ? { ...entry, scaleWord: 32_778 } : entry))
      assert.deepStrictEqual(yield* report({ ...profile, ram }), ["RAM 5 (IBat), scale: -32668 -> -32758"])
    })
  )
  it.effect("an extra setting", () =>
    Effect.gen(function* () {
      const extra = { ...setting(200), name: "new" }
      assert.deepStrictEqual(yield* report({ ...profile, settings: [...profile.settings, extra] }), [
        "setting 200 (no name): not supported -> supported"
      ])
    })
  )
  it.effect("a slower reply", () =>
    Effect.gen(function* () {
      const slow = yield* report(profile, { turnaroundMillis: { local: 12, bus: 140 } })
      assert.lengthOf(slow, 1)
      assert.match(slow[0]!, /^time of .*30, .*: 40 ms -> 140 ms$/)
    })
  )
})

describe("the time of a survey", () => {
  /** As protocol.md 1.6 has it: bytes on the line at 240 a second, and 40 ms on the bus for each request. */
  const BYTES_PER_SECOND = 240
  const LIMIT_VIRTUAL_SECONDS = 360
  const SETTINGS = 150

  it.effect("is six minutes of the line at most for a unit with 150 settings", () =>
    Effect.gen(function* () {
      const settings = Array.from({ length: SETTINGS }, (_, id) => setting(id))
      const base = Profile.profiles["multiplus-ii-48-3000-230v"]
      const found = { ...base, settings }
      const { survey, bytes } = yield* Surveyed.of({ profile: found })
      assert.lengthOf(Survey.whole(survey)[0]!.settings, SETTINGS)
      // Two answers on each of 256 ids, for four questions: what is computed beside it.
      const requests = 2 * 256 * 3 + 2 * SETTINGS
      const computed = (bytes.sent + bytes.received) / BYTES_PER_SECOND + requests * 0.04
      assert.isBelow(computed, LIMIT_VIRTUAL_SECONDS)
      // The test clock begins at 0; no machine makes it slower.
      const virtualSeconds = Date.parse(survey.moment.time) / 1000
      assert.isBelow(virtualSeconds, LIMIT_VIRTUAL_SECONDS)
      assert.isAbove(virtualSeconds, 0.8 * computed)
    })
  )
})
