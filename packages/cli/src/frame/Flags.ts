/**
 * The words that `vebus frame decode` understands.
 */
import * as Argument from "effect/cli/Argument"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Flags from "../command/Flags.ts"

export const flags = {
  hex: Argument.String("hex").pipe(
    Argument.withDescription(
      "The bytes as pasted: from a log, a hex dump, a program. Without any, or with -: read from stdin"
    ),
    Argument.variadic()
  ),
  direction: Flag.Literals("direction", ["request", "reply"]).pipe(
    Flag.withDescription(
      "Who sent the bytes: request = host, reply = adapter. Default: as the text says, else guessed"
    ),
    Flag.optional
  ),
  json: Flags.whether("json", "One JSON document (vebus.explanation/1)")
}

export type Input = Command.Command.Config.Infer<typeof flags>
