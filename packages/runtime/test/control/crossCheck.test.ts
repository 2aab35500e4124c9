/**
 * Settings that contradict each other, or the battery, are refused before anything is sent.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change } from "@vebus/runtime"
import type { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as CrossCheck from "../../src/control/kinds/settings/CrossCheck.ts"
import { played } from "../Played.ts"
import { carriedOut, controlled, ofProfile, raw, refusal, setting, tags } from "./Controlled.ts"
import { ABSORPTION, FLOAT } from "./Ids.ts"
import * as Meddled from "./Meddled.ts"

/** Stored in the default profile: 53 V, 52 V, 45 V, 4 V: it starts again at 49 V. */
const SHUTDOWN = 11
const RESTART_ABOVE = 12
const IGNORE_AGAIN = 58

type Asked = ReadonlyArray<readonly [id: number, value: number]>

const changes = (asked: Asked, to: Change.Destination) => asked.map(([id, value]) => setting(id, value, to))

const refused: ReadonlyArray<readonly [what: string, Asked, RegExp]> = [
  ["float above absorption", [[FLOAT, 53.01]], /UBatFloat: float 53\.01 V above absorption 53 V/],
  ["absorption below float", [[ABSORPTION, 51.99]], /UBatAbsorption: float 52 V above absorption 51\.99 V/],
  [
    "restart at the float voltage, below which rounding puts it",
    [
      [SHUTDOWN, 40],
      [RESTART_ABOVE, 9.02],
      [FLOAT, 49.02]
    ],
    /restart at 49\.02 V, float at 49\.02 V/
  ],
  ["restart at the float voltage", [[RESTART_ABOVE, 7]], /restart at 52 V, float at 52 V/],
  ["shut-down so high that it restarts at the float voltage", [[SHUTDOWN, 48]], /restart at 52 V/],
  ["float so low that the restart reaches it", [[FLOAT, 49]], /UBatFloat: restart at 49 V, float at 49 V/],
  [
    "two that contradict each other",
    [
      [ABSORPTION, 54],
      [FLOAT, 55]
    ],
    /float 55 V above absorption 54 V/
  ]
]

const allowed: ReadonlyArray<readonly [what: string, Asked]> = [
  ["float at the absorption voltage", [[FLOAT, 53]]],
  [
    "two moved together, each of which alone would be refused",
    [
      [FLOAT, 54],
      [ABSORPTION, 56]
    ]
  ],
  [
    "two moved down together",
    [
      [ABSORPTION, 50.5],
      [FLOAT, 50]
    ]
  ],
  [
    "shut-down up, its distance down",
    [
      [SHUTDOWN, 48],
      [RESTART_ABOVE, 3]
    ]
  ],
  ["restart just below float", [[RESTART_ABOVE, 6.99]]]
]

describe("settings that are held against each other", () => {
  for (const to of ["ram", "eeprom"] as const) {
    for (const [what, asked, message] of refused) {
      it.effect(`are refused (${to}): ${what}`, () =>
        Effect.gen(function* () {
          const unit = yield* controlled()
          const reason = yield* refusal(unit.control.plan(changes(asked, to)))
          assert.strictEqual(reason._tag, "OutOfRange")
          assert.match(reason.message, message)
          assert.strictEqual(unit.writes(), 0)
        })
      )
    }
    for (const [what, asked] of allowed) {
      it.effect(`are allowed (${to}): ${what}`, () =>
        Effect.gen(function* () {
          const unit = yield* controlled()
          const plan = yield* played(unit.control.plan(changes(asked, to)))
          assert.strictEqual(plan.writes.length, asked.length)
        })
      )
    }
  }

  it.effect("are checked as they act: a RAM-only value counts", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(ABSORPTION, 56, "ram")])
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 55, "ram")])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
    })
  )

  it.effect("are checked as they are stored: a RAM-only value does not count", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(ABSORPTION, 56, "ram")])
      const reason = yield* refusal(unit.control.plan([setting(FLOAT, 55)]))
      assert.match(reason.message, /float 55 V above absorption 53 V/)
    })
  )

  it.effect("are checked as they act when they are stored, too", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [setting(FLOAT, 50, "ram"), setting(ABSORPTION, 51, "ram")])
      const reason = yield* refusal(unit.control.plan([setting(FLOAT, 52.5)]))
      assert.match(reason.message, /float 52\.5 V above absorption 51 V/)
    })
  )

  it.effect("are not held against a rule that the plan does not touch", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) =>
          request._tag === "WinmonRequest" &&
          request.command._tag === "ReadSettingRequest" &&
          request.command.id === FLOAT
            ? Meddled.replying(request.letter, { _tag: "ReadSettingReply", valueRaw: raw(6000), spare: [] })
            : undefined
      })
      const plan = yield* played(unit.control.plan([setting(SHUTDOWN, 44)]))
      assert.strictEqual(plan.writes.length, 1)
      const reason = yield* refusal(unit.control.plan([setting(ABSORPTION, 53.5)]))
      assert.match(reason.message, /float 60 V above absorption 53\.5 V/)
    })
  )
})

describe("a battery voltage", () => {
  for (const [profile, nominal, fits, tooMuch] of [
    ["multiplus-ii-48-3000-230v", 48, 54, 65.5],
    ["multiplus-12-500", 12, 14.2, 16.3]
  ] as ReadonlyArray<readonly [Profile.ProfileId, number, number, number]>) {
    it.effect(`is refused where it cannot be meant for a bank of ${nominal} V`, () =>
      Effect.gen(function* () {
        const unit = yield* ofProfile(profile)
        const reason = yield* refusal(unit.control.plan([setting(17, tooMuch)]))
        assert.match(reason.message, new RegExp(`for a battery of ${nominal} V`))
        const plan = yield* played(unit.control.plan([setting(17, fits)]))
        assert.strictEqual(plan.writes.length, 1)
      })
    )
  }

  it.effect("is held against the bank as it is now: one of 24 V", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* unit.simulated.control({ change: "hold", ram: { 4: 2560 } })
      yield* TestClock.adjust("1 seconds")
      const reason = yield* refusal(unit.control.plan([setting(17, 32.5, "ram")]))
      assert.match(reason.message, /15\.6 to 32\.4 V for a battery of 24 V \(it has 25\.6 V now\)/)
      const plan = yield* played(unit.control.plan([setting(17, 32.4), setting(18, 15.6)]))
      assert.strictEqual(plan.writes.length, 2)
    })
  )

  it.effect("that names a moment instead is allowed", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [
        { _tag: "Setting", id: IGNORE_AGAIN, to: "eeprom", wanted: { raw: raw(1) } }
      ])
      assert.deepStrictEqual(tags(outcomes), ["Written"])
      const reason = yield* refusal(unit.control.plan([setting(IGNORE_AGAIN, 14)]))
      assert.match(reason.message, /for a battery of 48 V/)
    })
  )

  it("tells the bank from the voltage that is there: full, empty, none", () => {
    const told = (volts: number) => CrossCheck.nominalVolts(volts)
    assert.deepStrictEqual([10.5, 12.6, 14.8].map(told), [12, 12, 12])
    assert.deepStrictEqual([21, 25.6, 29.6].map(told), [24, 24, 24])
    // An empty bank of 48 V is still one.
    assert.deepStrictEqual([40, 41.9, 51.2, 58].map(told), [48, 48, 48, 48])
    assert.deepStrictEqual([0, 3, 70].map(told), [null, null, null])
  })
})
