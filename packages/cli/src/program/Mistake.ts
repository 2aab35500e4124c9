/**
 * The mistake in the words of a command line, and the nearest of the words that the parser expected.
 */
import { Names } from "@vebus/codec"
import type * as CliError from "effect/cli/CliError"

/** The nearest of the words that were expected, as a sentence. */
export const suggestion = (error: CliError.NonShowHelpErrors): string | null => {
  if (error._tag !== "InvalidValue" || !/^"[^"]+"(?: \| "[^"]+")+$/.test(error.expected)) return null
  const words = error.expected.split(" | ").map((word) => ({ name: word.slice(1, -1) }))
  const [nearest] = Names.nearest(words, error.value, 1)
  return nearest === undefined ? null : `Did you mean ${nearest}?`
}

/** All that is wrong, in one sentence or two. */
export const message = (errors: ReadonlyArray<CliError.NonShowHelpErrors>): string =>
  errors.length === 0
    ? "no command"
    : errors
        .flatMap((error) => [error.message, suggestion(error) ?? []].flat())
        .join(" ")
        .replaceAll(/\s+/g, " ")
