/**
 * `vebus flags clear`: switches flags off.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as ChangeCommand from "../../change/ChangeCommand.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"
import * as Names from "../../command/Names.ts"

export const clear = ChangeCommand.make(
  "clear",
  "flags clear",
  { ...WriteFlags.stored, names: Names.names("flag") },
  ({ names, to }) =>
    Effect.map(
      Effect.promise(() => import("@vebus/runtime")),
      ({ Assignment }) => Assignment.all(names.map((name) => Assignment.flag(name, false, to)))
    )
).pipe(
  Command.withDescription("Switch flags off; every other flag stays as it is. RAM only unless --to eeprom."),
  Command.withExamples([
    { command: "vebus flags clear DisableCharge", description: "Until the next restart" }
  ])
)
