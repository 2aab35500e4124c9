/**
 * Messages and exit codes for answers that are missing. Reference: decisions.md 4, 9.
 */
import type { Errors } from "@vebus/runtime"
import type { Content } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"

/** The things that ids are about. */
export interface Kind {
  readonly one: string
  readonly many: string
  /** The command that lists them is `list` of this. */
  readonly noun: string
  readonly nameOf: (id: number) => string | null
}

/** So many are named; a list of all the others helps nobody, and the document has them. */
const NAMED = 8

const called = ({ nameOf }: Kind, id: number): string => {
  const name = nameOf(id)
  return name === null ? `${id}` : `${id} (${name})`
}

const allCalled = (kind: Kind, ids: ReadonlyArray<number>): string => {
  const rest = ids.length - NAMED
  const names = ids
    .slice(0, NAMED)
    .map((id) => called(kind, id))
    .join(", ")
  return rest > 0 ? `${names} and ${rest} more` : names
}

/** That some did not answer, or `null`. A device that refuses has answered. */
const unanswered = ({ missing: list }: Content.Incomplete, kind: Kind): ExitCode.CommandError | null => {
  // That there was no time left says more than how one of them ended.
  const first = list.find(({ error }) => error.reason._tag === "GaveUp") ?? list[0]
  if (first === undefined) return null
  const code = list.every(({ error }) => ExitCode.of(error) === ExitCode.refused)
    ? ExitCode.refused
    : ExitCode.noAnswer
  const ids = allCalled(
    kind,
    list.map(({ id }) => id)
  )
  return new ExitCode.CommandError(
    code,
    `${list.length === 1 ? kind.one : `${list.length} ${kind.many}`} missing: ${ids}: ${first.error.message}`
  )
}

/** That the device does not have some, or `null`. */
const absent = ({ unsupported }: Content.Incomplete, kind: Kind): ExitCode.CommandError | null =>
  unsupported.length === 0
    ? null
    : new ExitCode.CommandError(
        ExitCode.refused,
        `the device has no ${kind.one} ${allCalled(kind, unsupported)}. "vebus ${kind.noun} list" shows those it has`
      )

/** Why a list is not whole, or `null`: devices need not have all that the tables know, but one that has none says so. */
export const ofList = (
  partial: Content.Incomplete,
  count: number,
  kind: Kind
): ExitCode.CommandError | null =>
  unanswered(partial, kind) ??
  (count > 0 || partial.unsupported.length === 0
    ? null
    : new ExitCode.CommandError(ExitCode.refused, `the device has none of these ${kind.many}`))

/** Why not all that was named is there, or `null`. */
export const ofNamed = (partial: Content.Incomplete, kind: Kind): ExitCode.CommandError | null =>
  unanswered(partial, kind) ?? absent(partial, kind)

/** The answers, or the first reason why there is none at all: questions in vain are no list. */
export const unlessNothing = <A>(
  { unsupported, missing: [first] }: Content.Incomplete,
  count: number,
  found: A
): Effect.Effect<A, Errors.LinkError> =>
  count + unsupported.length === 0 && first !== undefined ? Effect.fail(first.error) : Effect.succeed(found)
