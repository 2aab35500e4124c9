/**
 * `vebus settings diff`: what differs between a file and the unit, or between two files. A file is a backup, or a settings
 * file of VEConfigure.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../change/Carry.ts"
import * as Connected from "../../command/Connected.ts"
import * as Flags from "../../command/Flags.ts"

const config = {
  ...Connected.flags,
  unit: Flags.text(
    "unit",
    "SERIAL",
    "The unit of a settings file to compare. Default: the one with the serial number of the other side"
  ),
  json: Flags.json("vebus.diff/1"),
  file: Flags.file('A file of "vebus settings backup", or a settings file of VEConfigure (.rvsc, .rvms)'),
  other: Argument.String("other").pipe(
    Argument.withMetavar("FILE"),
    Argument.withDescription("Another one. Default: what the unit holds now"),
    Argument.optional
  )
}

export const diff = Command.make("diff", config, (input): Effect.Effect<void, Failure> =>
  Effect.flatMap(
    Lazy.load(() => import("../../backup/Run.ts")),
    (Run) => Run.diff(input)
  )
).pipe(
  Command.withDescription(
    "Show the differences between a backup or a settings file of VEConfigure and the unit, or between two of them. Changes nothing."
  ),
  Command.withExamples([
    { command: "vebus settings diff before.json", description: "What has changed since a backup" },
    { command: "vebus settings diff boat.rvsc", description: "Whether a unit holds what its file says" },
    { command: "vebus settings diff spring.rvms autumn.rvms", description: "Every unit that is in both" }
  ])
)
