/**
 * `vebus ess`: the ESS assistant.
 */
import * as Command from "effect/cli/Command"
import { follow } from "./ess/Follow.ts"
import { probe } from "./ess/Probe.ts"
import { show } from "./ess/Show.ts"
import { set } from "./ess/Set.ts"
import { stop } from "./ess/Stop.ts"

export const ess = Command.make("ess").pipe(
  Command.withDescription("The ESS assistant, which feeds in and charges as it is told."),
  Command.withSubcommands([show, set, probe, follow, stop])
)
