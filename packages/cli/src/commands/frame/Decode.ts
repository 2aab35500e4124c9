/**
 * `vebus frame decode`: explains bytes from a log, a forum or a capture. Needs no port.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import { flags } from "../../frame/Flags.ts"

export const decode = Command.make("decode", flags, (input) =>
  Effect.flatMap(
    Lazy.load(() => import("../../frame/Explained.ts")),
    (Explained) => Explained.explained(input)
  )
).pipe(
  Command.withDescription("Explain bytes: the frames that they form, each field, and each fault."),
  Command.withExamples([
    { command: 'vebus frame decode "87 FF 58 86 34 81 1F 1F A9"', description: "A frame from a log" },
    { command: "vebus frame decode --json < capture.hex", description: "A whole stream, for a program" }
  ])
)
