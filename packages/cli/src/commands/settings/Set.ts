/**
 * `vebus settings set`: one setting.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as ChangeCommand from "../../change/ChangeCommand.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"

export const set = ChangeCommand.make(
  "set",
  "settings set",
  {
    ...WriteFlags.stored,
    name: Argument.String("name").pipe(
      Argument.withMetavar("NAME|ID"),
      Argument.withDescription("The name of a setting, in any case, or its number")
    ),
    value: Argument.String("value").pipe(
      Argument.withDescription("A number, with or without its unit; the name of a value; or raw:WORD")
    )
  },
  ({ name, value, to }) =>
    Effect.map(
      Effect.promise(() => import("@vebus/runtime")),
      ({ Assignment }) => Assignment.all([Assignment.setting(name, value, to)])
    )
).pipe(
  Command.withDescription(
    "Set one setting, within the range that the unit tells. RAM only unless --to eeprom."
  ),
  Command.withExamples([
    { command: "vebus settings set UBatAbsorption 57.6", description: "Until the next restart" },
    { command: "vebus settings set RepeatedAbsorptionTime 2h --to eeprom", description: "Stored" }
  ])
)
