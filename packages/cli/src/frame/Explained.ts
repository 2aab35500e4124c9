/**
 * The work of `vebus frame decode`: all that it needs the codec for, so that no other command loads it.
 */
import { Explain } from "@vebus/codec"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as ExitCode from "../ExitCode.ts"
import * as Explanation from "./Explanation.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Stdin from "./Stdin.ts"
import { Surroundings } from "../Surroundings.ts"
import type { Input } from "./Flags.ts"
import { hintOf } from "./Hint.ts"
import * as Paste from "./Paste.ts"

const notBytes = ({ line, found, hint }: Paste.NotBytes, isOneLine: boolean): string =>
  `${isOneLine ? "" : `line ${line}: `}expected bytes in hexadecimal like "04 FF 41 01 00 BB", found "${found}"${hint === null ? "" : ` (${hint})`}`

/** The word that many programs take for stdin. */
const STDIN = "-"

const pasted = Effect.gen(function* () {
  const { stdin } = yield* Surroundings
  if (stdin.isTTY) yield* Console.error("Paste the bytes, then end with Ctrl-D.")
  return yield* Stdin.text
})

/** Explains what was given, or comes on stdin. */
export const explained = ({ hex, direction, json }: Input): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const isOnStdin = hex.length === 0 || (hex.length === 1 && hex[0] === STDIN)
    const text = (isOnStdin ? yield* pasted : hex.join(" ")).trimEnd()
    const runs = Paste.read(text)
    if (Result.isFailure(runs)) return yield* ExitCode.wrongUse(notBytes(runs.failure, !text.includes("\n")))
    if (runs.success.length === 0)
      return yield* ExitCode.wrongUse('expected bytes in hexadecimal like "04 FF 41 01 00 BB", found none')

    const explained: Array<Explain.Explained> = []
    let count = 0
    for (const run of runs.success) {
      const side = Option.getOrElse(direction, () => run.direction ?? undefined)
      for (const piece of Explain.explain(run.bytes, side)) explained.push(Explain.shift(piece, count))
      count += run.bytes.length
    }
    const hint = explained.some(({ _tag }) => _tag === "Frame") ? null : hintOf(runs.success)
    yield* Stdout.lines(json ? Explanation.json(explained, hint) : Explanation.text(explained))

    const discarded = explained.filter(({ _tag }) => _tag === "Discarded")
    if (discarded.length === 0) return
    const lost = discarded.reduce((sum, { length }) => sum + length, 0)
    return yield* new ExitCode.CommandError(
      ExitCode.failure,
      `${lost} of ${count} bytes formed no frame${hint === null ? "" : `: ${hint.text}`}`
    )
  })
