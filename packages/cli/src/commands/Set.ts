/**
 * `vebus set`: settings and flags by name, in one plan.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import * as ChangeCommand from "../change/ChangeCommand.ts"
import * as WriteFlags from "../change/WriteFlags.ts"

const assignments = Argument.String("assignment").pipe(
  Argument.withMetavar("NAME=VALUE"),
  Argument.withDescription(
    "A setting and its value (UBatFloat=52.5, vsUsage=3), or a flag (DisableCharge=on)"
  ),
  Argument.variadic({ min: 1 })
)

export const set = ChangeCommand.make(
  "set",
  "set",
  { ...WriteFlags.stored, assignments },
  ({ assignments: texts, to }) =>
    Effect.map(
      Lazy.load(() => import("@vebus/runtime")),
      ({ Assignment }) => Assignment.all(Assignment.joined(texts).map((text) => Assignment.parse(text, to)))
    )
).pipe(
  Command.withDescription(
    "Set settings and flags, all in one plan: vebus checks all of them before it sends the first. They go to RAM only, unless --to eeprom."
  ),
  Command.withExamples([
    {
      command: "vebus set vsUsage=3 DisableCharge=on",
      description: "Prefer the battery, until the next restart"
    },
    { command: "vebus set UBatFloat=52.5V --to eeprom", description: "Store a float voltage" },
    { command: "vebus set UBatFloat=52.5 --dry-run", description: "Only show what vebus would send" }
  ])
)
