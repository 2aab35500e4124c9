/**
 * Settings, the stored configuration of a device, with the limits that the device reports. What is read is what is
 * stored: a change made in RAM only does not show.
 *
 * A list is never lost to one reply: ids without an answer are asked for again, three times over, while its time lasts
 * (`Allowance.ts`). Those that are still missing stand beside what came. Reference: protocol.md 4.5.5, 4.5.6, 5.5; decisions.md 5.
 */
import { Setting as Table, SettingRange, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Errors from "../Errors.ts"
import type { Answer } from "../link/Exchange.ts"
import * as Allowance from "../session/Allowance.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Resolve from "./Resolve.ts"

const info = {
  ...Described.described,
  kind: Schema.Literals(["number", "enum", "flags"]),
  default: Schema.Finite,
  minimum: Schema.Finite,
  /** Of a word of flags: the mask of those that are supported. */
  maximum: Schema.Finite,
  /** A change needs an access level that we never ask for. `null`: not told, as in short mode and by old firmware. */
  locked: Schema.NullOr(Schema.Boolean),
  /** A change acts after a restart. `null`: not told. */
  needsRestart: Schema.NullOr(Schema.Boolean),
  forbidden: Schema.NullOr(Described.Forbidden),
  /** The names of its values, by raw word; absent where they have none. */
  values: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
}

const infoWords = {
  default: Words.Raw16,
  minimum: Words.Raw16,
  maximum: Words.Raw16,
  scale: Words.Int16,
  offset: Words.Int16,
  /** `null` in short mode and before firmware 308. */
  access: Schema.NullOr(Words.Uint8)
}

/** The info of a setting. */
export const SettingInfo = Schema.Struct({ ...info, raw: Schema.Struct(infoWords) })
export type SettingInfo = typeof SettingInfo.Type

/** A setting with its value, wherever it is stored: in a device, or in a file. */
export const Stored = Schema.Struct({
  ...info,
  /** `null`: the setting does not apply to how the device is configured. */
  value: Schema.NullOr(Schema.Finite),
  /** The name of the value, where it has one. */
  valueName: Schema.NullOr(Schema.String),
  raw: Schema.Struct({ value: Words.Raw16, ...infoWords })
})
export type Stored = typeof Stored.Type

/** A setting of a device, and when it told it. */
export const Setting = Schema.Struct({ ...Stored.fields, time: Described.Time })
export type Setting = typeof Setting.Type

/** A list as far as it came. */
export interface SettingList {
  /** In the order asked for. */
  readonly settings: ReadonlyArray<Setting>
  /** Ids that the device does not have. */
  readonly unsupported: ReadonlyArray<number>
  /** Ids that were asked for in vain. */
  readonly missing: ReadonlyArray<{ readonly id: number; readonly error: Errors.LinkError }>
}

/** The id for a name or a number from 0 to 255. */
export const resolve = Resolve.resolver({
  kind: "setting",
  byId: Resolve.byteId,
  byName: (name) => Table.byName(name)?.id ?? null,
  nearest: Table.nearest
})

/** The ids that the tables know. */
export const knownIds: ReadonlyArray<number> = Table.all.map(({ id }) => id)

/** The info of a setting. Fails with `Unsupported` where it does not have it. */
export const readInfo = (unit: Unit, id: number): Effect.Effect<SettingInfo, Errors.LinkError> =>
  Effect.map(readWords(unit, id), ({ words, range }) => ({
    ...describe(words, range),
    raw: rawOf(words)
  }))

/** A setting as it is stored. Fails with `Unsupported` where the device does not have it. */
export const read = (unit: Unit, id: number): Effect.Effect<Setting, Errors.LinkError> =>
  Effect.gen(function* () {
    const { words, range } = yield* readWords(unit, id)
    return settingOf(words, range, yield* unit.ask(Question.setting(id)))
  })

/** How often a list goes round again for what got no answer. */
const ROUNDS_AGAIN = 3

/** How a list is read. */
export interface ListOptions {
  /** Whether two separate answers must agree on each info, as a backup needs it. Takes twice as long the first time. */
  readonly sure?: boolean
  /** Told how many of how many are there; where the infos must be sure, each setting counts twice. */
  readonly report?: (done: number, total: number) => void
}

/** How many questions a setting is: info and value; and where its info is proven, twice more, and the value made again. */
const QUESTIONS = { shown: 2, sure: 5 } as const

/** Settings as they are stored. */
export const list = Effect.fn("Settings.list")(function* (
  unit: Unit,
  ids: ReadonlyArray<number>,
  { sure = false, report = () => undefined }: ListOptions = {}
): Effect.fn.Return<SettingList> {
  const wanted = [...new Set(ids)]
  const allowance = yield* Allowance.make(unit, wanted.length * QUESTIONS[sure ? "sure" : "shown"])
  const total = sure ? 2 * wanted.length : wanted.length
  const listing: Listing = { unit, wanted, allowance, report: (done) => report(done, total) }
  const before = unit.infos.revision()
  const settings = yield* shown(listing)
  if (!sure) return settings
  const unproven = yield* proven(listing, settings)
  // An info that was told wrong the first time made a wrong value: that is made again.
  const { missing, ...rest } = unit.infos.revision() === before ? settings : yield* shown(listing)
  const isProven = ({ id }: { readonly id: number }) => unproven.every((other) => other.id !== id)
  return {
    settings: rest.settings.filter(isProven),
    unsupported: rest.unsupported.filter((id) => isProven({ id })),
    missing: [...missing.filter(isProven), ...unproven]
  }
})

/** A list while it is read. */
interface Listing {
  /** Told how many are there. */
  readonly report: (done: number) => void
  readonly unit: Unit
  readonly wanted: ReadonlyArray<number>
  readonly allowance: Allowance.Allowance
}

/** Asks for the infos of a list until they are sure, the last one first. Gives those that stay unproven. */
const proven = (
  { unit, wanted, allowance, report }: Listing,
  { settings, unsupported }: SettingList
): Effect.Effect<SettingList["missing"]> =>
  Effect.gen(function* () {
    const ids = [...settings.map(({ id }) => id), ...unsupported]
    let missing: ReadonlyArray<{ readonly id: number; readonly error: Errors.LinkError }> = []
    let rest = ids.reverse()
    let done = wanted.length
    const round = Effect.suspend(() =>
      Effect.forEach(rest, (id) =>
        allowance.within(`info of setting ${id}`, unit.infos.sure({ settings: [id] })).pipe(
          Effect.result,
          Effect.map((result) => {
            report(Math.min(++done, 2 * wanted.length))
            return { id, result }
          })
        )
      )
    ).pipe(
      Effect.map((results) => {
        missing = results.flatMap(({ id, result }) =>
          Result.isFailure(result) ? [{ id, error: result.failure }] : []
        )
        rest = missing.filter(({ error }) => mayPass(error)).map(({ id }) => id)
      })
    )
    yield* Effect.repeat(round, { times: ROUNDS_AGAIN, while: () => rest.length > 0 })
    return missing
  })

/** Settings as far as they come, with infos that are good for showing. */
const shown = ({ unit, wanted, allowance, report }: Listing): Effect.Effect<SettingList> =>
  Effect.gen(function* () {
    const results = new Map<number, Result.Result<Setting, Errors.LinkError>>()
    const isOpen = (id: number): boolean => {
      const error = errorOf(results.get(id))
      return !results.has(id) || (error !== null && mayPass(error))
    }
    const round = Effect.suspend(() =>
      Effect.forEach(
        wanted.filter(isOpen),
        (id) =>
          allowance.within(`setting ${id}`, read(unit, id)).pipe(
            Effect.result,
            Effect.map((result) => {
              results.set(id, result)
              report(wanted.filter((each) => !isOpen(each)).length)
            })
          ),
        { concurrency: 3, discard: true }
      )
    )
    yield* Effect.repeat(round, { times: ROUNDS_AGAIN, while: () => wanted.some(isOpen) })
    const errors = wanted.flatMap((id) => {
      const error = errorOf(results.get(id))
      return error === null ? [] : [{ id, error }]
    })
    return {
      settings: wanted.flatMap((id) => {
        const result = results.get(id)
        return result !== undefined && Result.isSuccess(result) ? [result.success] : []
      }),
      unsupported: errors.filter(({ error }) => isUnsupported(error)).map(({ id }) => id),
      missing: errors.filter(({ error }) => !isUnsupported(error))
    }
  })

const errorOf = (result: Result.Result<unknown, Errors.LinkError> | undefined): Errors.LinkError | null =>
  result !== undefined && Result.isFailure(result) ? result.failure : null

const isUnsupported = (error: Errors.LinkError): boolean => error.reason._tag === "Unsupported"

/** Whether the same question may be answered later: the device has not answered it yet. */
const mayPass = ({ reason }: Errors.LinkError): boolean =>
  reason._tag !== "Unsupported" &&
  reason._tag !== "Refused" &&
  reason._tag !== "AccessLevel" &&
  reason._tag !== "GaveUp"

/** The words of an info and what they mean, good for showing values. */
const readWords = (unit: Unit, id: number) =>
  Effect.gen(function* () {
    const words = yield* unit.infos.setting(id)
    if (words === null)
      return yield* Errors.device(new Errors.Contradictory({ request: `info of setting ${id}` }))
    const range = words === "unsupported" ? null : SettingRange.make(id, words)
    return words === "unsupported" || range === null || range._tag === "Unsupported"
      ? yield* unsupported(id)
      : { words, range }
  })

const unsupported = (id: number): Errors.DeviceError =>
  Errors.device(
    new Errors.Unsupported({ request: `setting ${id}`, answer: "an info without scale", data: [] })
  )

const describe = (
  { access }: SettingRange.SettingWords,
  range: SettingRange.SettingRange
): Omit<SettingInfo, "raw"> => {
  const entry = Table.byId(range.id)
  return {
    ...Described.describe(range.id, entry),
    kind: entry?.kind ?? "number",
    default: range.default.value,
    minimum: range.minimum.value,
    maximum: range.maximum.value,
    locked: access === null ? null : range.locked,
    needsRestart: access === null && !range.needsRestart ? null : range.needsRestart,
    forbidden: entry?.forbidden ?? null,
    ...(entry?.values === undefined ? {} : { values: { ...entry.values } })
  }
}

const rawOf = (words: SettingRange.SettingWords): SettingInfo["raw"] => ({
  default: words.defaultRaw,
  minimum: words.minimumRaw,
  maximum: words.maximumRaw,
  scale: words.scaleWord,
  offset: words.offsetWord,
  access: words.access
})

/** A stored word with its meaning, by the info of its setting. */
const storedOf = (
  words: SettingRange.SettingWords,
  range: SettingRange.SettingRange,
  raw: Words.Raw16
): Stored => {
  const entry = Table.byId(range.id)
  const { value } = SettingRange.value(range, raw)
  return {
    ...describe(words, range),
    value,
    valueName: entry === null ? null : Table.valueName(entry, raw, value),
    raw: { value: raw, ...rawOf(words) }
  }
}

/** A stored word with its meaning; `null` where its info says that the device does not have the setting. */
export const stored = (id: number, words: SettingRange.SettingWords, raw: Words.Raw16): Stored | null => {
  const range = SettingRange.make(id, words)
  return range._tag === "Unsupported" ? null : storedOf(words, range, raw)
}

const settingOf = (
  words: SettingRange.SettingWords,
  range: SettingRange.SettingRange,
  { value: raw, time }: Answer<Words.Raw16>
): Setting => ({ ...storedOf(words, range, raw), time: Described.timeOf({ time }) })
