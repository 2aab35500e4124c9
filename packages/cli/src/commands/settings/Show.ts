/**
 * `vebus settings show`: what a settings file of VEConfigure says.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import * as Flags from "../../command/Flags.ts"

const config = {
  json: Flags.json("vebus.settings-file/1"),
  file: Flags.file("A settings file of VEConfigure or VRM: .rvsc, .rvms")
}

export const show = Command.make("show", config, ({ file, json }) =>
  Effect.flatMap(
    Lazy.load(() => import("../../backup/Run.ts")),
    (Run) => Run.show(file, json)
  )
).pipe(
  Command.withDescription(
    "Show what a settings file of VEConfigure says: each unit with its settings and flags, and what is not understood. Opens no port."
  ),
  Command.withExamples([
    { command: "vebus settings show boat.rvsc", description: "The settings that an installer left" },
    { command: "vebus settings show boat.rvsc --json", description: "The same for a program" }
  ])
)
