/**
 * `vebus limit set`: the input current limit. The switch stays as it is.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Amount from "@vebus/runtime/amount"
import * as ChangeCommand from "../../change/ChangeCommand.ts"

export const set = ChangeCommand.make(
  "set",
  "limit set",
  {
    amperes: Argument.String("amperes").pipe(
      Argument.withMetavar("AMPS|none|zero"),
      Argument.withDescription(
        "Amperes (16, 12.5A); none for the highest that the unit allows; zero by name only"
      )
    )
  },
  ({ amperes }) =>
    Effect.succeed(Result.map(amperesOf(amperes), (wanted) => [{ _tag: "Limit", amperes: wanted } as const]))
).pipe(
  Command.withDescription(
    "Set the input current limit, within the range that the unit reports. The switch stays as it is."
  ),
  Command.withExamples([{ command: "vebus limit set 6", description: "For a thin shore cable" }])
)

const amperesOf = (text: string): Result.Result<number | "none" | "zero", string> => {
  const word = text.trim().toLowerCase()
  if (word === "none" || word === "zero") return Result.succeed(word)
  const amount = Amount.parse(text, "A")
  if (Result.isFailure(amount) && amount.failure.meant !== null)
    return Result.fail(`expected amperes, found ${Amount.foundText(amount.failure)}`)
  return Result.isSuccess(amount) && "value" in amount.success && amount.success.value > 0
    ? Result.succeed(amount.success.value)
    : Result.fail(`expected amperes above 0, none, or zero by name; found "${text}"`)
}
