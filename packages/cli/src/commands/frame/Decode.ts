/**
 * `vebus frame decode`: explains bytes from a log, a forum or a capture. Needs no port.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"

const flags = {
  hex: Argument.String("hex").pipe(
    Argument.withDescription(
      "The bytes as pasted: from a log, a hex dump, a program. Without any: read from stdin"
    ),
    Argument.variadic()
  ),
  direction: Flag.Literals("direction", ["request", "reply"]).pipe(
    Flag.withDescription(
      "Who sent the bytes: request = host, reply = adapter. Default: as the text says, else guessed"
    ),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("One JSON document (vebus.explanation/1)"),
    Flag.withDefault(false)
  )
}

export type Input = Command.Command.Config.Infer<typeof flags>

export const decode = Command.make("decode", flags, (input) =>
  Effect.flatMap(
    Effect.promise(() => import("./Explained.ts")),
    (Explained) => Explained.explained(input)
  )
).pipe(
  Command.withDescription("Explain bytes: which frames they form, what each field is, and what is wrong."),
  Command.withExamples([
    { command: 'vebus frame decode "87 FF 58 86 34 81 1F 1F A9"', description: "A frame from a log" },
    { command: "vebus frame decode --json < capture.hex", description: "A whole stream, for a program" }
  ])
)
