/**
 * Assignments: `NAME=VALUE` of settings, flags and RAM variables, from words to changes. Pure: what is no name or no value
 * is found before any port is opened. Reference: decisions.md 1, 9.
 */
import { Flag, Names, RamVariable, Setting, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Flags from "../device/Flags.ts"
import * as Ram from "../device/Ram.ts"
import type { UnknownName } from "../device/Resolve.ts"
import * as Settings from "../device/Settings.ts"
import * as Amount from "./Amount.ts"
import type * as Change from "./Change.ts"

type Destination = Change.Destination

/** The fault of an assignment, in one sentence. */
export type Wrong = string

const wrongValue =
  (name: string) =>
  (wrong: Amount.NoAmount): Wrong =>
    `${name}: expected ${wrong.expected}, found ${Amount.foundText(wrong)}`

const unknown = (list: string) => (failure: UnknownName) => failure.reason(list)

const nearestOf = (names: ReadonlyArray<string>, found: string): string => {
  const nearest = Names.nearest(
    names.map((name) => ({ name })),
    found
  )
  return nearest.length === 0 ? "" : `. Did you mean ${nearest.join(" or ")}?`
}

/** A setting by name or id, and what it shall be: a number, the name of a value, `unused`, or a raw word. */
export const setting = (
  nameOrId: string,
  text: string,
  to: Destination
): Result.Result<Change.Change, Wrong> =>
  Result.gen(function* () {
    const id = yield* Result.mapError(Settings.resolve(nameOrId), unknown("settings list"))
    const known = Setting.byId(id)
    const named = known === null ? null : Setting.valueByName(known, text)
    if (named !== null) return { _tag: "Setting", id, to, wanted: { raw: named as Words.Raw16 } } as const
    if (known?.negativeIsUnused === true && text.trim().toLowerCase() === Setting.UNUSED)
      return { _tag: "Setting", id, to, wanted: { unused: true } } as const
    const names = Object.values(known?.values ?? {})
    const noName = (found: string): Wrong =>
      `${known!.name}: expected ${names.join(", ")}, or its number; found "${found}"${nearestOf(names, found)}`
    const wanted = yield* Result.mapError(Amount.parse(text, known?.unit ?? null), (failure) =>
      names.length === 0 ? wrongValue(known?.name ?? nameOrId)(failure) : noName(failure.found)
    )
    // Between two named values there is none: rounding would choose one that nobody named.
    if (names.length > 0 && "value" in wanted && !Number.isInteger(wanted.value))
      return yield* Result.fail(noName(text))
    return { _tag: "Setting", id, to, wanted } as const
  })

/** A flag by name or number, and whether it shall be on. */
export const flag = (
  nameOrNumber: string,
  on: boolean,
  to: Destination
): Result.Result<Change.Change, Wrong> =>
  Result.mapBoth(Flags.resolve(nameOrNumber), {
    onFailure: unknown("flags list"),
    onSuccess: (number) => ({ _tag: "Flag", flag: number, on, to }) as const
  })

/** A RAM variable by name or id, and what it shall be: a number, `on` or `off`, or a raw word. */
export const ram = (nameOrId: string, text: string): Result.Result<Change.Change, Wrong> =>
  Result.gen(function* () {
    const id = yield* Result.mapError(Ram.resolve(nameOrId), unknown("ram list"))
    const on = Amount.switchOf(text)
    if (on !== null) return { _tag: "Ram", id, wanted: { on } } as const
    const known = RamVariable.byId(id)
    const wanted = yield* Result.mapError(
      Amount.parse(text, known?.unit ?? null),
      wrongValue(known?.name ?? nameOrId)
    )
    return { _tag: "Ram", id, wanted } as const
  })

/** A setting or a flag, whichever has the name: flags take `on` and `off`, settings everything else. */
export const either = (name: string, value: string, to: Destination): Result.Result<Change.Change, Wrong> => {
  const known = Flag.byName(name)
  if (known !== null) {
    const on = Amount.switchOf(value)
    return on === null
      ? Result.fail(`${known.name}: expected on or off, found "${value}"`)
      : flag(known.name, on, to)
  }
  if (Setting.byName(name) !== null || /^\d+$/.test(name)) return setting(name, value, to)
  const nearest = Names.nearest([...Setting.all, ...Flag.all], name)
  return Result.fail(
    `there is no setting or flag "${name}". ${
      nearest.length === 0
        ? '"vebus settings list" and "vebus flags list" show those there are'
        : `Did you mean ${nearest.join(" or ")}?`
    }`
  )
}

/** `NAME=VALUE`. */
export const parse = (text: string, to: Destination): Result.Result<Change.Change, Wrong> => {
  const at = text.indexOf("=")
  return at <= 0
    ? Result.fail(`expected NAME=VALUE, found "${text}"`)
    : either(text.slice(0, at).trim(), text.slice(at + 1).trim(), to)
}

/** Words as people type them: `NAME VALUE` and `NAME = VALUE` are `NAME=VALUE`. */
export const joined = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const texts: Array<string> = []
  for (const word of words) {
    const last = texts.at(-1)
    const isOpen = last !== undefined && (!last.includes("=") || last.endsWith("="))
    if (isOpen || (word.startsWith("=") && last !== undefined))
      texts[texts.length - 1] =
        `${last}${last.includes("=") || word.startsWith("=") || word.includes("=") ? "" : "="}${word}`
    else texts.push(word)
  }
  return texts
}

/** All of them, or what is wrong with the first that is. */
export const all = (
  changes: Iterable<Result.Result<Change.Change, Wrong>>
): Result.Result<ReadonlyArray<Change.Change>, Wrong> => {
  const found: Array<Change.Change> = []
  for (const change of changes) {
    if (Result.isFailure(change)) return Result.fail(change.failure)
    found.push(change.success)
  }
  return Result.succeed(found)
}

/** The changes of a request, as a plan file and the API have them. */
export interface Wanted {
  /** Whether settings and flags are stored; `ram` unless said otherwise. */
  readonly to?: Destination
  /** Settings by name or id: a number, with or without its unit, or the name of a value. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** Flags by name or number. */
  readonly flags?: Readonly<Record<string, boolean | "on" | "off">>
  readonly switch?: Extract<Change.Change, { readonly _tag: "Switch" }>["position"]
  /** In amperes; `none`: the highest that the unit allows. */
  readonly limit?: Extract<Change.Change, { readonly _tag: "Limit" }>["amperes"]
  readonly charge?: Extract<Change.Change, { readonly _tag: "Charge" }>["to"]
}

/** The changes of a request, or what is wrong with the first that is. */
export const changesOf = ({
  to = "ram",
  settings = {},
  flags = {},
  switch: position,
  limit,
  charge
}: Wanted): Result.Result<ReadonlyArray<Change.Change>, Wrong> =>
  Result.flatMap(
    all([
      ...Object.entries(settings).map(([name, value]) => setting(name, String(value), to)),
      ...Object.entries(flags).map(([name, on]) => flag(name, on === true || on === "on", to)),
      ...(position === undefined ? [] : [Result.succeed({ _tag: "Switch", position } as const)]),
      ...(limit === undefined ? [] : [Result.succeed({ _tag: "Limit", amperes: limit } as const)]),
      ...(charge === undefined ? [] : [Result.succeed({ _tag: "Charge", to: charge } as const)])
    ]),
    (changes) =>
      changes.length === 0
        ? Result.fail("expected something to change: settings, flags, switch, limit or charge")
        : Result.succeed(changes)
  )
