/**
 * A setting or a flag of this unit as the page shows it: its value, its range and its default as the unit told them, whether it
 * was changed from that, and why it cannot be changed where it cannot. Pure.
 */
import type { Answers } from "../Ask.ts"
import type { Allowed } from "../Site.ts"
import * as Groups from "./Groups.ts"

type Setting = Answers["Settings"]["settings"][number]
type Flag = Answers["Flags"]["flags"][number]

/** A setting or a flag. */
export interface Entry {
  /** Unlike that of any other: `setting 3`, `flag 6`. */
  readonly key: string
  readonly kind: "number" | "choice" | "flag"
  readonly id: number
  /** The name in the tables of this project, else its number. */
  readonly name: string
  readonly label: string
  readonly group: Groups.Group
  /** The unit of its numbers; empty where there is none. */
  readonly unit: string
  /** As it is stored, in words. */
  readonly value: string
  readonly defaultText: string | null
  readonly isChanged: boolean
  /** From where to where, as the unit told it; `null`: not a number. */
  readonly range: { readonly min: number; readonly max: number } | null
  /** The choices, by name; empty where a number is typed. */
  readonly choices: ReadonlyArray<string>
  readonly needsRestart: boolean
  /** Why it cannot be changed from here; `null`: it can. */
  readonly fixed: string | null
}

const ABSENT = "–"
const DIGITS = 6

/** A number as documents print it. */
export const numeral = (value: number): string => String(Number(value.toPrecision(DIGITS)))

/** A number with its unit. */
export const quantity = (value: number, unit: string): string =>
  unit === "" ? numeral(value) : `${numeral(value)} ${unit}`.replace(/^-/, "−")

const forbidden = {
  "grid-code": "belongs to the grid code",
  system: "belongs to the layout of the system",
  irreversible: "cannot be taken back"
} as const

/** Why a gateway lets nobody change it; `null`: it does. */
const closed = (name: string, allowed: Allowed | undefined): string | null =>
  allowed === undefined ||
  allowed.settings.some((each) => each.name === name) ||
  (name === "DisableCharge" && allowed.charge)
    ? null
    : "not allowed by this gateway"

const bounds = (setting: Setting, allowed: Allowed | undefined) => {
  const found = allowed?.settings.find(({ name }) => name === setting.name)
  return {
    min: Math.max(setting.minimum, found?.min ?? setting.minimum),
    max: Math.min(setting.maximum, found?.max ?? setting.maximum)
  }
}

const ofSetting = (setting: Setting, allowed: Allowed | undefined): Entry => {
  const { id, value, valueName, values } = setting
  const name = setting.name ?? String(id)
  const unit = setting.unit ?? ""
  const text = (raw: number): string => values?.[String(raw)] ?? quantity(raw, unit)
  return {
    key: `setting ${id}`,
    kind: values === undefined ? "number" : "choice",
    id,
    name,
    label: setting.label ?? `Setting ${id}`,
    group: Groups.ofSetting(id, setting.name),
    unit,
    value: valueName ?? (value === null ? ABSENT : quantity(value, unit)),
    defaultText: text(setting.default),
    isChanged: value !== null && numeral(value) !== numeral(setting.default),
    range: values === undefined ? bounds(setting, allowed) : null,
    choices: Object.values(values ?? {}),
    needsRestart: setting.needsRestart === true,
    fixed:
      setting.forbidden !== null
        ? forbidden[setting.forbidden]
        : setting.locked === true
          ? "needs an access level"
          : value === null
            ? "does not apply to how this unit is set up"
            : setting.name === null
              ? "nobody knows what it does"
              : closed(name, allowed)
  }
}

const BITS = 16
const onOff = (on: boolean): string => (on ? "on" : "off")

const ofFlag = (flag: Flag, words: ReadonlyMap<number, Setting>, allowed: Allowed | undefined): Entry => {
  const word = words.get(flag.setting)
  const initial = word === undefined ? null : (word.raw.default & (1 << (flag.flag % BITS))) !== 0
  return {
    key: `flag ${flag.flag}`,
    kind: "flag",
    id: flag.flag,
    name: flag.name,
    label: flag.label.charAt(0).toUpperCase() + flag.label.slice(1),
    group: Groups.ofFlag(flag.flag),
    unit: "",
    value: onOff(flag.on),
    defaultText: initial === null ? null : onOff(initial),
    isChanged: initial !== null && initial !== flag.on,
    range: null,
    choices: ["on", "off"],
    needsRestart: false,
    fixed:
      flag.forbidden !== null
        ? forbidden[flag.forbidden]
        : !flag.promoted
          ? "Victron asks not to change it"
          : flag.confidence === "unknown"
            ? "nobody knows what it does"
            : flag.flag === WAVE_CHECK_INVERSE
              ? "is written with flag 3"
              : closed(flag.name, allowed)
  }
}

const WAVE_CHECK_INVERSE = 7

/** All that are shown: words of flags by their flags, what this unit does not have not at all, and no grid code. */
export const all = (
  { settings }: Pick<Answers["Settings"], "settings">,
  { flags }: Pick<Answers["Flags"], "flags">,
  allowed?: Allowed
): ReadonlyArray<Entry> => {
  const words = new Map(settings.map((setting) => [setting.id, setting]))
  return [
    ...settings
      .filter(({ kind, forbidden }) => kind !== "flags" && forbidden !== "grid-code")
      .map((setting) => ofSetting(setting, allowed)),
    ...flags.filter(({ supported }) => supported).map((flag) => ofFlag(flag, words, allowed))
  ]
}

const plain = (text: string): string => text.toLowerCase().replaceAll("_", "")

/** Those that a search finds: each of its words is the number, or stands in name or label. */
export const found = (entries: ReadonlyArray<Entry>, search: string): ReadonlyArray<Entry> => {
  const words = plain(search).split(/\s+/).filter(Boolean)
  return entries.filter(({ id, name, label }) => {
    const text = plain(`${name} ${label}`)
    return words.every((word) => (/^\d+$/.test(word) ? String(id) === word : text.includes(word)))
  })
}
