/**
 * In which sequence the writes to settings go out. Pure.
 *
 * A plan may end between any two of its writes: an acknowledgement is lost, the plug is pulled, somebody presses Ctrl-C.
 * The unit should not hold a contradiction meanwhile: float above absorption is one that it would charge by. So the
 * writes go out as asked where that breaks no rule (`VoltageRules.ts`) on the way, else in the first sequence that breaks
 * none: on the way up absorption before float, on the way down float before absorption.
 *
 * One setting is written in the sequence that was planned, and a rule that is broken before is not held against the way.
 * Where values that were written to RAM only end in the middle of the plan there may be no such way; then it is as asked.
 * Reference: integrations.md 12.6.
 */
import type { Facts } from "../../plan/Facts.ts"
import type { Write } from "../Kind.ts"
import type { SettingWrite } from "./SettingWrite.ts"
import * as VoltageRules from "./VoltageRules.ts"

type ToSetting = Write<SettingWrite>

const isRelated = ({ action }: ToSetting): boolean => VoltageRules.related.includes(action.id)

/** The writes in a sequence that can be cut off anywhere. Those that no rule is about stay in their places. */
export const safe = (writes: ReadonlyArray<ToSetting>, facts: Facts): ReadonlyArray<ToSetting> => {
  const way = search([], writes.filter(isRelated), facts)
  if (way === null) return writes
  const next = way.values()
  return writes.map((write) => (isRelated(write) ? next.next().value! : write))
}

/** The first sequence that begins with what is sent, takes all the rest, and breaks no rule on its way. */
const search = (
  sent: ReadonlyArray<ToSetting>,
  rest: ReadonlyArray<ToSetting>,
  facts: Facts
): ReadonlyArray<ToSetting> | null => {
  if (rest.length === 0) return sent
  for (const [index, write] of rest.entries()) {
    const isTooEarly = rest.slice(0, index).some(({ action }) => action.id === write.action.id)
    const then = [...sent, write]
    const way = isTooEarly || breaks(then, facts) ? null : search(then, rest.toSpliced(index, 1), facts)
    if (way !== null) return way
  }
  return null
}

/** Whether a unit that holds this much of a plan breaks a rule that it kept before. */
const breaks = (sent: ReadonlyArray<ToSetting>, facts: Facts): boolean =>
  (["ram", "eeprom"] as const).some((layer) => {
    const before = VoltageRules.after(layer, new Map(), facts)
    const now = VoltageRules.after(layer, VoltageRules.wordsOf(layer, sent), facts)
    return VoltageRules.rules.some(({ isBroken }) => isBroken(now) && !isBroken(before))
  })
