/**
 * `vebus record`: writes down what passes between another program and the adapter, or what the adapter says unasked.
 * Sends nothing of its own.
 */
import type { Errors } from "@vebus/runtime"
import type { ServeError } from "@vebus/simulator/serve"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as ExitCode from "../ExitCode.ts"
import * as Progress from "../output/Progress.ts"
import * as Listening from "../sniff/Listening.ts"

const config = {
  file: Argument.String("file").pipe(
    Argument.withMetavar("FILE"),
    Argument.withDescription(
      "A new file for the capture (vebus.capture/1). An existing one is never overwritten"
    )
  ),
  ...Listening.flags
}

type Input = Command.Command.Config.Infer<typeof config>

const handle = ({
  file,
  ...input
}: Input): Effect.Effect<void, Errors.TransportError | ServeError | ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const startedAt = performance.now()
      const count = { rx: 0, tx: 0 }
      const sum = () =>
        `${count.tx} bytes to the adapter and ${count.rx} from it in ${Math.round((performance.now() - startedAt) / 1000)} s`
      yield* Progress.shown(() => `recording: ${sum()}`)
      yield* Listening.listen({ ...input, record: Option.some(file) }, ({ dir, bytes }) => {
        count[dir] += bytes.length
      }).pipe(
        Effect.onExit(() =>
          count.rx + count.tx === 0 ? Effect.void : Progress.say(`recorded ${sum()} to ${file}`)
        )
      )
    })
  )

export const record = Command.make("record", config, handle).pipe(
  Command.withDescription(
    "Record what passes between another program and the adapter, or what the adapter says unasked. Sends nothing itself."
  ),
  Command.withExamples([
    {
      command: "vebus record traffic.jsonl --via tcp:8139",
      description: "Another program connects to port 8139; all that passes is recorded"
    },
    { command: "vebus record idle.jsonl --for 1m", description: "A minute of what comes unasked" }
  ])
)
