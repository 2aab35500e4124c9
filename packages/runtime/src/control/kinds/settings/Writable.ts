/**
 * Settings that may be written at all: none that the law, the layout of the system or caution forbids, none that the unit
 * does not have or wants an access level for. Pure. Reference: integrations.md 12.
 */
import { type Entry, Setting, SettingRange } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ControlError } from "../../ControlError.ts"
import type { Facts, SettingFacts } from "../../plan/Facts.ts"
import { forbidden } from "../../Refuse.ts"

/** The name of a setting for people. */
export const nameOf = (id: number): string => Setting.byId(id)?.name ?? `setting ${id}`

const reasons = {
  "grid-code": "it belongs to the grid code, which the law where you live prescribes",
  system: "it belongs to the layout of the system: which units there are, and on which phase",
  irreversible: "it cannot be taken back"
} as const satisfies Record<Entry.Forbidden, string>

/** Refuses what nobody should write with a tool like this. */
export const forbiddenEntry = (what: string, forbiddenAs: Entry.Forbidden) =>
  forbidden(what, reasons[forbiddenAs], "Victron's own tools and a qualified installer change it")

/** The range of a setting that may be written: the unit has it, and needs no access level for it. */
export const rangeOf = (
  what: string,
  id: number,
  facts: Facts
): Result.Result<SettingFacts & { readonly range: SettingRange.SettingRange }, ControlError> => {
  const setting = facts.settings.get(id)
  const range = setting === null || setting === undefined ? null : SettingRange.make(id, setting.words)
  if (setting === null || setting === undefined || range === null || range._tag === "Unsupported") {
    return forbidden(what, "this unit does not have it", '"vebus settings list" shows those it has')
  }
  return range.locked
    ? forbidden(
        what,
        "the unit wants an access level for it",
        "An installer's tool has it; this project has no passwords"
      )
    : Result.succeed({ ...setting, range })
}
