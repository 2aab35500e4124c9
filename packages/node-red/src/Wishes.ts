/**
 * From the message of a set node to the changes that it wants, or what is wrong with it. Pure.
 *
 *     target     payload
 *     setting    a number, a text like "52.5 V", true or false; the name is in the node or in msg.topic
 *     settings   an object of such values by name
 *     switch     on | off | charger-only | inverter-only
 *     limit      amperes, or none
 *     charge     absorption | float | equalise        once
 *     standby    true | false                         the standby line of an MK3
 *     restart    devices                              once
 */
import { SwitchRegister } from "@vebus/codec"
import * as Amount from "@vebus/runtime/amount"
import { type Assignments, type Change, plainValue } from "@vebus/runtime/promise"
import * as Result from "effect/Result"

/** The words for what is changed. */
export const targets = ["setting", "settings", "switch", "limit", "charge", "standby", "restart"] as const
/** The word for what is changed. */
export type Target = (typeof targets)[number]

/** A wish of a message. */
export interface Wish {
  readonly changes: Assignments | ReadonlyArray<Change>
  /** The subject: of the wishes that wait for one, the newest stays. */
  readonly subject: string
  readonly isOneShot: boolean
  /** Whether it can be stored. */
  readonly isStorable: boolean
}

type Parse = (payload: unknown, name: string) => Result.Result<Wish, string>

const expected = (what: string, found: unknown): Result.Result<never, string> =>
  Result.fail(`expected ${what}, found ${plainValue(found)}`)

const wish = (subject: string, change: Change, isOneShot = false): Result.Result<Wish, string> =>
  Result.succeed({ changes: [change], subject, isOneShot, isStorable: false })

/** No value is longer, and a message that shows a longer one helps nobody. */
const MAX_TEXT = 100

const isValue = (value: unknown): value is Assignments[string] =>
  (typeof value === "string" && value.length <= MAX_TEXT) ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value))

const VALUE = 'a number, true, false, or a text like "52.5 V"'

const settings = (assignments: Readonly<Record<string, unknown>>): Result.Result<Wish, string> => {
  const entries = Object.entries(assignments)
  if (entries.length === 0) return expected("names with values", assignments)
  const wrong = entries.find(([, value]) => !isValue(value))
  return wrong !== undefined
    ? Result.mapError(expected(VALUE, wrong[1]), (text) => `${wrong[0]}: ${text}`)
    : Result.succeed({
        changes: Object.fromEntries(entries) as Assignments,
        subject: `settings ${entries.map(([name]) => name).join(" ")}`,
        isOneShot: false,
        isStorable: true
      })
}

const positions = SwitchRegister.SwitchPosition.literals
const forced = ["absorption", "float", "equalise"] as const

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsers: Readonly<Record<Target, Parse>> = {
  setting: (payload, name) =>
    name === ""
      ? Result.fail("expected the name of a setting or flag, in the node or in msg.topic")
      : settings({ [name]: payload }),
  settings: (payload) =>
    isObject(payload) ? settings(payload) : expected("an object of names with values", payload),
  switch: (payload) => {
    const position = positions.find(
      (each) => typeof payload === "string" && each === payload.replace(" ", "-")
    )
    return position === undefined
      ? expected(positions.join(", "), payload)
      : wish("switch", { _tag: "Switch", position })
  },
  limit: (payload) => {
    if (payload === "none") return wish("limit", { _tag: "Limit", amperes: "none" })
    const amount = Result.getOrElse(
      Amount.parse(
        typeof payload === "number" ? String(payload) : typeof payload === "string" ? payload : "",
        "A"
      ),
      () => null
    )
    return amount === null || !("value" in amount) || !(amount.value > 0)
      ? expected("amperes above 0, or none", payload)
      : wish("limit", { _tag: "Limit", amperes: amount.value })
  },
  charge: (payload) => {
    const to = forced.find((each) => each === payload)
    return to === undefined
      ? expected(forced.join(", "), payload)
      : wish("charge", { _tag: "Charge", to }, true)
  },
  standby: (payload) =>
    typeof payload === "boolean"
      ? wish("standby", { _tag: "Lines", standby: payload })
      : expected("true or false", payload),
  restart: (payload) =>
    payload === "devices"
      ? wish("restart", { _tag: "Restart", what: "devices" }, true)
      : expected('"devices", so that no other message restarts the inverter', payload)
}

/** The wish of a message for a target. */
export const parse = (target: string, payload: unknown, name: string): Result.Result<Wish, string> =>
  Object.hasOwn(parsers, target)
    ? parsers[target as Target](payload, name)
    : Result.fail(`expected one of ${targets.join(", ")} as what to set, found ${plainValue(target)}`)
