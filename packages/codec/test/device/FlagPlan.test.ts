import { assert, describe, it } from "@effect/vitest"
import { Flag, FlagPlan, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import { data } from "./Data.ts"

const raw = (word: number) => word as Words.Raw16
const success = (result: Result.Result<FlagPlan.FlagPlan, FlagPlan.FlagFailure>): FlagPlan.FlagPlan => {
  if (Result.isSuccess(result)) return result.success
  throw new Error(FlagPlan.message(result.failure))
}
const refused = (word: number, mask: number, ...changes: ReadonlyArray<FlagPlan.FlagChange>) =>
  Result.match(FlagPlan.plan(raw(word), mask, changes), {
    onSuccess: () => null,
    onFailure: (failure) => failure._tag
  })

const ALL = 0xffff
const changeable = Flag.ofWord(0).filter(({ flag, promoted }) => promoted !== false && flag !== 7)

/** What the rules make of a word, in bare arithmetic: flag `f` is bit `f`. */
const byRule = (word: number, set: number, clear: number): number => {
  const next = (word | set) & ~clear
  return ((word ^ next) & 0x08) === 0 ? next : (next & ~0x80) | (~(next << 4) & 0x80)
}

/** Every word with one list of changes. A loop this long compares first and asserts what differs. */
const exhaust = (changes: ReadonlyArray<FlagPlan.FlagChange>): void => {
  const bits = (on: boolean) =>
    changes.reduce((mask, change) => (change.on === on ? mask | (1 << change.flag) : mask), 0)
  const [set, clear] = [bits(true), bits(false)]
  for (let word = 0; word <= ALL; word++) {
    const plan = FlagPlan.plan(word as Words.Raw16, ALL, changes)
    const expected = byRule(word, set, clear)
    const pairWritten = ((word ^ expected) & 0x08) !== 0
    if (Result.isSuccess(plan) && plan.success.word === expected && plan.success.pairWritten === pairWritten)
      continue
    assert.deepInclude(success(plan), { word: raw(expected), pairWritten }, word.toString(16))
  }
}

describe("a plan for flags", () => {
  it("changes what was asked and the wave-check pair, in every word: single changes", () => {
    for (const { flag } of changeable) for (const on of [true, false]) exhaust([{ flag, on }])
  })

  it("changes what was asked and the wave-check pair, in every word: paired changes", () => {
    for (const first of changeable) {
      for (const second of changeable.filter(({ flag }) => flag > first.flag)) {
        for (const values of [0, 1, 2, 3]) {
          exhaust([
            { flag: first.flag, on: (values & 1) === 1 },
            { flag: second.flag, on: (values & 2) === 2 }
          ])
        }
      }
    }
  })

  it("lists the changes that change something", () => {
    assert.deepStrictEqual(
      success(
        FlagPlan.plan(raw(0x8134), 0x6ffc, [
          { flag: 6, on: true },
          { flag: 8, on: true }
        ])
      ),
      { word: raw(0x8174), changes: [{ flag: 6, on: true }], pairWritten: false }
    )
    assert.deepStrictEqual(success(FlagPlan.plan(raw(0x8134), 0x6ffc, [])), {
      word: raw(0x8134),
      changes: [],
      pairWritten: false
    })
  })

  it("writes the inverse only when the wave check changes", () => {
    const waveCheck = (word: number, on: boolean) =>
      success(FlagPlan.plan(raw(word), 0x6ffc, [{ flag: 3, on }]))
    assert.deepInclude(waveCheck(0x81b4, true), { word: raw(0x813c), pairWritten: true })
    assert.deepInclude(waveCheck(0x81bc, false), { word: raw(0x81b4), pairWritten: true })
    assert.deepInclude(waveCheck(0x81bc, true), { word: raw(0x81bc), pairWritten: false, changes: [] })
    assert.deepInclude(waveCheck(0x8134, false), { word: raw(0x8134), pairWritten: false, changes: [] })
  })

  it("keeps both bits of the pair, and bits outside the mask, in words of real units", () => {
    const words = data<{ readonly words: Readonly<Record<string, ReadonlyArray<number>>> }>("flags").words[
      "0"
    ]!
    for (const word of words) {
      const { word: next } = success(
        FlagPlan.plan(raw(word), 0x6ffc, [{ flag: 6, on: !Flag.isSet(6, word) }])
      )
      assert.strictEqual(next ^ word, 0x40)
    }
  })

  it("takes the whole pair when it agrees with itself", () => {
    const pair = (word: number, wave: boolean, inverse: boolean) =>
      FlagPlan.plan(raw(word), ALL, [
        { flag: 7, on: inverse },
        { flag: 3, on: wave }
      ])
    assert.deepInclude(success(pair(0x80, true, false)), { word: raw(0x08), pairWritten: true })
    for (const word of [0x00, 0x08, 0x80, 0x88]) {
      for (const wave of [true, false]) {
        assert.isTrue(Result.isFailure(pair(word, wave, wave)), "both alike")
        assert.strictEqual(Result.isSuccess(pair(word, wave, !wave)), Flag.isSet(3, word) !== wave)
      }
    }
  })

  it("refuses the inverse by itself, or with anything but the wave check", () => {
    for (const word of [0x00, 0x08, 0x80, 0x88]) {
      for (const on of [true, false]) {
        assert.strictEqual(refused(word, ALL, { flag: 7, on }), "FollowsWaveCheck")
        assert.strictEqual(refused(word, ALL, { flag: 6, on: true }, { flag: 7, on }), "FollowsWaveCheck")
      }
    }
  })

  it("refuses what is not promoted, unknown or not supported, whatever the word says", () => {
    for (const { flag, confidence, promoted } of Flag.all.filter((known) => known.flag !== 7)) {
      for (const [word, on] of [
        [0, false],
        [ALL, true],
        [0, true]
      ] as const) {
        const reason = promoted === false ? "NotPromoted" : confidence === "unknown" ? "UnknownFlag" : null
        assert.strictEqual(refused(word, ALL, { flag, on }), reason)
        assert.strictEqual(refused(word, ALL ^ Flag.maskOf(flag), { flag, on }), reason ?? "NotSupported")
      }
    }
    assert.strictEqual(refused(0, ALL, { flag: 64 as Flag.FlagNumber, on: true }), "UnknownFlag")
  })

  it("refuses a flag that shall be both on and off, and flags of several words", () => {
    assert.strictEqual(refused(0, ALL, { flag: 6, on: true }, { flag: 6, on: false }), "Contradiction")
    assert.isNull(refused(0, ALL, { flag: 6, on: true }, { flag: 6, on: true }))
    assert.strictEqual(refused(0, ALL, { flag: 6, on: true }, { flag: 22, on: true }), "OtherWord")
  })

  it("says why in a sentence", () => {
    const messages = (
      [
        { _tag: "UnknownFlag", flag: 50 },
        { _tag: "UnknownFlag", flag: 64 },
        { _tag: "NotPromoted", flag: 9 },
        { _tag: "FollowsWaveCheck", flag: 7 },
        { _tag: "OtherWord", flag: 16 },
        { _tag: "Contradiction", flag: 6 },
        { _tag: "NotSupported", flag: 36, mask: 0 }
      ] as const
    ).map(FlagPlan.message)
    assert.deepStrictEqual(messages, [
      "flag 50 (Unknown50): nobody knows what it does",
      "flag 64 (no such flag): nobody knows what it does",
      "flag 9 (NotPromoted9): Victron asks not to change it",
      "flag 7 (DisableWaveCheckInverted): it follows flag 3 (DisableWaveCheck); change that one",
      "flag 16 (VsOnBulkProtection): it is in another word than the flags before it",
      "flag 6 (DisableCharge): asked to be both on and off",
      "flag 36 (LithiumBattery): the device does not support it"
    ])
  })
})

describe("changes by word", () => {
  it("go to the setting that holds the flag, in the order asked", () => {
    const changes = Flag.all.map(({ flag }) => ({ flag, on: true })).toReversed()
    assert.deepStrictEqual(
      FlagPlan.byWord(changes).map(({ setting, changes: group }) => [setting, group.map(({ flag }) => flag)]),
      Flag.words.map((word, index) => [
        word,
        [...Array(16).keys()].map((bit) => 16 * index + bit).toReversed()
      ])
    )
  })

  it("have no group for a word without any", () => {
    assert.deepStrictEqual(FlagPlan.byWord([]), [])
    assert.deepStrictEqual(FlagPlan.byWord([{ flag: 36, on: true }]), [
      { setting: 60, changes: [{ flag: 36, on: true }] }
    ])
  })
})
