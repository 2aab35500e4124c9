/**
 * Why a document is no profile: every problem with the place in the JSON where it stands.
 */
import * as SchemaIssue from "effect/SchemaIssue"

/** One thing that is wrong. */
export interface Problem {
  /** Where it stands, such as `settings[id 2].raw` or `units[1].address`; empty for the whole document. */
  readonly path: string
  readonly message: string
}

/** A document that is no profile. */
export interface BadProfile {
  readonly _tag: "BadProfile"
  readonly problems: ReadonlyArray<Problem>
  /** All problems, a line each. */
  readonly message: string
}

export const make = (problems: ReadonlyArray<Problem>): BadProfile => ({
  _tag: "BadProfile",
  problems,
  message: problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("\n")
})

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** What a Schema found wrong in a document. */
export const ofIssue = (issue: SchemaIssue.Issue, document?: unknown): BadProfile =>
  make(
    format(issue).issues.map(({ path = [], message }) => ({
      path: pathOf(
        path.map((part) => (typeof part === "object" ? part.key : part)),
        document
      ),
      message
    }))
  )

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
