/**
 * `vebus flags set`: switches flags on.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as ChangeCommand from "../../change/ChangeCommand.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"
import * as Names from "../../command/Names.ts"

export const set = ChangeCommand.make(
  "set",
  "flags set",
  { ...WriteFlags.stored, names: Names.names("flag") },
  ({ names, to }) =>
    Effect.map(
      Effect.promise(() => import("@vebus/runtime")),
      ({ Assignment }) => Assignment.all(names.map((name) => Assignment.flag(name, true, to)))
    )
).pipe(
  Command.withDescription("Switch flags on; every other flag stays as it is. RAM only unless --to eeprom."),
  Command.withExamples([{ command: "vebus flags set DisableCharge", description: "Until the next restart" }])
)
