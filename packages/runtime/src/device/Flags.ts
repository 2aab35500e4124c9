/**
 * Flags: the 64 named bits of settings 0, 1, 60 and 61. The maximum of such a word is the mask of the flags that the
 * device supports; a flag outside it may be set all the same. Reference: protocol.md 4.5.11, 6.5.
 */
import { Flag as Table } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Absent from "./Absent.ts"
import * as Described from "./Described.ts"
import * as Resolve from "./Resolve.ts"
import * as Settings from "./Settings.ts"

/** One flag as it is stored, in a device or in a file, and what is known about it. */
export const Stored = Schema.Struct({
  /** 0 to 63. */
  flag: Schema.Int,
  name: Schema.String,
  label: Schema.String,
  on: Schema.Boolean,
  supported: Schema.Boolean,
  /** `false`: Victron asks not to change it. */
  promoted: Schema.Boolean,
  /** The name of the flag's state when it is clear. */
  inverse: Schema.NullOr(Schema.String),
  forbidden: Schema.NullOr(Described.Forbidden),
  /** The access level that a change needs, 0 for none; `null`: not asked for, or the device does not report it. */
  level: Schema.NullOr(Schema.Int),
  /** The id of the setting that holds it. */
  setting: Schema.Literals(Table.words),
  confidence: Described.Confidence
})
export type Stored = typeof Stored.Type

/** A flag of a device, and when it told it. */
export const Flag = Schema.Struct({ ...Stored.fields, time: Described.Time })
export type Flag = typeof Flag.Type

/** The flags of the words that came; words by the id of their setting. */
export interface FlagList {
  readonly flags: ReadonlyArray<Flag>
  readonly unsupported: Settings.SettingList["unsupported"]
  readonly missing: Settings.SettingList["missing"]
}

/** Options of a list of flags. */
export interface Options {
  /** Whether to ask for the access levels too, two frames for each word. */
  readonly levels?: boolean
  /** Whether two separate answers must agree on which flags there are. */
  readonly sure?: boolean
}

/** The number for a name or a number from 0 to 63. */
export const resolve = Resolve.resolver({
  kind: "flag",
  byId: (flag) => Table.byNumber(flag)?.flag ?? null,
  byName: (name) => Table.byName(name)?.flag ?? null,
  nearest: Table.nearest
})

/** All flags of the words that the device has. Fails when access levels are asked for and get no answer. */
export const read = Effect.fn("Flags.read")(function* (
  unit: Unit,
  { levels = false, sure = false }: Options = {}
): Effect.fn.Return<FlagList, LinkError> {
  const { settings, unsupported, missing } = yield* Settings.list(unit, Table.words, { sure })
  const flags = yield* Effect.forEach(settings, (word) =>
    Effect.map(levels ? readLevels(unit, wordOf(word)!) : Effect.succeed(null), (found) =>
      stored(word, found).map((flag) => ({ ...flag, time: word.time }))
    )
  )
  return { flags: flags.flat(), unsupported, missing }
})

const wordOf = ({ id }: Settings.Stored): Table.FlagWord | undefined =>
  Table.words.find((word) => word === id)

/** Levels by bit, or `null` where the device does not report them. */
const readLevels = (
  unit: Unit,
  word: Table.FlagWord
): Effect.Effect<ReadonlyArray<number> | null, LinkError> =>
  Absent.orNullUnsupported(Effect.map(unit.ask(Question.flagAccess(word)), ({ value }) => value.levels))

/** The sixteen flags of a stored word, none of a setting that is no word of flags. Levels by bit, where they are known. */
export const stored = (
  setting: Settings.Stored,
  levels: ReadonlyArray<number> | null = null
): ReadonlyArray<Stored> => {
  const word = wordOf(setting)
  if (word === undefined) return []
  return Table.ofWord(word).map(
    ({ flag, name, label, confidence, promoted, inverse, forbidden }, bit): Stored => ({
      flag,
      name,
      label,
      on: Table.isSet(flag, setting.raw.value),
      supported: Table.isSet(flag, setting.raw.maximum),
      promoted: promoted !== false,
      inverse: inverse ?? null,
      forbidden: forbidden ?? null,
      level: levels?.[bit] ?? null,
      setting: Table.wordOf(flag),
      confidence
    })
  )
}
