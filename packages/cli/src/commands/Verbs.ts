/**
 * The verbs of `settings`, `flags` and `ram`: the same for each noun, with its own words. What reads and what writes is
 * loaded when a command runs.
 */
import type { Assignment as Assignments, Change } from "@vebus/runtime"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Lazy from "../Lazy.ts"
import * as ChangeCommand from "../change/ChangeCommand.ts"
import * as WriteFlags from "../change/WriteFlags.ts"
import * as Names from "../command/Names.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Look from "../look/Look.ts"
import { type Noun, nouns, type Reader } from "../look/Nouns.ts"

/** The help of a command. */
interface Words {
  readonly description: string
  readonly examples?: ReadonlyArray<Command.Command.Example>
}

/** Loads the reader of a noun. */
type Load<N extends Noun, Id extends number> = () => Promise<Reader<N, Id>>

/** `get NAME…`: every one of those named. */
export const get = <N extends Noun, Id extends number>(
  noun: N,
  load: Load<N, Id>,
  { description, examples = [] }: Words
) =>
  Command.make("get", { ...Look.flags(noun), names: Names.names(nouns[noun].one) }, ({ names, ...input }) =>
    Effect.gen(function* () {
      const { resolve, named } = yield* Lazy.load(load)
      const ids = yield* Names.resolve(resolve, names, `${noun} list`)
      yield* Look.look<N>(noun, input, (looking) => named(looking, ids))
    })
  ).pipe(Command.withDescription(description), Command.withExamples(examples))

/** The flags that say which ids a list is about, and what they choose. */
export interface Choice<Id extends number, Config extends Command.Command.Config> {
  readonly flags: Config
  readonly choose: (
    chosen: Command.Command.Config.Infer<Config>,
    known: ReadonlyArray<Id>
  ) => Effect.Effect<ReadonlyArray<Id>, ExitCode.CommandError>
}

/** `list [TEXT…]`: as many as the device has. */
export const list = <N extends Noun, Id extends number, Config extends Command.Command.Config>(
  noun: N,
  load: Load<N, Id>,
  { flags, choose }: Choice<Id, Config>,
  { description, examples = [] }: Words
) =>
  Command.make("list", { ...Look.flags(noun), ...flags, text: Names.filter }, (input) =>
    Effect.gen(function* () {
      const { knownIds, about, list: read } = yield* Lazy.load(load)
      const own = input as unknown as Command.Command.Config.Infer<Config> & Listing
      const ids = yield* Names.filtered(yield* choose(own, knownIds), own.text, about, nouns[noun].one)
      yield* Look.look<N>(noun, own, (looking) => read(looking, ids, own.all))
    })
  ).pipe(Command.withDescription(description), Command.withExamples(examples))

interface Listing extends Look.Input {
  readonly all: boolean
  readonly text: ReadonlyArray<string>
}

/** `set NAME VALUE`: one of them. */
export const set = <const Config extends Command.Command.Config>(
  noun: Noun,
  config: Config,
  values: string,
  change: (
    assignment: typeof Assignments,
    input: Command.Command.Config.Infer<Config> & { readonly name: string; readonly value: string }
  ) => Result.Result<Change.Change, Assignments.Wrong>,
  { description, examples = [] }: Words
) =>
  ChangeCommand.make(
    "set",
    `${noun} set`,
    {
      ...config,
      name: Argument.String("name").pipe(
        Argument.withMetavar("NAME|ID"),
        Argument.withDescription(`The name of a ${nouns[noun].one}, in any case, or its number`)
      ),
      value: Argument.String("value").pipe(Argument.withDescription(values))
    },
    (input) =>
      Effect.map(
        Lazy.load(() => import("@vebus/runtime")),
        ({ Assignment }) =>
          Assignment.all([change(Assignment, input as unknown as Parameters<typeof change>[1])])
      )
  ).pipe(Command.withDescription(description), Command.withExamples(examples))

/** `set NAME…` and `clear NAME…` of flags. */
export const turn = <const Verb extends string>(
  verb: Verb,
  on: boolean,
  { description, examples = [] }: Words
) =>
  ChangeCommand.make(
    verb,
    `flags ${verb}`,
    { ...WriteFlags.stored, names: Names.names(nouns.flags.one) },
    ({ names, to }) =>
      Effect.map(
        Lazy.load(() => import("@vebus/runtime")),
        ({ Assignment }) => Assignment.all(names.map((name) => Assignment.flag(name, on, to)))
      )
  ).pipe(Command.withDescription(description), Command.withExamples(examples))
