/**
 * `vebus fleet`: the sites of many gateways, as their broker tells of them. Reference: gateway.md 5.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type * as ExitCode from "../ExitCode.ts"
import * as Flags from "../fleet/Flags.ts"
import * as Lazy from "../Lazy.ts"

const handle = (input: Flags.Input): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.flatMap(
    Lazy.load(() => import("../fleet/Run.ts")),
    (Run) => Run.run(input)
  )

export const fleet = Command.make("fleet", Flags.flags, handle).pipe(
  Command.withDescription(
    "Watch the sites of many gateways on one broker: a table that keeps up with them. Reads only, and publishes nothing."
  ),
  Command.withExamples([
    { command: "vebus fleet --broker mqtt://broker.local", description: "All sites, until Ctrl-C" },
    {
      command:
        "vebus fleet --broker mqtts://one:8883 --broker mqtts://two:8883 --username me --password-file pw",
      description: "A cluster, with a password"
    },
    {
      command: "vebus fleet --broker mqtt://broker.local --json",
      description: "What is so now, for programs"
    }
  ])
)
