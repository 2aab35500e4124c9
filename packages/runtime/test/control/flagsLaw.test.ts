/**
 * The law of flags: over all 65,536 words, a plan changes the bits that were asked for, and the wave-check pair by its
 * rule; every other bit goes out as it was read, or as it acts.
 *
 *     single changes    all words, all flags that may be changed, stored
 *     paired changes    all words, one pair of flags and values each in turn; and all ordered pairs and values over words
 *                       with a story and words by chance, stored and RAM only in all four ways
 *
 * Reference: protocol.md 6.5.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag, Words } from "@vebus/codec"
import type { Change } from "@vebus/runtime"
import * as Result from "effect/Result"
import type { Facts } from "../../src/control/plan/Facts.ts"
import { flags } from "../../src/control/kinds/Flags.ts"
import { flag, raw } from "./Controlled.ts"
import { WAVE_CHECK } from "./Ids.ts"

const ALL = 0x1_0000
const INVERSE = 7

const changeable = Flag.ofWord(0)
  .filter(({ flag: number, promoted, forbidden }) => number !== INVERSE && promoted !== false && !forbidden)
  .map(({ flag: number }) => number)

/** A unit that supports all flags of word 0 and has this word; `ramOnly` acts, if there is one. */
const facts = (storedRaw: number, ramOnly: number | null = null): Facts => ({
  settings: new Map([
    [
      0,
      {
        words: {
          scaleWord: 1,
          offsetWord: 0,
          defaultRaw: raw(0),
          minimumRaw: raw(0),
          maximumRaw: raw(0xffff),
          access: 0
        },
        storedRaw: raw(storedRaw)
      }
    ]
  ]),
  ramOnly: new Map(
    ramOnly === null
      ? []
      : [[0, { id: 0, raw: raw(ramOnly), time: "2026-01-01T00:00:00Z", uncertain: false }]]
  ),
  ram: new Map(),
  answers: new Map(),
  master: null,
  winmonMode: "short",
  forgotten: false
})

/** What the rules make of a word, in bare arithmetic. */
const byRule = (word: number, changes: ReadonlyArray<Change.FlagChange>): number => {
  let next = word
  for (const { flag: number, on } of changes) next = on ? next | (1 << number) : next & ~(1 << number)
  if (((word ^ next) & (1 << WAVE_CHECK)) === 0) return next
  return (next & (1 << WAVE_CHECK)) === 0 ? next | (1 << INVERSE) : next & ~(1 << INVERSE)
}

/** What is stored and what acts once a plan is executed, by what its writes say. */
const after = (changes: ReadonlyArray<Change.FlagChange>, before: Facts) => {
  const writes = Result.getOrThrow(flags.plan(changes, before))
  let stored = Number(before.settings.get(0)!.storedRaw)
  let acting = Number(before.ramOnly.get(0)?.raw ?? stored)
  for (const { action, unchanged } of writes) {
    if (action._tag !== "Setting" || unchanged) continue
    if (action.stored.raw !== stored) assert.strictEqual(Number(action.stored.raw), stored)
    acting = action.wanted.raw
    if (action.to === "eeprom") stored = action.wanted.raw
  }
  return { stored, acting }
}

/** Loops this long compare first, and assert what differs. */
const holds = (
  changes: ReadonlyArray<Change.FlagChange>,
  storedRaw: number,
  ramOnly: number | null = null
) => {
  const found = after(changes, facts(storedRaw, ramOnly))
  const stored = byRule(
    storedRaw,
    changes.filter(({ to }) => to === "eeprom")
  )
  const acting = byRule(ramOnly ?? storedRaw, changes)
  if (found.stored === stored && found.acting === acting) return
  assert.deepStrictEqual(found, { stored, acting }, JSON.stringify({ changes, storedRaw, ramOnly }))
}

/** Words that real units hold (protocol.md 6.5), the ends, the four states of the pair. */
const told = [0x8134, 0x8114, 0x8154, 0x81bc, 0x81b4, 0x89b0, 0x80d0, 0, 0xffff, 0x08, 0x80, 0x88]
const byChance = Array.from({ length: 8 }, (_, n) => (n * 40_503 + 12_345) & 0xffff)

const pairs = changeable.flatMap((first) =>
  changeable
    .filter((second) => second !== first)
    .flatMap((second) => [0, 1, 2, 3].map((values) => ({ first, second, values })))
)

describe("the law of flags", () => {
  it("holds for every word and every single change", () => {
    assert.isAbove(changeable.length, 8)
    for (const number of changeable) {
      for (let word = 0; word < ALL; word++) holds([flag(number, (word & (1 << number)) === 0)], word)
      // What is so already is no change.
      for (let word = number; word < ALL; word += 97)
        holds([flag(number, (word & (1 << number)) !== 0)], word)
    }
  })

  it("holds for every word and a paired change, each pair in its turn", () => {
    for (let word = 0; word < ALL; word++) {
      const { first, second, values } = pairs[word % pairs.length]!
      holds([flag(first, (values & 1) !== 0), flag(second, (values & 2) !== 0)], word)
    }
  })

  it("holds for every paired change, stored or RAM only, whatever acts", () => {
    const destinations = ["eeprom", "ram"] as const
    for (const { first, second, values } of pairs) {
      for (const firstTo of destinations) {
        for (const secondTo of destinations) {
          const changes = [
            flag(first, (values & 1) !== 0, firstTo),
            flag(second, (values & 2) !== 0, secondTo)
          ]
          for (const [n, word] of [...told, ...byChance].entries()) {
            holds(changes, word)
            holds(changes, word, byChance[n % byChance.length])
          }
        }
      }
    }
  })

  it("keeps the bits that the unit says it does not support", () => {
    const some = facts(0x89b0)
    const found = some.settings.get(0)!
    const narrow = {
      ...some,
      settings: new Map([[0, { ...found, words: { ...found.words, maximumRaw: Words.Raw16.make(0x6ffc) } }]])
    }
    assert.deepStrictEqual(after([flag(6, true)], narrow), { stored: 0x89f0, acting: 0x89f0 })
  })
})
