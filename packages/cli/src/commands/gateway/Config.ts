/**
 * `vebus gateway config`: the configuration that counts, and where each value of it comes from.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import type { Errors } from "@vebus/runtime"
import type * as ExitCode from "../../ExitCode.ts"
import * as Flags from "../../command/Flags.ts"
import * as Sources from "../../gateway/Flags.ts"

const flags = { ...Sources.flags, json: Flags.json("vebus.config/1") }

const handle = ({
  json,
  ...input
}: Command.Command.Config.Infer<typeof flags>): Effect.Effect<
  void,
  Errors.TransportError | ExitCode.CommandError
> =>
  Effect.gen(function* () {
    const [{ load }, Json, Stdout] = yield* Lazy.loadAll(() => [
      import("../../gateway/Sources.ts"),
      import("@vebus/runtime/json"),
      import("../../output/Stdout.ts")
    ])
    const { entries } = yield* load(input)
    if (json) return yield* Stdout.line(Json.line({ schema: "vebus.config/1", entries }))
    const width = (of: (entry: (typeof entries)[number]) => string): number =>
      Math.max(...entries.map((entry) => of(entry).length))
    const [keys, values] = [width(({ key }) => key), width(({ value }) => value)]
    yield* Stdout.lines(
      entries.map(
        ({ key, value, origin }) => `${key.padEnd(keys)}  ${value.padEnd(Math.min(values, 32))}  # ${origin}`
      )
    )
  })

export const config = Command.make("config", flags, handle).pipe(
  Command.withDescription(
    "Show the configuration of the gateway as it counts: flag, environment, file or default. Secrets are masked."
  )
)
