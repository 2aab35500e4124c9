/**
 * Problems of a configuration, each with the place where it stands, what was expected and what was found.
 */
import * as SchemaIssue from "effect/SchemaIssue"

/** One thing that is wrong, at a path of keys. */
export interface Problem {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

/** The keys that may stand where another one does. */
const keysOf = (ast: unknown): ReadonlyArray<string> => {
  const { propertySignatures = [] } = ast as {
    readonly propertySignatures?: ReadonlyArray<{ readonly name: PropertyKey }>
  }
  return propertySignatures.map(({ name }) => String(name))
}

const leafHook: SchemaIssue.LeafHook = (issue) => {
  if (issue._tag === "MissingKey") return "expected a value, found none"
  if (issue._tag === "UnexpectedKey") {
    const said = issue.ast.annotations?.["messageUnexpectedKey"]
    if (typeof said === "string") return said
    const keys = keysOf(issue.ast)
    return keys.length === 0
      ? "there is no such key"
      : `there is no such key: expected one of ${keys.join(", ")}`
  }
  return SchemaIssue.defaultLeafHook(issue)
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook })

/** The problems that a schema found, in the order of its keys. */
export const ofIssue = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({
    path: path.map((part) => String(typeof part === "object" ? part.key : part)),
    message: message.charAt(0).toLowerCase() + message.slice(1)
  }))
