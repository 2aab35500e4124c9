/**
 * The command `vebus`: its tree of commands, and what their end means to the shell.
 *
 * stdout carries data only; help that nobody asked for, errors and logs go to stderr. Exit codes: integrations.md 11
 * and decisions.md 4.
 */
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Lazy from "./Lazy.ts"
import { apply, plan } from "./commands/Apply.ts"
import { charge } from "./commands/Charge.ts"
import { energy } from "./commands/Energy.ts"
import { ess } from "./commands/Ess.ts"
import { fleet } from "./commands/Fleet.ts"
import { flags } from "./commands/Flags.ts"
import { doctor } from "./commands/Doctor.ts"
import { frame } from "./commands/Frame.ts"
import { gateway } from "./commands/Gateway.ts"
import { history } from "./commands/History.ts"
import { info } from "./commands/Info.ts"
import { leds } from "./commands/Leds.ts"
import { limit } from "./commands/Limit.ts"
import { lines } from "./commands/Lines.ts"
import { monitor } from "./commands/Monitor.ts"
import { ports } from "./commands/Ports.ts"
import { ram } from "./commands/Ram.ts"
import { record } from "./commands/Record.ts"
import { replay } from "./commands/Replay.ts"
import { reset } from "./commands/Reset.ts"
import { set } from "./commands/Set.ts"
import { settings } from "./commands/Settings.ts"
import { simulate } from "./commands/Simulate.ts"
import { snapshot } from "./commands/Snapshot.ts"
import { sniff } from "./commands/Sniff.ts"
import { state } from "./commands/State.ts"
import { survey } from "./commands/Survey.ts"
import { switch_ } from "./commands/Switch.ts"
import { undo } from "./commands/Undo.ts"
import * as Completions from "./program/Completions.ts"
import * as ExitCode from "./ExitCode.ts"
import * as FileMode from "./files/FileMode.ts"
import * as Help from "./program/Help.ts"
import * as Paint from "./output/Paint.ts"
import * as Plain from "./output/Plain.ts"
import * as Printing from "./output/Printing.ts"
import * as Signals from "./command/Signals.ts"
import { Surroundings } from "./Surroundings.ts"
import { version } from "./Version.ts"

/** The whole tree of commands. */
export const vebus: Command.Command<"vebus", object, object, unknown, Command.Environment> = Command.make(
  "vebus"
).pipe(
  Command.withDescription(
    "Watch, diagnose and steer a Victron inverter/charger over an MK2 or MK3 USB adapter. Not affiliated with Victron Energy."
  ),
  Command.withSubcommands([
    { group: "Watch", commands: [monitor, gateway, fleet, history] },
    {
      group: "Look",
      commands: [
        info,
        state,
        leds,
        switch_,
        limit,
        charge,
        energy,
        ram,
        snapshot,
        settings,
        flags,
        ess,
        lines
      ]
    },
    { group: "Change", commands: [set, undo, reset] },
    { group: "Keep", commands: [plan, apply] },
    { group: "Diagnose", commands: [doctor, survey, ports, sniff, record, replay, frame] },
    { group: "Simulate", commands: [simulate] }
  ]),
  Command.withGlobalFlags([Paint.noColor, FileMode.isPublic])
)

/** A text of several lines that quotes words of the user, who may have them from elsewhere: a file's name, for instance. */
const shown = (words: ReadonlyArray<string>, text: string): string =>
  words
    // What quotes them may have escaped some characters of its own.
    .flatMap((word) => word.match(/[\r\n]+[ -~]+/g) ?? [])
    .reduce((told, quoted) => told.replaceAll(quoted, Plain.visible(quoted)), text)

