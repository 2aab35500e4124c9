/**
 * Which ids a list is about: those that the tables know, all that there can be, or those that were named.
 */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"

const LAST_ID = 255
const expected = "ids from 0 to 255, such as 4 or 0..63,128"

const range = (text: string): ReadonlyArray<number> | null => {
  const match = /^\s*(\d{1,3})\s*(?:\.\.\s*(\d{1,3})\s*)?$/.exec(text)
  if (match === null) return null
  const first = Number(match[1])
  const last = Number(match[2] ?? first)
  return first <= last && last <= LAST_ID
    ? Array.from({ length: last - first + 1 }, (_, index) => first + index)
    : null
}

/** The ids of a text like `4`, `0..63` or `0..3,128`, each once, in the order given. */
export const parse = (text: string): Option.Option<ReadonlyArray<number>> => {
  const ranges = text.split(",").map(range)
  return ranges.includes(null) ? Option.none() : Option.some([...new Set(ranges.flatMap((ids) => ids ?? []))])
}

/** The flags of a list. */
export const flags = {
  all: Flags.whether("all", "Ask for every id from 0 to 255, not only for those that the tables know"),
  ids: Flags.parsed("ids", "RANGES", `Ask for these ${expected}`, parse, expected).pipe(Flag.optional)
}

export interface Choice {
  readonly all: boolean
  readonly ids: Option.Option<ReadonlyArray<number>>
}

/** The ids that were chosen. */
export const choose = (
  { all, ids }: Choice,
  known: ReadonlyArray<number>
): Effect.Effect<ReadonlyArray<number>, ExitCode.CommandError> => {
  if (Option.isNone(ids)) {
    return Effect.succeed(all ? Array.from({ length: LAST_ID + 1 }, (_, id) => id) : known)
  }
  return all ? Effect.fail(ExitCode.wrongUse("expected one of --all and --ids")) : Effect.succeed(ids.value)
}
