/**
 * Prints the page of the manual, vebus(1), from the definitions that parse the commands: `node manual.ts DATE`.
 */
import type * as HelpDoc from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Help from "../src/program/Help.ts"
import { version } from "../src/Version.ts"
import { type Documented, walk } from "./Documented.ts"

/** A line of text as roff has it: nothing in it is a request, and a hyphen can be copied into a shell. */
const plain = (text: string): string =>
  text
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replace(/^[.']/gm, (sign) => String.raw`\&` + sign)

const bold = (text: string): string => String.raw`\fB${plain(text)}\fR`

/** Something with what is said of it, indented. */
const item = (head: string, text: string): ReadonlyArray<string> => [".TP", head, plain(text)]

const textOf = (description: Option.Option<string>): string => Option.getOrElse(description, () => "")

const flag = ({ name, aliases, type, description }: HelpDoc.FlagDoc): ReadonlyArray<string> =>
  item(
    `${[...aliases, `--${name}`].map(bold).join(", ")}${type === "boolean" ? "" : ` ${plain(type.replaceAll(/[<>]/g, ""))}`}`,
    textOf(description)
  )

const argument = ({ name, variadic, description }: HelpDoc.ArgDoc): ReadonlyArray<string> =>
  item(bold(`${name}${variadic ? " ..." : ""}`), textOf(description))

const example = ({ command, description }: HelpDoc.ExampleDoc): ReadonlyArray<string> =>
  item(bold(command), description ?? "")

const part = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [".PP", title, ...lines]

const command = ({ path, doc }: Documented): ReadonlyArray<string> => [
  `.SS ${plain(`vebus ${path.join(" ")}`)}`,
  plain(doc.description),
  ".PP",
  bold(doc.usage),
  ...(doc.args ?? []).flatMap(argument),
  ...doc.flags.flatMap(flag),
  ...part("Examples:", (doc.examples ?? []).flatMap(example))
]

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  `.SH ${title}`,
  ...lines
]

const [date = ""] = process.argv.slice(2)

const page = Effect.gen(function* () {
  const [root, ...others] = yield* walk([])
  const commands = others.filter(({ doc }) => (doc.subcommands ?? []).length === 0)
  return [
    `.TH VEBUS 1 "${date}" "vebus ${version}" "User Commands"`,
    ...section("NAME", [String.raw`vebus \- watch and steer a Victron inverter/charger`]),
    ...section("SYNOPSIS", [`${bold("vebus")} command [flags] [words]`]),
    ...section("DESCRIPTION", [plain(root!.doc.description)]),
    ...section("OPTIONS", (root!.doc.globalFlags ?? []).flatMap(flag)),
    ...section("COMMANDS", commands.flatMap(command)),
    ...section(
      "EXIT STATUS",
      Help.exitCodes.flatMap(([code, meaning]) => item(bold(String(code)), meaning))
    ),
    ...section(
      "ENVIRONMENT",
      Help.environment.flatMap(([name, meaning]) => item(bold(name), meaning))
    ),
    ""
  ].join("\n")
})

process.stdout.write(await Effect.runPromise(page))
