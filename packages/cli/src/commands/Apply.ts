/**
 * `vebus plan` and `vebus apply`: settings and flags as a file wants them. `plan` shows what would be sent, `apply` is the
 * same, confirmed and verified.
 */
import type { Change } from "@vebus/runtime"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Lazy from "../Lazy.ts"
import type { Failure } from "../change/Carry.ts"
import * as WriteFlags from "../change/WriteFlags.ts"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"

const file = Argument.String("file").pipe(
  Argument.withMetavar("FILE.yaml"),
  Argument.withDescription(
    "Named settings and flags: settings: {UBatFloat: 52.5}, flags: {DisableCharge: on}"
  )
)

/** Makes the plan of a file, and carries it out as far as was asked for. */
const carry = (
  path: string,
  by: string,
  input: WriteFlags.Input & {
    readonly to: Option.Option<Change.Destination>
    readonly overrideBudget: boolean
  }
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const [Carry, GivenFile, PlanFile] = yield* Lazy.loadAll(() => [
      import("../change/Carry.ts"),
      import("../files/GivenFile.ts"),
      import("../change/PlanFile.ts")
    ])
    const bad = (message: string) => new ExitCode.CommandError(ExitCode.badFile, message)
    const text = yield* GivenFile.read(path)
    const changes = yield* Effect.fromResult(
      Result.mapError(PlanFile.parse(text, Option.getOrNull(input.to)), ({ line, message }) =>
        bad(`${path}:${line}: ${message}`)
      )
    )
    yield* Carry.carry(input, { by, overrideBudget: input.overrideBudget }, changes)
  })

export const plan = Command.make(
  "plan",
  { ...Connected.flags, to: WriteFlags.inPlaceOf, json: Flags.json("vebus.plan/1"), file },
  ({ file: path, ...input }) =>
    carry(path, "vebus plan", { ...input, yes: false, dryRun: true, overrideBudget: false })
).pipe(
  Command.withDescription(
    "Show the changes that would bring settings and flags to the values of a file. Changes nothing."
  )
)

const applyFlags = {
  ...WriteFlags.flags,
  to: WriteFlags.inPlaceOf,
  overrideBudget: WriteFlags.stored.overrideBudget,
  file
}

export const apply = Command.make("apply", applyFlags, ({ file: path, ...input }) =>
  carry(path, "vebus apply", input)
).pipe(
  Command.withDescription(
    "Bring settings and flags to the values of a file: one plan, confirmed and verified."
  )
)
