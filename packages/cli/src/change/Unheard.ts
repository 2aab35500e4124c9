/**
 * `vebus reset adapter` when no byte comes from the adapter: another program may have left it at another speed. There is
 * nobody to make a plan with, so what will be sent is shown, asked for and sent; and only an answer is a success.
 * Reference: protocol.md 1.7, 3.9.
 */
import { Frames, Hex, Restart } from "@vebus/codec"
import { DeafRestart, WritePolicy } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Lazy from "../Lazy.ts"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Ask from "./Ask.ts"
import * as Carry from "./Carry.ts"
import type * as WriteFlags from "./WriteFlags.ts"

const SERIAL = "serial:"

/** The port at the high speed, where it is one that has a speed. */
const fastOf = (url: string) =>
  url.startsWith(SERIAL)
    ? Effect.map(
        Lazy.load(() => import("@vebus/runtime/serial")),
        (Serial) => Serial.make(url.slice(SERIAL.length), DeafRestart.FAST_BAUD)
      )
    : Effect.succeed(null)

const restartBytes = Hex.toHex(Result.getOrThrow(Frames.toWire(Restart.request)))

const shown = (url: string, hasSpeeds: boolean): ReadonlyArray<string> => [
  `nothing answers at ${url}. What will be sent although nobody may hear it:`,
  `  at 2400 baud    ${restartBytes}`,
  ...(hasSpeeds
    ? [`  at 115200 baud  ${Hex.toHex(DeafRestart.ATTENTION)} ${restartBytes}, when nothing has come by then`]
    : [])
]

/** Shows what will be sent, asks, sends it, and tells whether the adapter answers now. */
export const restart = ({
  port,
  yes,
  dryRun
}: Pick<WriteFlags.Input, "port" | "yes" | "dryRun">): Effect.Effect<void, Carry.Failure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const slow = yield* Connected.transportOf({ port, record: Option.none() })
      const fast = yield* fastOf(slow.url)
      const lines = shown(slow.url, fast !== null)
      if (dryRun) return yield* Stdout.lines(lines)
      if (yield* WritePolicy.isReadOnly) {
        return yield* new ExitCode.CommandError(
          ExitCode.refused,
          "VEBUS_READ_ONLY is set, so nothing is changed. Unset it to write",
          { reason: "ReadOnly" }
        )
      }
      for (const line of lines) yield* Console.error(line)
      yield* Ask.confirmed(["Restart the adapter?"], yes)
      const heardAt = yield* Carry.changing(DeafRestart.restart({ slow, fast }))
      if (heardAt === null) {
        return yield* new ExitCode.CommandError(
          ExitCode.noAnswer,
          `sent, and nothing answers at ${slow.url}. Pull the VE.Bus cable out of the adapter for ten seconds: without power it forgets everything. "vebus doctor" looks at what else it may be`,
          { reason: "NoReply" }
        )
      }
      yield* Console.error(`vebus: the adapter answers again. It heard the restart at ${heardAt} baud`)
    })
  )
