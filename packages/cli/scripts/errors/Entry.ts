/**
 * What the page of errors says of one error, and how that looks as Markdown.
 */

/** One error: what it means, what to do, and messages of it. */
export interface Entry {
  readonly name: string
  readonly meaning: string
  readonly remedy: string
  /** What the shell gets, or `null` where no command ends with it. */
  readonly exitCode: number | null
  /** Messages as they are printed, or transcripts. */
  readonly examples: ReadonlyArray<string>
}

/** Errors that belong together. */
export interface Section {
  readonly title: string
  readonly introduction: string
  readonly entries: ReadonlyArray<Entry>
}

/** What a person writes of an error whose message and exit code come from the code. */
export interface Told<A> {
  readonly meaning: string
  readonly remedy: string
  readonly examples: ReadonlyArray<A>
}

/** The entries of a table that has a row for each error, so that a forgotten one does not compile. */
export const entries = <Name extends string, A>(
  table: { readonly [key in Name]: Told<A> },
  messageOf: (example: A) => string,
  exitCodeOf: (example: A) => number | null
): ReadonlyArray<Entry> =>
  Object.entries<Told<A>>(table).map(([name, { meaning, remedy, examples }]) => ({
    name,
    meaning,
    remedy,
    exitCode: exitCodeOf(examples[0]!),
    examples: examples.map(messageOf)
  }))

/** A link to an error of the page. */
export const link = (name: string): string =>
  `[${name}](#${name
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-")})`

const entryText = ({ name, meaning, remedy, exitCode, examples }: Entry): ReadonlyArray<string> => [
  `### ${name}`,
  "",
  `${exitCode === null ? "" : `Exit code ${exitCode}. `}${meaning}`,
  "",
  ...examples.flatMap((example) => ["```text", example, "```", ""]),
  `What to do: ${remedy}`,
  ""
]

/** A section as lines. */
export const sectionText = ({ title, introduction, entries: list }: Section): ReadonlyArray<string> => [
  `## ${title}`,
  "",
  introduction,
  "",
  ...list.flatMap(entryText)
]
