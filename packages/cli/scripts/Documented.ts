/**
 * The tree of commands with the help of each, as values: what pages of documentation are made of.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import type * as HelpDoc from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Completions from "../src/program/Completions.ts"
import { vebus } from "../src/Vebus.ts"

/** What the help of a command is made of. */
const helpOf = (path: ReadonlyArray<string>): Effect.Effect<HelpDoc.HelpDoc> => {
  const docs: Array<HelpDoc.HelpDoc> = []
  const presenter: CliOutput.Presenter = {
    present: (event) => Effect.sync(() => event._tag === "Help" && docs.push(event.helpDoc))
  }
  return Command.runWith(vebus, { version: "" })([...path, "--help"]).pipe(
    Effect.provide(
      Layer.mergeAll(
        NodeServices.layer,
        CliOutput.layerPresenter(presenter),
        CliConfig.layer({ builtIns: Completions.builtIns })
      )
    ),
    Effect.orDie,
    Effect.map(() => docs[0]!)
  )
}

/** A command, and its help. */
export interface Documented {
  readonly path: ReadonlyArray<string>
  readonly doc: HelpDoc.HelpDoc
}

/** A command and all below it, in the order of the help. */
export const walk = (path: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Documented>> =>
  Effect.gen(function* () {
    const doc = yield* helpOf(path)
    const names = (doc.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name))
    const below = yield* Effect.forEach(names, (name) => walk([...path, name]))
    return [{ path, doc }, ...below.flat()]
  })
