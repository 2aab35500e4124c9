/**
 * `vebus ram set`: writes a RAM variable, without the EEPROM.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as ChangeCommand from "../../change/ChangeCommand.ts"

export const set = ChangeCommand.make(
  "set",
  "ram set",
  {
    name: Argument.String("name").pipe(
      Argument.withMetavar("NAME|ID"),
      Argument.withDescription("The name of a RAM variable, in any case, or its number")
    ),
    value: Argument.String("value").pipe(
      Argument.withDescription("A number, with or without its unit; on or off; or raw:WORD")
    )
  },
  ({ name, value }) =>
    Effect.map(
      Effect.promise(() => import("@vebus/runtime")),
      ({ Assignment }) => Assignment.all([Assignment.ram(name, value)])
    )
).pipe(
  Command.withDescription(
    "Write a RAM variable. The unit goes on computing, and may show another value at once."
  ),
  Command.withExamples([{ command: "vebus ram set 131 raw:0", description: "By number, the raw word" }])
)
