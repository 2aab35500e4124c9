/**
 * `vebus ess probe`: finds the sign of a grid meter by drawing and giving some watts, and writes 0 at the end.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { Failure } from "../../change/Carry.ts"
import * as Flags from "../../command/Flags.ts"
import * as Lazy from "../../Lazy.ts"
import { file } from "./File.ts"

const config = {
  ...file,
  dryRun: Flags.whether("dry-run", "Show what it would set, and set nothing")
}

export const probe = Command.make("probe", config, (input): Effect.Effect<void, Failure> =>
  Effect.flatMap(
    Lazy.load(() => import("../../follow/Probe.ts")),
    (Probe) => Probe.run(input)
  )
).pipe(
  Command.withDescription(
    "Find out whether a grid meter counts import as positive: draw 200 W, then give 200 W, some 20 s each, look at the meter, and set 0."
  ),
  Command.withExamples([
    { command: "vebus ess probe --config follow.yaml --dry-run", description: "What it would set" },
    { command: "vebus ess probe --config follow.yaml", description: "Ask, then do it" }
  ])
)
