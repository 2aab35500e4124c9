/**
 * Asking a person. Never where nobody sits: that is exit 7, and names the flag. Reference: integrations.md 11.
 */
import { createInterface } from "node:readline"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"
import * as Plain from "../output/Plain.ts"
import { Surroundings } from "../Surroundings.ts"

/** Asks on stderr, and takes `y` or `yes` for a yes. The end of the input is a no. */
export const question = (text: string): Effect.Effect<boolean> =>
  Effect.flatMap(Surroundings, ({ stdin, stderr }) =>
    Effect.callback((resume) => {
      const reader = createInterface({ input: stdin, output: stderr })
      let isAnswered = false
      reader.question(Plain.line(`${text} [y/N] `), (answer) => {
        isAnswered = true
        reader.close()
        resume(Effect.succeed(["y", "yes"].includes(answer.trim().toLowerCase())))
      })
      reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"))
      reader.on("close", () => {
        if (!isAnswered) resume(Effect.succeed(false))
      })
      return Effect.sync(() => reader.close())
    })
  )

/** Goes on only when every question was answered with yes. */
export const confirmed = (
  questions: ReadonlyArray<string>,
  yes: boolean
): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.gen(function* () {
    if (yes) return
    const { stdin } = yield* Surroundings
    if (!stdin.isTTY) {
      return yield* new ExitCode.CommandError(
        ExitCode.notConfirmed,
        "nothing was changed: there is no terminal to ask on. Look at the plan with --dry-run, and say --yes"
      )
    }
    for (const text of questions) {
      if (yield* question(text)) continue
      return yield* new ExitCode.CommandError(ExitCode.notConfirmed, "nothing was changed: not confirmed")
    }
  })
