/**
 * Writes `docs/cli.md`: every command with its words, flags and examples, from the definitions that parse them.
 * `--print` writes to stdout instead.
 */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type * as HelpDoc from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Help from "../src/program/Help.ts"
import { type Documented, walk } from "./Documented.ts"

const page = fileURLToPath(new URL("../../../docs/cli.md", import.meta.url))

/** Angle brackets and bars would be markup. */
const escaped = (text: string): string => text.replaceAll(/[<>*_|]/g, String.raw`\$&`)

const described = (description: Option.Option<string>): string =>
  Option.match(description, { onNone: () => "", onSome: (text) => `: ${escaped(text)}` })

const flagText = ({ name, aliases, type, description }: HelpDoc.FlagDoc): string => {
  const names = [...aliases, `--${name}`].join(", ")
  return `- \`${type === "boolean" ? names : `${names} ${type.replaceAll(/[<>]/g, "")}`}\`${described(description)}`
}

const argumentText = ({ name, variadic, description }: HelpDoc.ArgDoc): string =>
  `- \`${name}${variadic ? "…" : ""}\`${described(description)}`

const groupText = ({ group, commands }: HelpDoc.SubcommandGroupDoc): string =>
  `- ${(group ?? "").toLowerCase()}: ${commands.map(({ name }) => `\`${name}\``).join(", ")}`

const exampleText = ({ command, description }: HelpDoc.ExampleDoc): string =>
  `- \`${command}\`${description === undefined ? "" : `: ${escaped(description)}`}`

const list = (title: string, items: ReadonlyArray<string>): ReadonlyArray<string> =>
  items.length === 0 ? [] : [title, "", ...items, ""]

const section = ({ path, doc }: Documented): ReadonlyArray<string> => [
  `## vebus ${path.join(" ")}`,
  "",
  escaped(doc.description),
  "",
  "```text",
  doc.usage,
  "```",
  "",
  ...list("Words:", (doc.args ?? []).map(argumentText)),
  ...list("Flags:", doc.flags.map(flagText)),
  ...list("Examples:", (doc.examples ?? []).map(exampleText))
]

const program = Effect.gen(function* () {
  const [root, ...others] = yield* walk([])
  // What only groups others has nothing to say that they do not.
  const commands = others.filter(({ doc }) => (doc.subcommands ?? []).length === 0)
  return [
    "# The command line",
    "",
    "Generated from the definitions by `npm run generate`.",
    "",
    ...list("Every command has these flags:", (root!.doc.globalFlags ?? []).map(flagText)),
    ...list(
      "Exit codes:",
      Help.exitCodes.map(([code, meaning]) => `- ${code}: ${meaning}`)
    ),
    ...list(
      "Environment:",
      Help.environment.map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    ),
    ...list("Commands:", (root!.doc.subcommands ?? []).map(groupText)),
    ...commands.flatMap(section)
  ].join("\n")
})

const text = await Effect.runPromise(program)
if (process.argv.includes("--print")) process.stdout.write(text)
else writeFileSync(page, text)
