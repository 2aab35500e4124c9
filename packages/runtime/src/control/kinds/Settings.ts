/**
 * Settings that are numbers.
 *
 *     stored, and equal to what is stored         nothing is sent, unless a RAM-only value may act instead: then one
 *                                                 RAM-only write puts the wanted one in force
 *     RAM only                                    written even if it looks equal: 0x31 does not show what acts
 *
 * The range is the one that the unit told just now. What is stored acts too, and would end what is in RAM only: it goes
 * out first. Words of flags are written the same way (`settings/Writing.ts`); `Flags.ts` plans them.
 * Reference: protocol.md 6.4; integrations.md 12.5 to 12.8.
 */
import { Setting, SettingRange, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ControlError } from "../ControlError.ts"
import type { Facts } from "../plan/Facts.ts"
import * as Refuse from "../Refuse.ts"
import { quantity } from "../Wording.ts"
import type { Kind, Write } from "./Kind.ts"
import * as CrossCheck from "./settings/CrossCheck.ts"
import * as Sequence from "./settings/Sequence.ts"
import type { FlagChange, SettingChange } from "./settings/SettingChange.ts"
import { type SettingWrite, settingWrite } from "./settings/SettingWrite.ts"
import * as VoltageRules from "./settings/VoltageRules.ts"
import * as Writable from "./settings/Writable.ts"
import { writing } from "./settings/Writing.ts"

type Writes = ReadonlyArray<Write<SettingWrite>>

/** Plans several, each on what those before it leave behind. */
const planAll = (changes: ReadonlyArray<SettingChange>, facts: Facts): Result.Result<Writes, ControlError> =>
  Result.gen(function* () {
    const writes: Array<Write<SettingWrite>> = []
    let now = facts
    for (const change of changes) {
      for (const write of yield* plan(change, now)) {
        writes.push(write)
        if (!write.unchanged) now = afterwards(now, write.action)
      }
    }
    return writes
  })

/** The facts once a setting has been written: what is stored acts, and ends what was in RAM only. */
const afterwards = (facts: Facts, { id, to, wanted }: SettingWrite): Facts => {
  const setting = facts.settings.get(id)
  if (to === "ram" || setting === null || setting === undefined) return facts
  return {
    ...facts,
    settings: new Map(facts.settings).set(id, { ...setting, storedRaw: wanted.raw }),
    ramOnly: new Map([...facts.ramOnly].filter(([other]) => other !== id))
  }
}

const plan = ({ id, wanted, to }: SettingChange, facts: Facts): Result.Result<Writes, ControlError> => {
  const name = Writable.nameOf(id)
  const setting = Setting.byId(id)
  if (setting === null) {
    return Refuse.forbidden(name, "nobody knows what it does", "Only settings with a name are written")
  }
  if (setting.forbidden !== undefined) return Writable.forbiddenEntry(name, setting.forbidden)
  if (setting.kind === "flags") {
    return Refuse.forbidden(name, "it is a word of sixteen flags", "Change its flags by name")
  }
  return Result.gen(function* () {
    const { storedRaw, range } = yield* Writable.rangeOf(name, id, facts)
    const wantedRaw = yield* rawOf(name, range, wanted)
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
  wanted: SettingChange["wanted"]
): Result.Result<Words.Raw16, ControlError> =>
  Result.mapError(
    "raw" in wanted
      ? SettingRange.check(range, wanted.raw)
      : "unused" in wanted
        ? SettingRange.belowZero(range)
        : SettingRange.toRaw(range, wanted.value),
    ({ value, minimum, maximum }) =>
      Refuse.beyond(
        name,
        quantity(value, range.unit),
        `${quantity(minimum.value, null)} to ${quantity(maximum.value, range.unit)} (raw ${minimum.raw} to ${maximum.raw})`
      )
  )

/** Settings by name or id. */
export const settings: Kind<SettingChange, SettingWrite, SettingChange | FlagChange> = {
  turn: 1,
  changes: ["Setting"],
  // It may be stored, and something else put in force for now.
  subject: ({ id, to }) => `${Writable.nameOf(id)}, ${to === "ram" ? "RAM only" : "stored"}`,
  needs: ({ id }) => ({
    settings: VoltageRules.related.includes(id) ? [id, ...VoltageRules.related] : [id],
    ram: CrossCheck.batteryVoltages.includes(id) ? [CrossCheck.BATTERY_VOLTAGE] : []
  }),
  plan: (changes, facts) =>
    Result.gen(function* () {
      const storedFirst = (["eeprom", "ram"] as const).flatMap((layer) =>
        changes.filter(({ to }) => to === layer)
      )
      // Whatever ends the plan early, the unit is to hold settings that go together.
      const writes = Sequence.safe(yield* planAll(storedFirst, facts), facts)
      yield* CrossCheck.check(writes, facts)
      return writes
    }),
  notes: ({ ramOnly, settings: touched }) =>
    [...ramOnly.values()]
      .filter(({ id }) => touched.has(id))
      .map(
        ({ id, time, uncertain }) =>
          `${Writable.nameOf(id)} was written to RAM only at ${time}${uncertain ? ", and never acknowledged" : ""}: that is taken to act now`
      ),
  writing
}
