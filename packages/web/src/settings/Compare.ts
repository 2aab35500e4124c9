/**
 * A backup beside what the unit holds: what differs, what of it can be restored from here, and why the rest cannot. Pure;
 * loaded when somebody opens a file.
 */
import { Difference, Restore } from "@vebus/runtime/backup"
import type { Answers, Changes } from "../Ask.ts"
import { type Entry, quantity } from "./Entry.ts"

type Backup = Answers["Backup"]

/** A file that was read, or what is wrong with it. */
export type Opened =
  | { readonly ok: true; readonly backup: Backup }
  | { readonly ok: false; readonly message: string }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isSetting = (value: unknown): boolean =>
  isRecord(value) &&
  Number.isInteger(value["id"]) &&
  (value["value"] === null || Number.isFinite(value["value"])) &&
  isRecord(value["raw"]) &&
  Number.isInteger(value["raw"]["value"])

const isFlag = (value: unknown): boolean =>
  isRecord(value) && Number.isInteger(value["flag"]) && typeof value["on"] === "boolean"

const bad = (found: string): Opened => ({
  ok: false,
  message: `This is no backup: expected a file of this page or of "vebus settings backup", found ${found}.`
})

/** The backup that a text holds. */
export const open = (text: string): Opened => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return bad("no JSON")
  }
  if (!isRecord(json) || json["schema"] !== "vebus.backup/1") {
    const schema = isRecord(json) ? json["schema"] : undefined
    return bad(typeof schema === "string" ? schema.slice(0, 60) : "something else")
  }
  const { settings, flags, unit } = json
  if (!Array.isArray(settings) || !settings.every(isSetting)) return bad("settings without id or value")
  if (!Array.isArray(flags) || !flags.every(isFlag)) return bad("flags without number or state")
  if (!isRecord(unit) || !Number.isInteger(unit["productId"])) return bad("no unit")
  return { ok: true, backup: json as unknown as Backup }
}

/** A difference in words. */
export interface Row {
  readonly name: string
  readonly label: string
  /** In the backup, and in the unit now; "–" where there is none. */
  readonly backup: string
  readonly now: string
  /** Why it is left as it is; `null`: it can be restored. */
  readonly leftOut: string | null
}

/** The differences between a backup and the unit. */
export interface Comparison {
  readonly rows: ReadonlyArray<Row>
  /** The changes that would restore it, without their destination. */
  readonly changes: Omit<Changes, "to">
  /** How many of the rows that is. */
  readonly count: number
}

type Side = Difference.Difference["a"]

/** A value in words; "–" where there is none. */
export const sideOf = (side: Side): string => {
  if (side === null) return "–"
  if ("on" in side) return side.on ? "on" : "off"
  return (
    side.valueName ?? (side.value === null ? `raw ${side.raw.value}` : quantity(side.value, side.unit ?? ""))
  )
}

const keyOf = (difference: Difference.Difference): string =>
  difference.kind === "setting" ? `setting ${difference.id}` : `flag ${difference.flag}`

/** A backup beside what the unit holds now. */
export const compare = (
  backup: Difference.Configuration,
  now: Difference.Configuration,
  entries: ReadonlyArray<Entry>
): Comparison => {
  const differences = Difference.between(backup, now)
  const { changes, leftOut } = Restore.plan(backup, now, "ram")
  const why = new Map(leftOut.map((each) => [each.name, each.why]))
  const fixed = new Map(entries.map((entry) => [entry.key, entry.fixed]))
  const rows = differences.map((difference): Row => {
    const { name, a, b } = difference
    const said = why.get(name) ?? fixed.get(keyOf(difference)) ?? null
    return { name, label: (b ?? a)?.label ?? name, backup: sideOf(a), now: sideOf(b), leftOut: said }
  })
  const settings: Record<string, number> = {}
  const flags: Record<string, boolean> = {}
  for (const change of changes) {
    if (change._tag === "Setting" && "value" in change.wanted && fixed.get(`setting ${change.id}`) === null)
      settings[String(change.id)] = change.wanted.value
    if (change._tag === "Flag" && fixed.get(`flag ${change.flag}`) === null)
      flags[String(change.flag)] = change.on
  }
  const count = Object.keys(settings).length + Object.keys(flags).length
  return {
    rows,
    count,
    changes: {
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
      ...(Object.keys(flags).length === 0 ? {} : { flags })
    }
  }
}
