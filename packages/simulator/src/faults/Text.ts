/**
 * Fault plans as one word of a command line, such as `drop=5%,flip=2%,noise=5%,unplug@10s+2s`:
 *
 *     plan   = [ item { "," item } ]
 *     item   = fault "=" share                  a share of frames, always
 *            | fault "@" time "+" time          every frame, from a time on, for so long
 *            | ("unplug" | "sleep") "@" time "+" time
 *            | ("restart" | "long-mode") "@" time
 *            | "delay-by=" time                 how late a delayed frame is
 *            | "seed=" integer
 *     fault  = [ "replies." | "requests." ] kind     of replies when neither is said
 *     kind   = "drop" | "delay" | ...                `KINDS` in `Plan.ts`
 *     share  = number [ "%" ]                        5% or 0.05
 *     time   = number ( "ms" | "s" | "min" | "h" )   10s, 1.5s, 350ms; a 0 needs no unit
 *
 * Blanks around items do no harm. What is said twice holds as said last; events add up.
 */
import * as Result from "effect/Result"
import * as Span from "../Span.ts"
import * as Plan from "./Plan.ts"

/** Text that is no fault plan: the item, where it stops making sense (counted from 0), and what should stand there. */
export interface BadFaults {
  readonly _tag: "BadFaults"
  readonly item: string
  readonly offset: number
  readonly expected: string
  readonly found: string
}

/** A failure in one sentence, for people. */
export const message = ({ item, offset, expected, found }: BadFaults): string =>
  `faults: expected ${expected} at character ${offset + 1} (in "${item}"), found ${found === "" ? "nothing" : `"${found}"`}`

type Parsed<A> = Result.Result<A, BadFaults>

const WAYS = { replies: "reply", requests: "request" } as const
const OUTAGES = ["unplug", "sleep"] as const
const INCIDENTS = ["restart", "long-mode"] as const

const oneOf = (words: ReadonlyArray<string>): string => words.join(", ")

const isIn = <const A extends string>(words: ReadonlyArray<A>, word: string): word is A =>
  (words as ReadonlyArray<string>).includes(word)

/** Reads a plan. Total: gives a plan or says where the text stops being one, and what should stand there. */
export const parse = (text: string): Parsed<Plan.FaultPlan> => {
  let plan: Plan.FaultPlan = {}
  let start = 0
  for (const part of text.trim() === "" ? [] : text.split(",")) {
    const blanks = part.length - part.trimStart().length
    const added = withItem(plan, part.trim(), start + blanks)
    if (Result.isFailure(added)) return added
    plan = added.success
    start += part.length + 1
  }
  return Result.succeed(plan)
}

/** Adds an item that stands at an offset of the whole text. */
const withItem = (plan: Plan.FaultPlan, item: string, start: number): Parsed<Plan.FaultPlan> => {
  const fail = (at: number, expected: string, found = item.slice(at)): Parsed<never> =>
    Result.fail({ _tag: "BadFaults", item, offset: start + at, expected, found })
  const nameEnd = item.search(/[=@]/)
  if (nameEnd < 0) return fail(item.length, `"=" or "@"`)
  const name = item.slice(0, nameEnd)
  const valueAt = nameEnd + 1
  const isShare = item[nameEnd] === "="
  const addEvent = (event: Plan.Event) => Result.succeed({ ...plan, events: [...(plan.events ?? []), event] })

  if (isShare && name === "seed") {
    const digits = item.slice(valueAt)
    const seed = Number(digits)
    return /^-?\d+$/.test(digits) && Number.isSafeInteger(seed)
      ? Result.succeed({ ...plan, seed })
      : fail(valueAt, "an integer")
  }
  if (isShare && name === "delay-by") {
    const delayMillis = Span.parse(item.slice(valueAt))
    return delayMillis === null ? fail(valueAt, Span.EXPECTED) : Result.succeed({ ...plan, delayMillis })
  }
  if (!isShare && isIn(INCIDENTS, name)) {
    const atMillis = Span.parse(item.slice(valueAt))
    return atMillis === null ? fail(valueAt, Span.EXPECTED) : addEvent({ kind: name, atMillis })
  }

  const dot = name.indexOf(".")
  const way = dot < 0 ? "replies" : name.slice(0, dot)
  if (way !== "replies" && way !== "requests") return fail(0, `"replies." or "requests."`, name)
  const kinds: ReadonlyArray<Plan.Kind> = way === "replies" ? Plan.KINDS : Plan.LINE_KINDS
  const kind = name.slice(dot + 1)

  if (isShare) {
    if (!isIn(kinds, kind)) return fail(dot + 1, `one of ${oneOf([...kinds, "seed", "delay-by"])}`, kind)
    const share = shareOf(item.slice(valueAt))
    if (share === null) return fail(valueAt, "a share such as 5% or 0.05")
    return Result.succeed({ ...plan, [way]: { ...plan[way], [kind]: share } })
  }
  const isOutage = dot < 0 && isIn(OUTAGES, kind)
  if (!isOutage && !isIn(kinds, kind)) {
    return fail(dot + 1, `one of ${oneOf([...OUTAGES, ...INCIDENTS, ...kinds])}`, kind)
  }
  const plus = item.indexOf("+", valueAt)
  const atMillis = Span.parse(item.slice(valueAt, plus < 0 ? item.length : plus))
  if (atMillis === null) return fail(valueAt, Span.EXPECTED)
  if (plus < 0) return fail(item.length, `"+" and for how long`)
  const forMillis = Span.parse(item.slice(plus + 1))
  if (forMillis === null) return fail(plus + 1, Span.EXPECTED)
  const span = { atMillis, forMillis }
  // The kind was just found among those of its way.
  return addEvent(isOutage ? { kind, ...span } : ({ kind, direction: WAYS[way], ...span } as Plan.Event))
}

const sharePattern = /^(\d+(?:\.\d+)?)(%?)$/

/** 0 to 1, or `null` when the text is no share. */
const shareOf = (text: string): number | null => {
  const match = sharePattern.exec(text)
  if (match === null) return null
  const share = Number(match[1]) / (match[2] === "%" ? 100 : 1)
  return share <= 1 ? share : null
}

/** Writes a plan as the text that `parse` reads. */
export const format = (plan: Plan.FaultPlan): string => {
  const items: Array<string> = []
  for (const way of ["replies", "requests"] as const) {
    const prefix = way === "replies" ? "" : `${way}.`
    for (const [kind, share] of Object.entries(plan[way] ?? {}))
      items.push(`${prefix}${kind}=${shareText(share)}`)
  }
  for (const event of plan.events ?? []) items.push(eventText(event))
  if (plan.delayMillis !== undefined) items.push(`delay-by=${Span.format(plan.delayMillis)}`)
  if (plan.seed !== undefined) items.push(`seed=${plan.seed}`)
  return items.join(",")
}

const eventText = (event: Plan.Event): string => {
  const prefix = "direction" in event && event.direction === "request" ? "requests." : ""
  const span = "forMillis" in event ? `+${Span.format(event.forMillis)}` : ""
  return `${prefix}${event.kind}@${Span.format(event.atMillis)}${span}`
}

/** A share as a text of which `parse` makes the same number. */
const shareText = (share: number): string => {
  const percent = Number((share * 100).toPrecision(12))
  if (percent / 100 === share && !String(percent).includes("e")) return `${percent}%`
  const [digits = "", exponent] = String(share).split("e-")
  return exponent === undefined ? digits : `0.${"0".repeat(Number(exponent) - 1)}${digits.replace(".", "")}`
}
