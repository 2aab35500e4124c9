/**
 * `vebus frame decode`: explains bytes from a log, a forum or a capture. Needs no port.
 */
import { Explain, Hex } from "@vebus/codec"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as ExitCode from "../../ExitCode.ts"
import * as Explanation from "../../output/Explanation.ts"
import * as Stdin from "../../Stdin.ts"
import * as Stdout from "../../output/Stdout.ts"

const flags = {
  hex: Argument.String("hex").pipe(
    Argument.withDescription("The bytes: any spacing, 0x, upper or lower case. Without any: read from stdin"),
    Argument.variadic()
  ),
  direction: Flag.Literals("direction", ["request", "reply"]).pipe(
    Flag.withDescription("Who sent the bytes: request = host, reply = adapter. Default: guessed"),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("One JSON document (vebus.explanation/1)"),
    Flag.withDefault(false)
  )
}

export const decode = Command.make("decode", flags, ({ hex, direction, json }) =>
  Effect.gen(function* () {
    const text = hex.length > 0 ? hex.join(" ") : yield* Stdin.text
    const bytes = Hex.fromHex(text)
    if (Result.isFailure(bytes)) {
      const { offset, found } = bytes.failure
      return yield* Effect.fail(
        new ExitCode.CommandError(
          ExitCode.usage,
          `expected bytes in hexadecimal like "04 FF 41 01 00 BB", found "${found.trim()}" at character ${offset + 1}`
        )
      )
    }
    if (bytes.success.length === 0) {
      return yield* Effect.fail(
        new ExitCode.CommandError(
          ExitCode.usage,
          'expected bytes in hexadecimal like "04 FF 41 01 00 BB", found none'
        )
      )
    }
    const explained = Explain.explain(bytes.success, Option.getOrUndefined(direction))
    yield* Stdout.write(json ? Explanation.json(explained) : Explanation.text(explained))
    const discarded = explained.filter(({ _tag }) => _tag === "Discarded")
    if (discarded.length > 0) {
      const count = discarded.reduce((sum, { length }) => sum + length, 0)
      return yield* Effect.fail(
        new ExitCode.CommandError(
          ExitCode.failure,
          `${count} of ${bytes.success.length} bytes formed no frame`
        )
      )
    }
  })
).pipe(
  Command.withDescription("Explain bytes: which frames they form, what each field is, and what is wrong."),
  Command.withExamples([
    { command: 'vebus frame decode "87 FF 58 86 34 81 1F 1F A9"', description: "A frame from a log" },
    { command: "vebus frame decode --json < capture.hex", description: "A whole stream, for a program" }
  ])
)
