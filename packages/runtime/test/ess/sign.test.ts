/**
 * The sign of a meter is probed: on figures, and on a simulated unit with a house around it. Incidents by name; whatever
 * ends a probe, 0 is the last that goes out.
 */
import { assert, describe, it } from "@effect/vitest"
import { Control, Link } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import { Metered } from "@vebus/simulator"
import { ClosedLoop, Setups } from "@vebus/testing/ess"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as Controlled from "../control/Controlled.ts"
import * as Holds from "../control/Holds.ts"
import { played } from "../Played.ts"
import { wait } from "./Followed.ts"

const figures = (grid: ReadonlyArray<number>, unit: ReadonlyArray<number>): ReadonlyArray<Ess.Sign.Seen> =>
  grid.map((watts, index) => ({
    grid: [watts - 3, watts, watts + 900],
    unit: [unit[index]! - 2, unit[index]!, unit[index]! + 2]
  }))
const FOLLOWED = [-15, 180, -210, -15]

describe("the verdict on a meter", () => {
  it.each([
    ["goes along with the unit", [485, 680, 290, 485], "Right"],
    ["goes along, in a house that exports", [-2015, -1820, -2210, -2015], "Right"],
    ["goes against the unit", [-485, -680, -290, -485], "Reversed"],
    ["stands still", [485, 485, 485, 485], "Undecided"],
    ["sees a kettle once", [485, 2680, 290, 485], "Undecided"],
    ["sees a load that goes away for good", [2485, 680, 290, 485], "Undecided"]
  ] as const)("that %s", (_, grid, expected) => {
    assert.strictEqual(Ess.Sign.verdict(figures(grid, FOLLOWED))._tag, expected)
  })

  it("of a unit that does not follow, or with too few figures, is none", () => {
    const still = Ess.Sign.verdict(figures([485, 680, 290, 485], [0, 5, -5, 0]))
    assert.include(still, { _tag: "Undecided" })
    const few = Ess.Sign.verdict([{ grid: [1, 2], unit: [1, 2, 3] }])
    assert.deepStrictEqual(few, { _tag: "Undecided", because: "the meter told too little" })
    assert.strictEqual(Ess.Sign.verdict([])._tag, "Undecided")
  })

  it("is not looked for where the limits allow less than 100 W, and draws 200 W at most", () => {
    assert.isNull(Ess.Sign.make(Setups.config({ maxCharge: 99 })))
    assert.isNull(Ess.Sign.make(Setups.config({ maxDischarge: 0 })))
    assert.deepStrictEqual(Ess.Sign.make(Setups.config({ maxCharge: 150 }))!.setpoints, [0, 150, -200, 0])
  })
})

interface Options {
  readonly config?: Ess.Config.Config
  readonly house?: (millis: number) => { readonly loadWatts: number; readonly pvWatts: number }
  /** What becomes of what the meter says. */
  readonly tells?: (watts: number) => number | null
  readonly isLost?: () => boolean
}

/** A unit in a house whose meter is probed: the running probe, and what is around it. */
const probed = ({
  config = Setups.config(),
  house = () => ({ loadWatts: 700, pvWatts: 0 }),
  tells = (watts) => watts,
  isLost = () => false
}: Options = {}) =>
  Effect.gen(function* () {
    const unit = yield* Controlled.controlled({
      isLost,
      device: {
        essFollowing: ClosedLoop.worseUnit
      }
    })
    yield* unit.simulated.control({ change: "state-of-charge", ratio: 0.5 })
    yield* unit.simulated.control({ change: "load", watts: 0 })
    const metered = yield* Metered.make(unit.simulated, { house, meter: { noiseWatts: 20 } })
    const begun: Array<number> = []
    const probe = Ess.probeSign({
      config,
      address: 0,
      meter: metered.readings.pipe(
        Stream.map(({ watts }) => ({ watts: tells(watts) })),
        Stream.filter((reading): reading is Ess.MeterReading => reading.watts !== null)
      ),
      onSetpoint: (watts) => Effect.sync(() => void begun.push(watts))
    }).pipe(
      Effect.provideService(Control.Control, unit.control),
      Effect.provideService(Link.Link, unit.session)
    )
    return { unit, probe, begun, written: () => Holds.watts(unit) }
  })

