/**
 * Plans writes to settings that are numbers: (change, facts) -> writes. Pure.
 *
 *     stored, and equal to what is stored         nothing is sent, unless a RAM-only value may act instead: then one
 *                                                 RAM-only write puts the wanted one in force
 *     RAM only                                    written even if it looks equal: 0x31 does not show what acts
 *
 * The range is the one that the unit told just now. Reference: protocol.md 6.4; integrations.md 12.5 to 12.8.
 */
import { Setting, SettingRange, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { SettingChange, Wanted } from "../Change.ts"
import type { ControlError } from "../ControlError.ts"
import { type Facts, written } from "./Facts.ts"
import * as Writable from "./Writable.ts"
import * as Refuse from "../Refuse.ts"
import { settingWrite, type ToSetting } from "./ToSetting.ts"
import { quantity } from "../Wording.ts"

/** The name of a setting for people. */
export const nameOf = (id: number): string => Setting.byId(id)?.name ?? `setting ${id}`

/** Plans several, each on what those before it leave behind. */
export const planAll = (
  changes: ReadonlyArray<SettingChange>,
  facts: Facts
): Result.Result<ReadonlyArray<ToSetting>, ControlError> =>
  Result.gen(function* () {
    const writes: Array<ToSetting> = []
    let now = facts
    for (const change of changes) {
      for (const write of yield* plan(change, now)) {
        writes.push(write)
        if (!write.unchanged) now = written(now, write.action)
      }
    }
    return writes
  })

const plan = (
  { id, wanted, to }: SettingChange,
  facts: Facts
): Result.Result<ReadonlyArray<ToSetting>, ControlError> => {
  const name = nameOf(id)
  const setting = Setting.byId(id)
  if (setting === null) {
    return Refuse.forbidden(name, "nobody knows what it does", "Only settings with a name are written")
  }
  if (setting.forbidden !== undefined) return Writable.forbiddenEntry(name, setting.forbidden)
  if (setting.kind === "flags") {
    return Refuse.forbidden(name, "it is a word of sixteen flags", "Change its flags by name")
  }
  return Result.gen(function* () {
    const { facts: found, range } = yield* Writable.rangeOf(name, id, facts)
    const wantedRaw = yield* rawOf(name, range, wanted)
    const { storedRaw } = found
    const ramOnly = facts.ramOnly.get(id)
    const words = {
      range,
      storedRaw,
      ramOnlyRaw: ramOnly?.raw ?? null,
      wantedRaw,
      flags: null,
      winmonMode: facts.winmonMode
    }
    const write = settingWrite(name, { ...words, to, notes: [] })
    const mayDiffer = ramOnly !== undefined && (ramOnly.raw !== wantedRaw || ramOnly.uncertain)
    return write.unchanged && mayDiffer
      ? [
          settingWrite(name, {
            ...words,
            to: "ram",
            notes: [
              "stored already, but another value may act, written to RAM only: this puts the stored one in force"
            ]
          })
        ]
      : [write]
  })
}

const rawOf = (
  name: string,
  range: SettingRange.SettingRange,
  wanted: Wanted
): Result.Result<Words.Raw16, ControlError> =>
  Result.mapError(
    "raw" in wanted ? SettingRange.check(range, wanted.raw) : SettingRange.toRaw(range, wanted.value),
    ({ value, minimum, maximum }) =>
      Refuse.beyond(
        name,
        quantity(value, range.unit),
        `${quantity(minimum.value, null)} to ${quantity(maximum.value, range.unit)} (raw ${minimum.raw} to ${maximum.raw})`
      )
  )
