/**
 * The journal: one line before a write is sent, one with what became of it. Undo and audit read it.
 *
 *     {"schema":"vebus.journal/1","time":"2026-…","plan":"…","write":0,"phase":"sending","by":"vebus set",…}
 *     {"schema":"vebus.journal/1","time":"2026-…","plan":"…","write":0,"phase":"done","outcome":{…}}
 *
 * A set-point that is held is written again and again. It is one line when it begins to be held, in place of `sending`,
 * and the last of a hold is the 0 that ends it; `plan` names the hold, `write` counts its set-points.
 *
 *     {"schema":"vebus.journal/1","time":"2026-…","plan":"…","write":0,"phase":"holding","why":"begun","watts":500,…}
 *
 * A later `done` of the same write replaces an earlier one. A journal cut short is good up to its last whole line: a
 * write is sent only once its line is safe. A torn line elsewhere was not left by a crash: nothing is written until
 * somebody has looked at it.
 * Reference: integrations.md 12.9, 12.14; decisions.md 10.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Outcome } from "./Outcome.ts"
import { Write } from "./WritePlan.ts"

/** The name and version of the form of a journal line. */
export const SCHEMA = "vebus.journal/1"

const fields = {
  schema: Schema.Literal(SCHEMA),
  /** ISO 8601 in UTC. */
  time: Schema.String,
  /** The id of the plan, and which of its writes this is, from 0. */
  plan: Schema.String,
  write: Schema.Int
}

const asked = {
  /** Who asked for it: a command, a program. */
  by: Schema.String,
  port: Schema.String,
  address: Schema.Int,
  unit: Schema.String
}

/** A write is about to be sent. */
export const Sending = Schema.Struct({
  ...fields,
  phase: Schema.Literal("sending"),
  ...asked,
  what: Write
})
export type Sending = typeof Sending.Type

/** A set-point of the ESS assistant is about to be held. */
export const Holding = Schema.Struct({
  ...fields,
  phase: Schema.Literal("holding"),
  ...asked,
  /** `stale`: nobody has set it anew in time. `ended`: nothing follows. */
  why: Schema.Literals(["begun", "set", "stale", "ended"]),
  /** The reason, where the holder of the set-point gives one: `fading: meter-lost`. */
  because: Schema.optionalKey(Schema.String),
  /** Drawn from the AC input: positive. */
  watts: Schema.Int,
  /** The RAM variable of the set-point. */
  id: Schema.Int,
  /** The frame in hex; on a ramp other set-points go before it. */
  frame: Schema.String
})
export type Holding = typeof Holding.Type

/** The outcome of a write, or of a set-point. */
export const Done = Schema.Struct({ ...fields, phase: Schema.Literal("done"), outcome: Outcome })
export type Done = typeof Done.Type

/** A line of the journal. */
export const Line = Schema.Union([Sending, Holding, Done])
export type Line = typeof Line.Type

/** Which line of a journal makes no sense, counted from 1, and why. */
export interface BadJournal {
  readonly _tag: "BadJournal"
  readonly line: number
  readonly why: string
}

const Text = Schema.fromJsonString(Line)
const isJson = (text: string): boolean => Result.isSuccess(Result.try(() => JSON.parse(text) as unknown))
const decode = Schema.decodeUnknownResult(Text)

/** A line as text, without its end. */
export const encode = Schema.encodeEffect(Text)

/** A journal that was read. */
export interface Sound {
  readonly lines: ReadonlyArray<Line>
  /** How many lines of the text are sound, blank ones among them. Behind these is what a crash left, if anything. */
  readonly count: number
}

/**
 * Reads a journal, and says how much of it is sound. The last line may lack its end or be no JSON: whoever wrote it was
 * cut off. Blank lines say nothing. Any other line that makes no sense is none that a crash leaves.
 */
export const read = (text: string): Result.Result<Sound, BadJournal> => {
  const lines: Array<Line> = []
  let count = 0
  let torn: BadJournal | null = null
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    if (line.trim() === "") continue
    if (torn !== null) return Result.fail(torn)
    const decoded = decode(line)
    if (Result.isFailure(decoded)) {
      const why = decoded.failure.message.replaceAll(/\s+/g, " ")
      torn = { _tag: "BadJournal", line: index + 1, why }
      // Whole, but of another version, say.
      if (isJson(line)) return Result.fail(torn)
      continue
    }
    lines.push(decoded.success)
    count = index + 1
  }
  return Result.succeed({ lines, count })
}

/** The lines of a journal: `read` without how much of the text they are. */
export const parse = (text: string): Result.Result<ReadonlyArray<Line>, BadJournal> =>
  Result.map(read(text), ({ lines }) => lines)
