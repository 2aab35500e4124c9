/**
 * `vebus ess follow`: follows a grid meter until it is stopped, and writes 0 at the end.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { Failure } from "../../change/Carry.ts"
import * as Flags from "../../command/Flags.ts"
import * as Lazy from "../../Lazy.ts"
import { file } from "./File.ts"

const config = {
  ...file,
  dryRun: Flags.whether(
    "dry-run",
    "Show for a minute what it would do, and set nothing. Needed once for each configuration"
  )
}

export const follow = Command.make("follow", config, (input): Effect.Effect<void, Failure> =>
  Effect.flatMap(
    Lazy.load(() => import("../../follow/Run.ts")),
    (Run) => Run.run(input)
  )
).pipe(
  Command.withDescription(
    "Follow a grid meter with the set-point of the ESS assistant until stopped, then set 0. No grid code is claimed: see docs/guides/ess-follow.md."
  ),
  Command.withExamples([
    {
      command: "vebus ess follow --config follow.yaml --dry-run",
      description: "A minute of what it would do"
    },
    {
      command: "vebus ess follow --config gateway.yaml --site van --dry-run",
      description: "The same, before a gateway does it"
    },
    { command: "vebus ess follow --config follow.yaml --yes", description: "Do it, until Ctrl-C" }
  ])
)