/** Help that was asked for is data; help after a mistake is not. */
const presenter = (words: ReadonlyArray<string>, { stdout }: Surroundings): CliOutput.Presenter => ({
  present: (event) => {
    const formatter = CliOutput.defaultFormatter({ colors: stdout.isTTY && stdout.hasColors() })
    const plain = CliOutput.defaultFormatter({ colors: false })
    switch (event._tag) {
      case "Version":
        return Console.log(event.version)
      case "Help": {
        const isRoot = event.helpDoc.subcommands !== undefined && (event.helpDoc.commandPath ?? []).length < 2
        const help = Plain.own(formatter.formatHelpDoc(event.helpDoc) + (isRoot ? Help.appendix : ""))
        return event.reason === "Requested" ? Console.log(help) : Console.error(help)
      }
      case "InvalidInvocation":
        return Effect.flatMap(
          Lazy.load(() => import("./program/Mistake.ts")),
          (Mistake) =>
            Console.error(
              Plain.lines([
                ...shown(words, plain.formatErrors(event.errors)).trim().split("\n"),
                ...event.errors.flatMap((error) => {
                  const suggestion = Mistake.suggestion(error)
                  return suggestion === null ? [] : [`  ${suggestion}`]
                }),
                ...[Help.choices(vebus, event.commandPath) ?? []].flat().map((line) => `  ${line}`),
                "",
                `See "${event.commandPath.join(" ")} --help".`
              ])
            )
        )
    }
  }
})

/** The log goes to stderr as text, one line for each message, so that no program takes it for data. */
const logger = Logger.make(
  ({ message }) => `vebus: ${Array.isArray(message) ? message.map(String).join(" ") : String(message)}`
)

const logging = Layer.mergeAll(
  Logger.layer([Logger.withConsoleError(logger)]),
  Layer.succeed(Logger.LogToStderr)(true),
  Layer.succeed(References.MinimumLogLevel)("Warn")
)

/**
 * `effect/cli` lets flags and questions use files, a terminal and other programs. No flag of ours is of such a kind, and
 * nothing is asked, so those services are not there: they are a sixth of what a start would load.
 */
const withoutEnvironment = <A, E>(effect: Effect.Effect<A, E, Command.Environment>): Effect.Effect<A, E> =>
  effect as Effect.Effect<A, E>

/** The command line: words in; out come output, and an exit that `exitCode` tells to the shell. */
export const program = (
  words: ReadonlyArray<string>,
  outside: Surroundings = process
): Effect.Effect<void, unknown> =>
  Effect.suspend(() => {
    const { around, printing } = Printing.guarded(outside)
    return Command.runWith(vebus, { version })(Help.understood(vebus, words)).pipe(
      withoutEnvironment,
      Effect.raceFirst(printing.deserted),
      Effect.andThen(printing.complete),
      Effect.tapError((error) =>
        ExitCode.isUsage(error) ? Effect.void : Console.error(`vebus: ${ExitCode.messageOf(error)}`)
      ),
      // A defect of the program.
      Effect.tapCause((cause) => {
        const error = Cause.squash(cause)
        return Cause.hasInterruptsOnly(cause) || ExitCode.isKnown(error) ? Effect.void : Console.error(error)
      }),
      Effect.tapCause((cause) => {
        if (Cause.hasInterruptsOnly(cause) || !words.some((word) => /^--jsonl?$/.test(word)))
          return Effect.void
        const error = Cause.squash(cause)
        return Effect.flatMap(
          Lazy.load(() => import("./program/Failure.ts")),
          (Failure) => Effect.flatMap(Failure.document(error, process.platform), Console.error)
        )
      }),
      Effect.provide(
        Layer.mergeAll(
          CliOutput.layerPresenter(presenter(words, around)),
          CliConfig.layer({ builtIns: Completions.builtIns }),
          ConfigProvider.layer(ConfigProvider.fromEnvRecord(around.env)),
          logging
        )
      ),
      Effect.provideService(Surroundings, around),
      Effect.provideService(FileMode.FileMode, FileMode.of(words)),
      Effect.provideService(Printing.Printing, printing),
      Effect.provideService(Console.Console, Plain.console(around))
    )
  })

/** The exit code of the end of a program. */
export const exitCode = (exit: Exit.Exit<unknown, unknown>, interruptCode = ExitCode.interrupted): number =>
  Exit.isSuccess(exit)
    ? ExitCode.success
    : Cause.hasInterruptsOnly(exit.cause)
      ? interruptCode
      : ExitCode.of(Cause.squash(exit.cause))

/** Runs the command line of this process. */
export const run = (): void => {
  Paint.obey(process.argv)
  Signals.runMain(program(process.argv.slice(2)), exitCode)
}
