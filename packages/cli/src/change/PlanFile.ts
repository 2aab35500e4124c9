/**
 * Plan files: named settings and flags in YAML, as somebody wants them.
 *
 *     to: ram                 # or eeprom; ram unless said otherwise
 *     settings:
 *       UBatFloat: 13.5       # with or without its unit
 *       vsUsage: dedicated-ignore-ac-input
 *     flags:
 *       DisableCharge: on
 *
 * Pure. What is wrong is told with its line; nothing that is not known is passed over.
 */
import type { Change } from "@vebus/runtime"
import * as Result from "effect/Result"
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from "yaml"
import { Assignment, Kinds } from "@vebus/runtime"
import * as Amount from "@vebus/runtime/amount"

/** The mistake in a file, and its line, counted from 1. */
export interface BadPlan {
  readonly line: number
  readonly message: string
}

interface Entry {
  readonly key: string
  readonly value: unknown
  readonly line: number
}

/** The changes that the text of a file asks for. `to` overrides what it says. */
export const parse = (
  text: string,
  to: Change.Destination | null = null
): Result.Result<ReadonlyArray<Change.Change>, BadPlan> => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line
  const [broken] = document.errors
  if (broken !== undefined) {
    return Result.fail({
      line: lineOf(broken.pos[0]),
      message: broken.message.split("\n")[0]!.replace(/ at line .*$/, "")
    })
  }
  const entriesOf = (map: YAMLMap): ReadonlyArray<Entry> =>
    map.items.map(({ key, value }: Pair) => ({
      key: isScalar(key) ? String(key.value) : String(key),
      value: isScalar(value) ? value.value : value,
      line: lineOf(isScalar(key) ? key.range?.[0] : undefined)
    }))
  const bad = (line: number, message: string): Result.Result<never, BadPlan> => Result.fail({ line, message })
  const { contents } = document
  if (!isMap(contents))
    return bad(
      1,
      `expected "settings:" or "flags:", found ${text.trim() === "" ? "nothing" : "something else"}`
    )

  return Result.gen(function* () {
    const changes: Array<Change.Change> = []
    const sections = entriesOf(contents)
    const said = sections.find(({ key }) => key === "to")
    if (said !== undefined && said.value !== "ram" && said.value !== "eeprom") {
      return yield* bad(said.line, `to: expected ram or eeprom, found "${String(said.value)}"`)
    }
    const destination = to ?? (said?.value as Change.Destination | undefined) ?? "ram"
    for (const { key, value, line } of sections) {
      if (key === "to") continue
      if (key !== "settings" && key !== "flags") {
        return yield* bad(line, `expected to, settings or flags, found "${key}"`)
      }
      if (!isMap(value)) return yield* bad(line, `${key}: expected names with values below it`)
      for (const entry of entriesOf(value)) {
        const change = key === "flags" ? flagOf(entry, destination) : settingOf(entry, destination)
        const made = yield* Result.mapError(change, (message) => ({ line: entry.line, message }))
        if (changes.some((other) => Kinds.subject(other) === Kinds.subject(made))) {
          return yield* bad(entry.line, `${entry.key}: it stands above already, perhaps under another name`)
        }
        changes.push(made)
      }
    }
    return changes.length === 0 ? yield* bad(1, "expected settings or flags to change, found none") : changes
  })
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value)

const settingOf = ({ key, value }: Entry, to: Change.Destination): Result.Result<Change.Change, string> =>
  isPlain(value)
    ? Assignment.setting(key, String(value), to)
    : Result.fail(`${key}: expected a value, found none`)

const flagOf = ({ key, value }: Entry, to: Change.Destination): Result.Result<Change.Change, string> => {
  const on = isPlain(value) ? Amount.switchOf(String(value)) : null
  return on === null
    ? Result.fail(`${key}: expected on or off, found "${String(value)}"`)
    : Assignment.flag(key, on, to)
}