const SECONDS = 150

describe("a probe on a unit", () => {
  it.effect("finds a meter right, with 200 W either way, and ends at 0", () =>
    Effect.gen(function* () {
      const { probe, begun, written } = yield* probed()
      assert.deepStrictEqual(yield* played(probe, SECONDS), { _tag: "Right" })
      assert.deepStrictEqual(begun, [0, 200, -200, 0])
      assert.deepStrictEqual(
        [...new Set(written())].toSorted((one, other) => one - other),
        [-200, 0, 200]
      )
      assert.strictEqual(written().at(-1), 0)
      const count = written().length
      yield* wait(20)
      assert.strictEqual(written().length, count, "nothing is written afterwards")
    })
  )

  it.effect("finds one whose sign is turned", () =>
    Effect.gen(function* () {
      const { probe, written } = yield* probed({ tells: (watts) => -watts })
      assert.deepStrictEqual(yield* played(probe, SECONDS), { _tag: "Reversed" })
      assert.strictEqual(written().at(-1), 0)
    })
  )

  it.effect("decides nothing in a house whose own loads move", () =>
    Effect.gen(function* () {
      const { probe, written } = yield* probed({
        house: (millis) => ({ loadWatts: millis % 50_000 < 25_000 ? 300 : 2300, pvWatts: 0 })
      })
      assert.include(yield* played(probe, SECONDS), { _tag: "Undecided" })
      assert.strictEqual(written().at(-1), 0)
    })
  )

  it.effect("draws nothing where the meter tells nothing, or the battery is at its ceiling", () =>
    Effect.gen(function* () {
      for (const [options, because] of [
        [{ tells: () => null }, "the meter told too little"],
        [
          { config: Setups.config({ battery: { voltageFloor: 40, voltageCeiling: 45 } }) },
          "the battery is beyond its floor or ceiling"
        ]
      ] as const) {
        const { probe, written } = yield* probed(options)
        assert.deepStrictEqual(yield* played(probe, SECONDS), { _tag: "Undecided", because })
        assert.isTrue(written().every((watts) => watts === 0))
      }
    })
  )

  it.effect("that is interrupted, at whatever set-point, ends at 0", () =>
    Effect.gen(function* () {
      for (const seconds of [4, 30, 55, 75]) {
        const { probe, written } = yield* probed()
        const fiber = yield* Effect.forkChild(probe)
        yield* wait(seconds)
        yield* played(Fiber.interrupt(fiber))
        assert.strictEqual(written().at(-1) ?? 0, 0, `${seconds} s`)
        const count = written().length
        yield* wait(20)
        assert.strictEqual(written().length, count, `${seconds} s`)
      }
    })
  )

  it.effect("of a unit that no longer answers gives no verdict, and tries nothing but 0 afterwards", () =>
    Effect.gen(function* () {
      let isLost = false
      const { unit, probe, written } = yield* probed({ isLost: () => isLost })
      const fiber = yield* Effect.forkChild(Effect.result(probe))
      yield* wait(30)
      assert.strictEqual(written().at(-1), 200)
      isLost = true
      const found = yield* played(Fiber.join(fiber), SECONDS)
      assert.notInclude(["Right", "Reversed"], found._tag === "Success" ? found.success._tag : "")
      assert.strictEqual(written().at(-1), 0)
      yield* wait(20)
      const { system } = yield* unit.simulated.state
      assert.isNull(system.following.phases[0]!, "the unit has let go")
    })
  )

  it.effect("of a unit that shows a fault ends at 0, and says which", () =>
    Effect.gen(function* () {
      const { unit, probe, written } = yield* probed()
      const fiber = yield* Effect.forkChild(probe)
      yield* wait(30)
      assert.strictEqual(written().at(-1), 200)
      yield* unit.simulated.control({ change: "vebus-error", code: 17 })
      const found = yield* played(Fiber.join(fiber), SECONDS)
      assert.strictEqual(found._tag, "Undecided")
      assert.include(found._tag === "Undecided" ? found.because : "", "VE.Bus error 17")
      assert.strictEqual(written().at(-1), 0)
    })
  )
})
