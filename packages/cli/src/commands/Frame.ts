/**
 * `vebus frame`: frames without a port.
 */
import * as Command from "effect/cli/Command"
import { decode } from "./frame/Decode.ts"

export const frame = Command.make("frame").pipe(
  Command.withDescription("Work with frames, without a port."),
  Command.withSubcommands([decode])
)
