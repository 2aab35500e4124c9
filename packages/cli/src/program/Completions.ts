/**
 * Shell completion: the script that `effect/cli` makes of the tree of commands, with the values that the tree itself
 * does not know: ports, names of settings, flags, RAM variables, profiles and scenarios, and which words are files.
 *
 *     vebus --completions bash >> ~/.bashrc
 */
import * as Cli from "effect/cli/Completions"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import * as CompletionScript from "./CompletionScript.ts"
import { own } from "../output/Plain.ts"

/** The known values of words whose type is only text. */
interface Known {
  /** Arguments that name something, by the first command of their path. */
  readonly names: Readonly<Record<string, ReadonlyArray<string>>>
  /** Values of flags, by the name of the flag. */
  readonly values: Readonly<Record<string, ReadonlyArray<string>>>
}

const namingArguments = ["name", "assignment"]
const files = ["file", "pty", "record", "report", "truth"]

const typeOf = <A extends Cli.FlagType | Cli.ArgumentType>(
  type: A,
  name: string,
  values: ReadonlyArray<string> | undefined
): A | Extract<Cli.FlagType, { readonly _tag: "Choice" | "Path" }> => {
  if (type._tag !== "String") return type
  if (values !== undefined) return { _tag: "Choice", values }
  return files.includes(name) ? { _tag: "Path", pathType: "file" } : type
}

/** The same commands, with what is known about their words. */
export const withKnown = (
  command: Cli.CommandDescriptor,
  known: Known,
  path: ReadonlyArray<string> = []
): Cli.CommandDescriptor => ({
  ...command,
  flags: command.flags.map((flag) => ({
    ...flag,
    // Nobody wants --no-json offered beside --json.
    negation: false as const,
    type: typeOf(flag.type, flag.name, known.values[flag.name])
  })),
  arguments: command.arguments.map((argument) => ({
    ...argument,
    type: typeOf(
      argument.type,
      argument.name,
      namingArguments.includes(argument.name) ? known.names[path[0] ?? ""] : undefined
    )
  })),
  subcommands: command.subcommands.map((subcommand) =>
    withKnown(subcommand, known, [...path, subcommand.name])
  )
})

const named = (table: ReadonlyArray<{ readonly name: string }>): ReadonlyArray<string> =>
  table.map(({ name }) => name)

/** The names in the tables of the device and the simulator. */
const tables = Effect.map(
  Lazy.loadAll(() => [import("@vebus/codec"), import("@vebus/simulator")]),
  ([{ Flag, RamVariable, Setting }, { Profile, Scenario }]): Known => ({
    names: {
      settings: named(Setting.all),
      flags: named(Flag.all),
      ram: named(RamVariable.all),
      snapshot: named(RamVariable.all),
      set: [
        ...named(Setting.all).map((name) => `${name}=`),
        ...named(Flag.all).flatMap((name) => [`${name}=on`, `${name}=off`])
      ]
    },
    values: {
      port: [
        CompletionScript.PORTS,
        "sim:",
        ...Object.keys(Profile.profiles).map((profile) => `sim:${profile}`),
        "tcp://",
        "replay:"
      ],
      profile: Object.keys(Profile.profiles),
      scenario: Object.keys(Scenario.scenarios)
    }
  })
)

/** `--completions SHELL`, in place of the one of `effect/cli`. */
const flag: typeof GlobalFlag.Completions = GlobalFlag.Action({
  flag: GlobalFlag.Completions.flag,
  run: (shell, { command }) =>
    Option.match(shell, {
      onNone: () => Effect.void,
      onSome: (name) =>
        Effect.flatMap(tables, (known) =>
          Console.log(
            own(
              CompletionScript.completed(
                name,
                Cli.generate(command.name, name, withKnown(Cli.fromCommand(command), known))
              )
            )
          )
        )
    })
})

/** The flags that every command has. The wizard asks questions, for which no command has what it takes (`Vebus.ts`). */
export const builtIns: ReadonlyArray<GlobalFlag.BuiltIn> = GlobalFlag.BuiltIns.filter(
  (builtIn) => builtIn !== GlobalFlag.Wizard
).map((builtIn) => (builtIn === GlobalFlag.Completions ? flag : builtIn))
