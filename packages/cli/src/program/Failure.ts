/**
 * How a command ended that failed, as one JSON document: with `--json` or `--jsonl` it is the last line on stderr, behind
 * the same in words. Warnings are text always.
 */
import * as CliError from "effect/cli/CliError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Lazy from "../Lazy.ts"
import type { Facts, Reason } from "../doctor/Row.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Json from "../output/Json.ts"
import * as Mistake from "./Mistake.ts"

export const SCHEMA = "vebus.error/1"

const kinds = {
  [ExitCode.failure]: "failure",
  [ExitCode.usage]: "usage",
  [ExitCode.noPort]: "no-port",
  [ExitCode.noAnswer]: "no-answer",
  [ExitCode.refused]: "refused",
  [ExitCode.notVerified]: "not-verified",
  [ExitCode.notConfirmed]: "not-confirmed",
  [ExitCode.badFile]: "bad-file"
} as const

type Kind = (typeof kinds)[keyof typeof kinds]

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

/** The document as a schema. */
export const Failure = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  kind: describe(Schema.Literals(Object.values(kinds)), "What sort of error it is, as the exit code says"),
  reason: describe(
    Schema.NullOr(Schema.String),
    "Which one: the tag of the reason in docs/errors.md, or the cause that the doctor found; null where there is only a message"
  ),
  message: describe(Schema.String, "What stands on stderr as text"),
  remedy: describe(Schema.NullOr(Schema.String), "What to do about it, where that is known"),
  exitCode: Schema.Int
}).annotate({ description: "Why a command failed" })

/** What helps where there is no reason that says more. */
const general: Partial<Record<Kind, string>> = {
  usage: 'Look at the help: "vebus COMMAND --help".',
  "no-port": 'See what there is with "vebus ports", and why it cannot be used with "vebus doctor".',
  "no-answer": '"vebus doctor" finds out why.',
  refused: "The unit, or a guard in front of it, does not allow this; the message says what is allowed.",
  "not-verified": "Look at what the unit does now before writing again.",
  "not-confirmed": "Answer y where it asks, or give --yes.",
  "bad-file": "Look at the file, at the place that the message names."
}

const reasonOf = (error: unknown): Reason | null =>
  typeof error === "object" && error !== null && "reason" in error ? (error.reason as Reason) : null

/** What helps about a reason, by the causes that the doctor knows. They are loaded for nothing else. */
const remedyOf = (reason: Reason, platform: string): Effect.Effect<string | null> =>
  Effect.map(
    Lazy.load(() => import("../doctor/Causes.ts")),
    (Causes) => {
      const cause = Causes.behind(reason)
      const { port = null, owner = null } = reason as Partial<Facts>
      return cause === undefined ? null : Causes.remedyOf(cause, { platform, port, group: null, owner })
    }
  )

const kindOf = (code: number): Kind => (code in kinds ? kinds[code as keyof typeof kinds] : "failure")

/** What was said in words. */
const messageOf = (error: unknown): string =>
  CliError.isCliError(error) && error._tag === "ShowHelp"
    ? Mistake.message(error.errors)
    : ExitCode.messageOf(error)

/** The document of an error. */
export const document = (error: unknown, platform: string): Effect.Effect<string> =>
  Effect.gen(function* () {
    const exitCode = ExitCode.of(error)
    const kind = kindOf(exitCode)
    const reason = reasonOf(error)
    const details = error instanceof ExitCode.CommandError ? error.details : {}
    const remedy = details.remedy ?? (reason === null ? null : yield* remedyOf(reason, platform))
    return Json.line({
      schema: SCHEMA,
      kind,
      reason: reason?._tag ?? details.reason ?? null,
      message: messageOf(error),
      remedy: remedy ?? general[kind] ?? null,
      exitCode
    } satisfies typeof Failure.Type)
  })
