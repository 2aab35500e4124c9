/**
 * The problems of a document, a piece of JSON that somebody else has written: every problem with the place where it
 * stands.
 */
import * as SchemaIssue from "effect/SchemaIssue"

/** One thing that is wrong. */
export interface Problem {
  /** Where it stands, such as `settings[id 2].raw` or `units[1].address`; empty for the whole document. */
  readonly path: string
  readonly message: string
}

/** Problems as a text, a line each. */
export const text = (problems: ReadonlyArray<Problem>): string =>
  problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("\n")

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The problems that a Schema found in a document. */
export const ofIssue = (issue: SchemaIssue.Issue, document?: unknown): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({
    path: pathOf(
      path.map((part) => (typeof part === "object" ? part.key : part)),
      document
    ),
    message
  }))

/** Entries with an id are named by it: their places change when one document is laid over another. */
const pathOf = (parts: ReadonlyArray<PropertyKey>, document: unknown): string => {
  let path = ""
  let value: unknown = document
  for (const part of parts) {
    value = isRecord(value) ? value[part] : undefined
    if (typeof part === "number")
      path += isRecord(value) && "id" in value ? `[id ${String(value["id"])}]` : `[${part}]`
    else path += path === "" ? String(part) : `.${String(part)}`
  }
  return path
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null
