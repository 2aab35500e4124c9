/**
 * `vebus record`: writes down what passes between another program and the adapter, or what the adapter says unasked.
 * Sends nothing of its own.
 */
import type { CaptureFile } from "@vebus/runtime/files"
import * as Command from "effect/cli/Command"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../ExitCode.ts"
import * as Progress from "../output/Progress.ts"
import * as Listening from "../sniff/Listening.ts"
import * as Flags from "../command/Flags.ts"

const config = {
  file: Flags.file("A new file for the capture (vebus.capture/1). An existing one is never overwritten"),
  ...Listening.flags
}

type Input = Command.Command.Config.Infer<typeof config>

const handle = ({ file, ...input }: Input): Effect.Effect<void, Listening.Failure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const startedAt = clock.currentTimeMillisUnsafe()
      const count = { rx: 0, tx: 0 }
      const sum = () =>
        `${count.tx} bytes to the adapter and ${count.rx} from it in ${Math.round((clock.currentTimeMillisUnsafe() - startedAt) / 1000)} s`
      yield* Progress.shown(() => `recording: ${sum()}`)
      const stopped = yield* Deferred.make<never, ExitCode.CommandError>()
      const onStopped = ({ cause, isKept }: CaptureFile.Stopped) => {
        const left = isKept ? "it holds all up to there" : "nothing is left of it"
        const message = `stopped recording to ${file}: ${cause}; ${left}. Is the disk full? Make room, and record to a new file`
        return Effect.asVoid(
          Effect.andThen(
            // Another program needs the adapter more than we need the file: what it sends goes on.
            Option.isSome(input.via) ? Progress.say(message) : Effect.void,
            Deferred.fail(stopped, new ExitCode.CommandError(ExitCode.failure, message))
          )
        )
      }
      const listening = Listening.listen(
        { ...input, record: Option.some(file) },
        ({ dir, bytes }) => void (count[dir] += bytes.length),
        onStopped
      )
      const isRecorded = Effect.map(Deferred.isDone(stopped), (isStopped) => !isStopped)
      yield* (
        Option.isSome(input.via) ? listening : Effect.raceFirst(listening, Deferred.await(stopped))
      ).pipe(
        Effect.onExit(() =>
          Effect.flatMap(isRecorded, (isThere) =>
            count.rx + count.tx === 0 || !isThere ? Effect.void : Progress.say(`recorded ${sum()} to ${file}`)
          )
        )
      )
      if (!(yield* isRecorded)) return yield* Deferred.await(stopped)
    })
  )

export const record = Command.make("record", config, handle).pipe(
  Command.withDescription(
    "Record the bytes between another program and the adapter, or those that the adapter sends by itself. Sends nothing."
  ),
  Command.withExamples([
    {
      command: "vebus record traffic.jsonl --via tcp:8139",
      description: "Another program connects to port 8139; all that passes is recorded"
    },
    {
      command: "vebus record idle.jsonl --for 1m",
      description: "A minute of what the adapter sends by itself"
    }
  ])
)
