/**
 * Problems over HTTP: `vebus.error/1`, as a command that fails prints it, with the status of the answer.
 */
import { Failure } from "@vebus/runtime/documents"
import * as Schema from "effect/Schema"

/** The statuses that errors have. */
export const statuses = [400, 401, 403, 404, 405, 409, 413, 415, 421, 429, 500, 503] as const
/** The status of an error. */
export type Status = (typeof statuses)[number]

const titles: Record<Status, string> = {
  400: "The request makes no sense; the message says what was expected",
  401: "The token is missing or wrong",
  403: "It is not allowed",
  404: "There is no such thing",
  405: "There is something, but this method does not go with it",
  409: "The unit is no longer as it was, or refuses it",
  413: "The body is too large",
  415: "The body is of another type than application/json",
  421: "The name in the Host header is none of this gateway",
  429: "Too many requests",
  500: "An error of the gateway",
  503: "There is no fresh answer of the unit; the message says why"
}

/** The error of a status. */
const of = <const S extends Status>(status: S) =>
  Schema.Struct({ ...Failure.Failure.fields, status: Schema.Literal(status) }).annotate({
    description: titles[status],
    httpApiStatus: status
  })

/** An error of some status. */
export interface Problem<S extends Status = Status> extends Failure.Failure {
  readonly status: S
}

/** The schemas of errors, by status. */
export const errors = {
  400: of(400),
  401: of(401),
  403: of(403),
  404: of(404),
  409: of(409),
  413: of(413),
  415: of(415),
  429: of(429),
  500: of(500),
  503: of(503)
} as const

const kinds: Record<Status, Failure.Kind> = {
  400: "usage",
  401: "refused",
  403: "refused",
  404: "usage",
  405: "usage",
  409: "refused",
  413: "usage",
  415: "usage",
  421: "refused",
  429: "refused",
  500: "failure",
  503: "no-answer"
}

/** Makes an error: a word for programs, a sentence for people, and what to do about it. */
export const problem = <const S extends Status>(
  status: S,
  reason: string | null,
  message: string,
  remedy: string | null = null
): Problem<S> => ({
  schema: Failure.SCHEMA,
  kind: kinds[status],
  reason,
  message,
  remedy,
  exitCode: Failure.exitCodeOf(kinds[status]),
  status
})

/** The problem for a status that came without words. */
export const ofStatus = (status: number): Problem => {
  const known = statuses.find((each) => each === status)
  return known === undefined
    ? { ...problem(500, null, `status ${status}`), status: status as Status }
    : problem(known, null, titles[known])
}
