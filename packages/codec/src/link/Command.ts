/**
 * A command: a request, the replies that can answer it, and what a host must know about it.
 */
import type { AnyFormat } from "../bytes/Format.ts"
import { type Traits, unknown } from "./Traits.ts"

/** A request with what answers it. Refusals, which answer anything, are not listed. */
export interface Command<
  Request extends AnyFormat,
  Reply extends AnyFormat,
  Effect extends Traits["effect"]
> {
  readonly request: Request
  readonly replies: ReadonlyArray<Reply>
  /** The traits of this request. */
  traits(request: Request["Type"]): Traits & { readonly effect: Effect }
}

/** A command whose type is not known. */
export type AnyCommand = Command<AnyFormat, AnyFormat, Traits["effect"]>

/** Declares a command. The traits are those of every such request, or follow from its content. */
export const answered = <
  Request extends AnyFormat,
  const Replies extends ReadonlyArray<AnyFormat>,
  Own extends Traits
>(
  request: Request,
  replies: Replies,
  traits: Own | ((request: Request["Type"]) => Own)
): Command<Request, Replies[number], Own["effect"]> => ({
  request,
  replies,
  traits: typeof traits === "function" ? traits : () => traits
})

/** The commands of modules, each of which declares one or several. */
export type CommandsOf<Module> = Module extends { readonly commands: ReadonlyArray<infer Several> }
  ? Several
  : Module extends { readonly command: infer One }
    ? One
    : never

/** The commands of some modules. */
export const commandsOf = <Modules extends object>(
  modules: Modules
): ReadonlyArray<CommandsOf<Modules[keyof Modules]> & AnyCommand> => {
  type Declaring = { readonly command?: AnyCommand; readonly commands?: ReadonlyArray<AnyCommand> }
  const all = Object.values<Declaring>(modules as Record<string, Declaring>)
  return all.flatMap(({ command, commands }) => commands ?? [command!]) as unknown as ReadonlyArray<never>
}

/** The requests of some commands. */
export const requestsOf = <const Commands extends ReadonlyArray<AnyCommand>>(commands: Commands) =>
  commands.map(({ request }) => request) as { readonly [K in keyof Commands]: Commands[K]["request"] }

/** The replies of some commands, each once. */
export const repliesOf = <const Commands extends ReadonlyArray<AnyCommand>>(
  commands: Commands
): ReadonlyArray<Commands[number]["replies"][number]> => [
  ...new Set(commands.flatMap(({ replies }) => replies))
]

/** For each request of some commands, by its tag: the tags of the replies that can answer it. */
export const tagsOfReplies = (
  commands: ReadonlyArray<AnyCommand>
): Readonly<Record<string, ReadonlyArray<string>>> =>
  Object.fromEntries(
    commands.flatMap(({ request, replies }) =>
      request.tags.map((tag) => [tag, replies.flatMap(({ tags }) => tags)] as const)
    )
  )

/** The traits of a request; the most careful ones for a request of none of these commands. */
export const traitsOf = <const Commands extends ReadonlyArray<AnyCommand>>(
  commands: Commands
): ((request: Commands[number]["request"]["Type"]) => Traits) => {
  const byTag: Record<string, AnyCommand> = Object.fromEntries(
    commands.flatMap((command) => command.request.tags.map((tag) => [tag, command]))
  )
  return (request) => byTag[(request as { readonly _tag: string })._tag]?.traits(request) ?? unknown
}
