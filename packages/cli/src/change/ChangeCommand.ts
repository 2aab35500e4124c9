/**
 * Makes a command that changes something: its words become changes, and `Carry.ts` does the rest. What is wrong with the
 * words is found before any port is opened. Heavy modules are loaded when the command runs.
 */
import type { Assignment, Change, Errors } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import type { Failure } from "./Carry.ts"
import * as WriteFlags from "./WriteFlags.ts"

/**
 * A command with words of its own, `by` which name it stands in the journal, the changes that its words ask for, and what
 * to do when nobody answers.
 */
export const make = <const Name extends string, const Config extends Command.Command.Config>(
  name: Name,
  by: string,
  config: Config,
  changes: (
    input: Command.Command.Config.Infer<Config>
  ) => Effect.Effect<Result.Result<ReadonlyArray<Change.Change>, Assignment.Wrong>>,
  unheard?: (
    input: Command.Command.Config.Infer<Config> & WriteFlags.Input,
    error: Errors.DeviceError
  ) => Effect.Effect<void, Failure>
) =>
  Command.make(
    name,
    { ...WriteFlags.flags, ...config },
    (input) =>
      Effect.gen(function* () {
        const own = input as unknown as Command.Command.Config.Infer<Config> & WriteFlags.Input & Budget
        const asked = yield* Effect.mapError(
          Effect.flatMap(changes(own), Effect.fromResult),
          ExitCode.wrongUse
        )
        const Carry = yield* Lazy.load(() => import("./Carry.ts"))
        const overrideBudget = own.overrideBudget === true
        yield* Carry.carry(
          own,
          { by: `vebus ${by}`, overrideBudget },
          asked,
          unheard && ((error) => unheard(own, error))
        )
      }) as Effect.Effect<void, Failure>
  )

interface Budget {
  readonly overrideBudget?: boolean
}
