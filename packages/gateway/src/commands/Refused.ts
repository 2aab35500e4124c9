/**
 * Why a command from outside changed nothing, or did not come out: a word for programs, a sentence for people.
 */
import { Outcome } from "@vebus/runtime"
import type { ControlError, Errors, StateStore, WritePlan } from "@vebus/runtime"
import * as Schema from "effect/Schema"

/** The words. Those of the layers below come besides: `out-of-range`, `other-master`, `timeout`, ... */
export type Code =
  | "unknown-site"
  | "unknown-target"
  | "unknown-plan"
  | "bad-value"
  | "bad-command"
  | "not-allowed"
  | "out-of-bounds"
  | "retained"
  | "expired"
  | "superseded"
  | "busy"
  | "too-many"
  | "plan-changed"
  | "no-link"
  | "not-audited"
  | "shutting-down"
  | (string & {})

/** Nothing was sent, or it did not come out. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  code: Schema.String,
  message: Schema.String
}) {}

/** Refuses with a word and a sentence. */
export const refused = (code: Code, message: string): Refused => new Refused({ code, message })

/** A tag as a word: `OutOfRange` is `out-of-range`. */
export const wordOf = (tag: string): string => tag.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()

/** A failure of the layers below. */
export const ofError = (
  error: ControlError.ControlError | Errors.LinkError | StateStore.StateError
): Refused => refused(wordOf("reason" in error ? error.reason._tag : error._tag), error.message)

/** The reason why an executed plan stopped; `null` where all of it was written. */
export const ofOutcomes = (
  writes: ReadonlyArray<WritePlan.Write>,
  outcomes: ReadonlyArray<Outcome.Outcome>
): Refused | null => {
  const place = outcomes.findIndex((outcome) => !Outcome.isDone(outcome))
  if (place < 0) return null
  const outcome = outcomes[place]!
  return refused(
    "cause" in outcome ? wordOf(outcome.cause._tag) : "not-reached",
    `${writes[place]?.name ?? "a write"} ${Outcome.message(outcome)}`
  )
}
