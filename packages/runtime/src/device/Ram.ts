/**
 * RAM variables, the live values of a device: any number of them by id, scaled by the infos that the device reports.
 *
 * Values have the signs of all our outputs: power drawn from the input (ids 15 and 18) is positive, though its word is
 * negative. From 128 on the words belong to assistants and have no info: they come raw.
 * Reference: protocol.md 4.5.2, 4.5.4, 5.1, 5.2; integrations.md 1.
 */
import { type RamInfoParts, RamVariable, Scale, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import type { Answer, AskOptions } from "../link/Exchange.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Plausible from "./Plausible.ts"
import * as Resolve from "./Resolve.ts"

/** A RAM variable with its value, in the unit that it names. */
export const RamValue = Schema.Struct({
  ...Described.described,
  /** `null`: a word without info, or a value that cannot be. */
  value: Schema.NullOr(Schema.Union([Schema.Finite, Schema.Boolean])),
  /** The word, and the info words that scale it: of several pairs with one meaning the simplest. */
  raw: Schema.Struct({
    value: Words.Raw16,
    scale: Schema.NullOr(Words.Int16),
    offset: Schema.NullOr(Words.Int16)
  }),
  time: Described.Time
})
export type RamValue = typeof RamValue.Type

/** The values in the order asked for, and the ids that the device does not have. */
export interface RamValues {
  readonly values: ReadonlyArray<RamValue>
  readonly unsupported: ReadonlyArray<number>
}

/** From here on the words are those of assistants. */
export const RECORDS = 128

/** The id for a name or a number from 0 to 255. */
export const resolve = Resolve.resolver({
  kind: "ram-variable",
  byId: Resolve.byteId,
  byName: (name) => RamVariable.byName(name)?.id ?? null,
  nearest: RamVariable.nearest
})

/** The scales of RAM variables, good for showing values. Records have none, nor has what nobody can tell for sure. */
export const scales = (unit: Unit, ids: ReadonlyArray<number>): Effect.Effect<Reading.RamScales, LinkError> =>
  Effect.map(
    Effect.forEach(
      new Set(ids.filter((id) => id < RECORDS)),
      (id) => Effect.map(unit.infos.ram(id), (words) => [id, words] as const),
      { concurrency: 3 }
    ),
    (pairs) =>
      new Map(
        pairs.flatMap(([id, words]) =>
          words === null ? [] : [[id, Scale.ramScale(words.scaleWord, words.offsetWord)] as const]
        )
      )
  )

/** Whether there may be such a variable, by what its info said. */
export const isScaled = (scales: Reading.RamScales, id: number): boolean =>
  id >= RECORDS || scales.get(id)?._tag !== "Unsupported"

/** Reads RAM variables. Fails when one of them, or its info, gets no answer. */
export const read = Effect.fn("Ram.read")(function* (
  unit: Unit,
  ids: ReadonlyArray<number>,
  options?: AskOptions
): Effect.fn.Return<RamValues, LinkError> {
  const wanted = [...new Set(ids)]
  const known = yield* scales(unit, wanted)
  const words = yield* unit.readRam(
    wanted.filter((id) => isScaled(known, id)),
    options
  )
  const raw = new Map([...words].map(([id, { value }]) => [id, value] as const))
  const plausible = yield* Plausible.checked(unit, known, raw)
  return {
    values: wanted.flatMap((id) => {
      const word = words.get(id)
      return word === undefined ? [] : [valueOf(id, plausible, word)]
    }),
    unsupported: wanted.filter((id) => !words.has(id))
  }
})

/** A word as a value. */
export const valueOf = (
  id: number,
  scales: Reading.RamScales,
  { value, time }: Answer<Words.Raw16>
): RamValue => {
  const scale = scales.get(id)
  const words = scale === undefined ? null : wordsOf(scale)
  return {
    ...Described.describe(id, RamVariable.byId(id)),
    value:
      words === null
        ? null
        : Reading.ramOf(id, RamVariable.scale(id, words.scaleWord, words.offsetWord), value).value,
    raw: { value, scale: words?.scaleWord ?? null, offset: words?.offsetWord ?? null },
    time: Described.timeOf({ time })
  }
}

/** The offset word that marks a bit. */
const BIT = -0x8000
/** Divisors are written as what they lack to this. */
const DIVISORS_FROM = 0x8000

/** The info words that have this meaning; where two pairs have it, the one that devices send. */
export const wordsOf = (scale: Scale.RamScale): RamInfoParts.RamWords => {
  switch (scale._tag) {
    case "Unsupported":
      return { scaleWord: 0, offsetWord: 0 }
    case "Bit":
      return { scaleWord: scale.bit + 1, offsetWord: BIT }
    case "Linear": {
      const magnitude = scale.divisor === 1 ? scale.multiplier : DIVISORS_FROM - scale.divisor
      return { scaleWord: scale.signed ? -magnitude : magnitude, offsetWord: scale.offset }
    }
  }
}
