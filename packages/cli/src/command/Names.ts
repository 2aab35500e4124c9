/**
 * Names that people type: Victron's identifiers and aliases without regard to case and `_`, or numbers. A name that nothing has
 * is wrong use, found before any port is opened.
 */
import type { Device } from "@vebus/runtime"
import * as Argument from "effect/cli/Argument"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as ExitCode from "../ExitCode.ts"

/** One name or more. */
export const names = (what: string) =>
  Argument.String("name").pipe(
    Argument.withMetavar("NAME|ID"),
    Argument.withDescription(`The name of a ${what}, in any case, or its number`),
    Argument.variadic({ min: 1 })
  )

/** Words that narrow a list down. */
export const filter = Argument.String("text").pipe(
  Argument.withMetavar("TEXT"),
  Argument.withDescription("Only those whose name or label has all of these words in it, in any case"),
  Argument.variadic()
)

/** The name and the label of an entry of the tables. */
export interface Labelled {
  readonly name: string | null
  readonly label?: string | null
}

const plain = (text: string): string => text.toLowerCase().replaceAll("_", "")

/** Those of a list whose name or label has all the words. None is wrong use, told before any port is opened. */
export const filtered = <Id>(
  ids: ReadonlyArray<Id>,
  words: ReadonlyArray<string>,
  about: (id: Id) => Labelled | null,
  one: string
): Effect.Effect<ReadonlyArray<Id>, ExitCode.CommandError> => {
  const found = ids.filter((id) => {
    const entry = about(id)
    const text = plain(`${entry?.name ?? ""} ${entry?.label ?? ""}`)
    return words.every((word) => text.includes(plain(word)))
  })
  return found.length > 0
    ? Effect.succeed(found)
    : Effect.fail(ExitCode.wrongUse(`no ${one} has "${words.join(" ")}" in its name or label`))
}

/** Finds the id of a name or a number. */
export type Find<Id extends number> = (name: string) => Result.Result<Id, Device.UnknownName>

/** The ids of names, each once. Fails with the nearest names there are, and the command that shows them all. */
export const resolve = <Id extends number>(
  find: Find<Id>,
  words: ReadonlyArray<string>,
  list: string
): Effect.Effect<ReadonlyArray<Id>, ExitCode.CommandError> =>
  Effect.forEach(words, (word) =>
    Effect.mapError(Effect.fromResult(find(word)), (unknown) => ExitCode.wrongUse(unknown.reason(list)))
  ).pipe(Effect.map((ids) => [...new Set(ids)]))
