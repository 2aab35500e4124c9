/**
 * How a command ended that failed, as one JSON document: with `--json` or `--jsonl` it is the last line on stderr, behind
 * the same in words. Warnings are text always.
 */
import * as CliError from "effect/cli/CliError"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import type { Row } from "@vebus/runtime/doctor"
import * as ExitCode from "../ExitCode.ts"
import { Failure } from "@vebus/runtime/documents"
import * as Json from "@vebus/runtime/json"
import * as Mistake from "./Mistake.ts"

/** Remedies for errors without a reason. */
const general: Partial<Record<Failure.Kind, string>> = {
  usage: 'Look at the help: "vebus COMMAND --help".',
  "no-port": 'See what there is with "vebus ports", and why it cannot be used with "vebus doctor".',
  "no-answer": '"vebus doctor" finds out why.',
  refused: "The unit, or a guard in front of it, does not allow this; the message says what is allowed.",
  "not-verified": "Look at what the unit does now before writing again.",
  "not-confirmed": "Answer y where it asks, or give --yes.",
  "bad-file": "Look at the file, at the place that the message names."
}

const reasonOf = (error: unknown): Row.Reason | null =>
  typeof error === "object" && error !== null && "reason" in error ? (error.reason as Row.Reason) : null

/** The remedy for a reason, from the causes of the doctor, which are loaded for nothing else. */
const remedyOf = (reason: Row.Reason, platform: string): Effect.Effect<string | null> =>
  Effect.map(
    Lazy.load(() => import("@vebus/runtime/doctor")),
    ({ Causes }) => {
      const cause = Causes.behind(reason)
      const { port = null, owner = null } = reason as Partial<Row.Facts>
      return cause === undefined ? null : Causes.remedyOf(cause, { platform, port, group: null, owner })
    }
  )

/** The message in words. */
const messageOf = (error: unknown): string =>
  CliError.isCliError(error) && error._tag === "ShowHelp"
    ? Mistake.message(error.errors)
    : ExitCode.messageOf(error)

/** The document of an error. */
export const document = (error: unknown, platform: string): Effect.Effect<string> =>
  Effect.gen(function* () {
    const exitCode = ExitCode.of(error)
    const kind = Failure.kindOf(exitCode)
    const reason = reasonOf(error)
    const details = error instanceof ExitCode.CommandError ? error.details : {}
    const remedy = details.remedy ?? (reason === null ? null : yield* remedyOf(reason, platform))
    return Json.line({
      schema: Failure.SCHEMA,
      kind,
      reason: reason?._tag ?? details.reason ?? null,
      message: messageOf(error),
      remedy: remedy ?? general[kind] ?? null,
      exitCode
    } satisfies Failure.Failure)
  })
