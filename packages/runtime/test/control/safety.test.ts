/**
 * What must never happen whatever is asked for: planning that writes, writing where it is switched off, changing what
 * nobody should change. Reference: integrations.md 12.2, 12.8.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, Frames, Setting } from "@vebus/codec"
import { type Change, WritePolicy } from "@vebus/runtime"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import { controlled, flag, raw, refusal, setting } from "./Controlled.ts"

/** One change of every kind. */
const everyKind: ReadonlyArray<Change.Change> = [
  setting(3, 52.5),
  setting(4, 20, "ram"),
  flag(6, true),
  { _tag: "Ram", id: 131, wanted: { raw: raw(0) } },
  { _tag: "Switch", position: "charger-only" },
  { _tag: "Limit", amperes: 10 },
  { _tag: "Lines", standby: true },
  { _tag: "Charge", to: "absorption" },
  { _tag: "Restart", what: "adapter" }
]

describe("a plan", () => {
  it.effect("of whatever kind of change sends nothing but reads", () =>
    Effect.gen(function* () {
      const { control, requests } = yield* controlled()
      const plan = yield* played(control.plan(everyKind))
      assert.deepStrictEqual(
        new Set(plan.writes.map(({ action }) => action._tag)),
        new Set(["Setting", "Ram", "Lines", "Panel", "Charge", "Restart"])
      )
      assert.deepStrictEqual(
        // In whatever order it was asked for, what happens once comes last.
        (yield* played(control.plan(everyKind.toReversed()))).writes.map(({ action }) => action._tag),
        ["Setting", "Setting", "Ram", "Lines", "Setting", "Panel", "Charge", "Restart"]
      )
      assert.isAbove(requests.length, 10)
      for (const request of requests) {
        const { effect } = Frames.traits(request)
        assert.isTrue(effect === "read" || request._tag === "AddressRequest", request._tag)
      }
    })
  )
})

describe("VEBUS_READ_ONLY", () => {
  it.effect("switches writing off too where it cannot be read", () =>
    Effect.gen(function* () {
      const broken = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "the environment is gone" }))
      )
      const { readOnly } = yield* WritePolicy.WritePolicy.pipe(
        Effect.provide(WritePolicy.layer({ by: "test" })),
        Effect.provideService(ConfigProvider.ConfigProvider, broken)
      )
      assert.isTrue(readOnly)
    })
  )
})

/** What only Victron's tools and an installer should change: by hand, so that no table can forget one. */
const forbidden = {
  settings: [13, 14, 77, 78, 79, 80, 81, 82, 128, 129, 190, 191],
  flags: [0, 1]
} as const

describe("grid code, layout of the system, and what cannot be taken back", () => {
  it("are marked as such in the tables", () => {
    const marked = Setting.all.filter((entry) => entry.forbidden !== undefined).map(({ id }) => id)
    assert.includeMembers(marked, [...forbidden.settings])
    for (const number of forbidden.flags) assert.isDefined(Flag.byNumber(number)?.forbidden)
  })

  it.effect("are refused wherever they would be written to, with the reason, and nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const settings = Setting.all.filter((entry) => entry.forbidden !== undefined).map(({ id }) => id)
      for (const to of ["ram", "eeprom"] as const) {
        const changes = [
          ...settings.map((id): Change.Change => ({ _tag: "Setting", id, to, wanted: { raw: raw(0) } })),
          ...forbidden.flags.map((number) => flag(number, true, to))
        ]
        for (const change of changes) {
          const reason = yield* refusal(unit.control.plan([change]))
          assert.strictEqual(reason._tag, "Forbidden")
          assert.match(reason.message, /grid code|layout of the system|cannot be taken back/)
        }
      }
      assert.strictEqual(unit.writes(), 0)
    })
  )
})
