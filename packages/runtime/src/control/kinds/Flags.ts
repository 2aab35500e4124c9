/**
 * Flags. All changes of a word and a destination are one write of a setting (`settings/Writing.ts`); every bit that was not
 * asked for stays as it is where it is written:
 *
 *     stored     starts from the stored word. Storing also acts, and would undo what was written to RAM only: a second,
 *                RAM-only write then brings that back, unless what is stored then is the same
 *     RAM only   starts from what acts: our record of RAM-only writes, else the stored word
 *
 * Reference: protocol.md 6.5; `FlagPlan.ts` of the codec plans the word.
 */
import { Flag, FlagPlan, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ControlError } from "../ControlError.ts"
import type { Facts } from "../plan/Facts.ts"
import * as Refuse from "../Refuse.ts"
import type { Destination, Kind, Write } from "./Kind.ts"
import type { FlagChange, SettingChange } from "./settings/SettingChange.ts"
import { type SettingWrite, settingWrite } from "./settings/SettingWrite.ts"
import * as Writable from "./settings/Writable.ts"
import { writing } from "./settings/Writing.ts"

const nameOf = (flag: number): string => Flag.byNumber(flag)?.name ?? `flag ${flag}`

const names = (changes: ReadonlyArray<FlagPlan.FlagChange>): string =>
  changes.map(({ flag }) => nameOf(flag)).join(", ")

/** The states of flags, in the order of their names; one word where all are the same. */
const states = (changes: ReadonlyArray<FlagPlan.FlagChange>): string => {
  const all = changes.map(({ on }) => (on ? "on" : "off"))
  return new Set(all).size === 1 ? all[0]! : all.join(", ")
}

/** Plans all changes of flags, in the order of their words. */
const plan = (
  changes: ReadonlyArray<FlagChange>,
  facts: Facts
): Result.Result<ReadonlyArray<Write<SettingWrite>>, ControlError> => {
  for (const { flag } of changes) {
    const forbidden = Flag.byNumber(flag)?.forbidden
    if (forbidden !== undefined) return Writable.forbiddenEntry(nameOf(flag), forbidden)
  }
  const writes: Array<Write<SettingWrite>> = []
  for (const { setting } of FlagPlan.byWord(changes)) {
    const ofWord = changes.filter(({ flag }) => Flag.wordOf(flag) === setting)
    const planned = planWord(setting, ofWord, facts)
    if (Result.isFailure(planned)) return Result.fail(planned.failure)
    writes.push(...planned.success)
  }
  return Result.succeed(writes)
}

/** Plans the changes of one word. */
const planWord = (
  id: Flag.FlagWord,
  changes: ReadonlyArray<FlagChange>,
  facts: Facts
): Result.Result<ReadonlyArray<Write<SettingWrite>>, ControlError> => {
  const writable = Writable.rangeOf(names(changes), id, facts)
  if (Result.isFailure(writable)) return Result.fail(writable.failure)
  const { storedRaw, words, range } = writable.success
  const to = (destination: Destination) => changes.filter((change) => change.to === destination)
  const [stored, ramOnly] = [to("eeprom"), to("ram")]
  const ramOnlyRaw = facts.ramOnly.get(id)?.raw ?? null
  const acting = ramOnlyRaw ?? storedRaw
  const planned = (base: Words.Raw16, wanted: ReadonlyArray<FlagChange>) =>
    FlagPlan.plan(base, words.maximumRaw, wanted)
  // The first refuses what contradicts itself over both destinations. What is asked twice is planned once.
  const all = planned(storedRaw, changes)
  if (Result.isFailure(all)) return Result.fail(refused(all.failure))
  const kept = stored.length === changes.length ? all : planned(storedRaw, stored)
  if (Result.isFailure(kept)) return Result.fail(refused(kept.failure))
  const acts = acting === storedRaw ? all : planned(acting, changes)
  if (Result.isFailure(acts)) return Result.fail(refused(acts.failure))
  const storedAfter = kept.success.word
  const write = (
    destination: Destination,
    base: Words.Raw16,
    asked: ReadonlyArray<FlagChange>,
    { word: wantedRaw, pairWritten }: FlagPlan.FlagPlan,
    notes: ReadonlyArray<string>
  ) =>
    settingWrite(
      names(asked),
      {
        range,
        storedRaw: destination === "ram" ? storedAfter : storedRaw,
        ramOnlyRaw,
        to: destination,
        wantedRaw,
        flags: asked.map(({ flag, on }) => ({ flag, on })),
        winmonMode: facts.winmonMode,
        notes: pairWritten ? [...notes, PAIR] : notes
      },
      {
        before: states(asked.map(({ flag }) => ({ flag, on: Flag.isSet(flag, base) }))),
        after: states(asked)
      }
    )
  const writes: Array<Write<SettingWrite>> = []
  if (stored.length > 0) writes.push(write("eeprom", storedRaw, stored, kept.success, []))
  if (ramOnly.length > 0) writes.push(write("ram", acting, changes, acts.success, []))
  else if (ramOnlyRaw !== null) {
    const alreadyActs = storedAfter !== storedRaw && acts.success.word === storedAfter
    if (!alreadyActs) writes.push(write("ram", acting, changes, acts.success, [KEPT]))
  }
  return Result.succeed(writes)
}

const PAIR = "flag 7 is the inverse of flag 3, and is written with it"
const KEPT = "keeps in force what was written to RAM only before"

const refused = (failure: FlagPlan.FlagFailure): ControlError =>
  Refuse.refusal(nameOf(failure.flag), FlagPlan.reason(failure), "Nothing was changed")

/** Flags by name or number. */
export const flags: Kind<FlagChange, SettingWrite, SettingChange | FlagChange> = {
  turn: 4,
  changes: ["Flag"],
  subject: ({ flag }) => nameOf(flag),
  needs: ({ flag }) => ({ settings: [Flag.wordOf(flag)] }),
  plan,
  writing
}
