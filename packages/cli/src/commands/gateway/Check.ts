/**
 * `vebus gateway check`: whether a configuration is right, and where not. Opens no port.
 */
import type { Errors } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as ExitCode from "../../ExitCode.ts"
import * as Lazy from "../../Lazy.ts"
import * as Flags from "../../command/Flags.ts"

const handle = ({
  file
}: {
  readonly file: string
}): Effect.Effect<void, Errors.TransportError | ExitCode.CommandError> =>
  Effect.gen(function* () {
    const [Sources, Stdout] = yield* Lazy.loadAll(() => [
      import("../../gateway/Sources.ts"),
      import("../../output/Stdout.ts")
    ])
    const { config } = yield* Sources.load({
      config: Option.some(file),
      port: Option.none(),
      listen: Option.none()
    })
    yield* Sources.check(config)
    const names = Object.keys(config.sites)
    yield* Stdout.line(`${file} is right: ${names.length === 1 ? "site" : "sites"} ${names.join(", ")}`)
  })

export const check = Command.make("check", { file: Flags.file("The configuration, in YAML") }, handle).pipe(
  Command.withDescription(
    "Say what is wrong with a configuration of the gateway, and in which line. Exit code 8 if anything is."
  )
)
