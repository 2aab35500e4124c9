/**
 * How a command ended that failed, as one JSON document: with `--json` or `--jsonl` it is the last line on stderr, behind
 * the same in words. Warnings are text always.
 */
import type { Errors } from "@vebus/runtime"
import * as CliError from "effect/cli/CliError"
import * as Schema from "effect/Schema"
import type { Cause } from "../doctor/Diagnosis.ts"
import { remedy } from "../doctor/Remedy.ts"
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

type Reason = Errors.TransportReason["_tag"] | Errors.DeviceReason["_tag"]

/** What the doctor would call it. */
const causes: Partial<Record<Reason, Cause>> = {
  NotFound: "no-such-port",
  Several: "several-adapters",
  PermissionDenied: "permission",
  Busy: "busy-port",
  OpenFailed: "cannot-open",
  Lost: "lost",
  Asleep: "asleep",
  NoReply: "only-version-frames",
  Garbage: "wrong-baud"
}

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

interface Reasoned {
  readonly _tag: string
  readonly port?: string | null
  readonly owner?: { readonly pid: number; readonly name: string } | null
}

const reasonOf = (error: unknown): Reasoned | null =>
  typeof error === "object" && error !== null && "reason" in error ? (error.reason as Reasoned) : null

const remedyOf = (reason: Reasoned | null, kind: Kind, platform: string): string | null => {
  const cause = reason === null ? undefined : causes[reason._tag as Reason]
  if (reason === null || cause === undefined) return general[kind] ?? null
  const { port = null, owner = null } = reason
  const meant = cause === "no-such-port" && port === null ? "no-adapter" : cause
  return remedy(meant, { platform, port, group: null, owner })
}

const kindOf = (code: number): Kind => (code in kinds ? kinds[code as keyof typeof kinds] : "failure")

/** What was said in words. */
const messageOf = (error: unknown): string =>
  CliError.isCliError(error) && error._tag === "ShowHelp"
    ? Mistake.message(error.errors)
    : ExitCode.messageOf(error)

/** The document of an error. */
export const document = (error: unknown, platform: string): string => {
  const exitCode = ExitCode.of(error)
  const kind = kindOf(exitCode)
  const reason = reasonOf(error)
  const details = error instanceof ExitCode.CommandError ? error.details : {}
  return Json.line({
    schema: SCHEMA,
    kind,
    reason: reason?._tag ?? details.reason ?? null,
    message: messageOf(error),
    remedy: details.remedy ?? remedyOf(reason, kind, platform),
    exitCode
  } satisfies typeof Failure.Type)
}
