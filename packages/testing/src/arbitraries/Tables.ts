/**
 * The tables of a device profile as arbitraries: RAM variables and settings with the words of their infos. Ids below 128
 * are variables with an info, those from there on words of assistants, which have none (protocol.md 5.2).
 */
import { RamVariable, Scale, Setting } from "@vebus/codec"
import type { Profile } from "@vebus/simulator"
import fc from "fast-check"
import { fields, int16, uint16, uint8 } from "./Words.ts"

/** One entry of a table, by its id. */
type EntryOf<A> = (id: number) => fc.Arbitrary<A>

/** The info of a RAM variable, as far as its words have a meaning. */
interface RamWords {
  readonly scaleWord: number
  readonly offsetWord: number
}

const FIRST_ASSISTANT = 128
/** The offset word that marks a bit, and the scale word that leaves nothing to divide by. */
const MARK = 0x8000
const MAX_ENTRIES = 8

const nonZero = <Value extends number>(value: fc.Arbitrary<Value>) => value.filter((number) => number !== 0)
const unmarked = (word: fc.Arbitrary<number>) => word.filter((number) => number !== MARK)

const linear = fields<RamWords>({ scaleWord: unmarked(nonZero(uint16)), offsetWord: unmarked(uint16) })
const bit = fields<RamWords>({ scaleWord: fc.integer({ min: 1, max: 16 }), offsetWord: fc.constant(MARK) })

/** An entry that says of itself that the unit lacks it. */
const absent = (id: number, name: string) => fc.constant({ id, name, supported: false as const })

/** A RAM variable with this id: a number, a bit, the word of an assistant, or none. */
export const ramVariable: EntryOf<Profile.RamVariable> = (id) => {
  const name = RamVariable.byId(id)?.name ?? `ram ${id}`
  const present: fc.Arbitrary<Profile.RamVariable> =
    id < FIRST_ASSISTANT
      ? fc.tuple(fc.oneof(linear, bit), uint16).map(([info, raw]) => ({ id, name, ...info, raw }))
      : uint16.map((raw) => ({ id, name, noInfo: true as const, raw }))
  return fc.oneof({ arbitrary: present, weight: 4 }, { arbitrary: absent(id, name), weight: 1 })
}

const ascending = (one: number, other: number) => one - other

/** Limits with a default and a stored word between them. Of signed ones the lower is, read unsigned, above the upper. */
const limits = fc
  .oneof(
    fc.array(uint16, { minLength: 4, maxLength: 4 }),
    fc
      .tuple(fc.integer({ min: -0x8000, max: -1 }), fc.integer({ min: 0, max: 0x7fff }))
      .chain(([min, max]) => {
        const within = fc.integer({ min, max })
        return fc.tuple(fc.constant(min), within, within, fc.constant(max))
      })
  )
  .map((words) => {
    const [min, first, second, max] = words.toSorted(ascending).map((word) => word & 0xffff)
    return { min: min!, default: first!, raw: second!, max: max! }
  })

/** The battery of the plant is made of it: without a voltage above zero there is no battery. */
const FLOAT_VOLTAGE = 3

/** A setting with this id, whose words keep to its limits, or none. Every word of flags does. */
export const setting: EntryOf<Profile.Setting> = (id) => {
  const name = Setting.byId(id)?.name ?? `setting ${id}`
  const present: fc.Arbitrary<Profile.Setting> = fc
    .tuple(limits, nonZero(int16), int16, uint8)
    .map(([words, scale, offset, access]) => ({ id, name, scale, offset, ...words, access }))
    .filter(
      ({ offset, min, max, raw }) =>
        id !== FLOAT_VOLTAGE ||
        // Scales of settings have no sign: the multiplier is positive, whether it multiplies or divides.
        Scale.numberOf(raw, min > max) + offset > 0
    )
  return fc.oneof({ arbitrary: present, weight: 4 }, { arbitrary: absent(id, name), weight: 1 })
}

/** A table of entries, no id twice; ids that somebody knows are more likely. */
const tableOf = <A>(known: ReadonlyArray<{ readonly id: number }>, entry: EntryOf<A>) =>
  fc
    .uniqueArray(fc.oneof(fc.constantFrom(...known.map(({ id }) => id)), uint8), { maxLength: MAX_ENTRIES })
    .chain((ids) => fc.tuple(...ids.map(entry)))

export const ramTable: fc.Arbitrary<ReadonlyArray<Profile.RamVariable>> = tableOf(
  RamVariable.all,
  ramVariable
)
export const settingTable: fc.Arbitrary<ReadonlyArray<Profile.Setting>> = tableOf(Setting.all, setting)

/** In what one unit differs from a table: other entries with some of its ids, in its order. */
export const differences = <A extends { readonly id: number }>(
  table: ReadonlyArray<A>,
  entry: EntryOf<A>
): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.subarray([...table]).chain((some) => fc.tuple(...some.map(({ id }) => entry(id))))
