/**
 * The flags that make up a configuration of the gateway, beside its file and the environment.
 */
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Config from "effect/Config"
import * as Option from "effect/Option"
import * as PortUrl from "@vebus/runtime/port-url"
import * as Flags from "../command/Flags.ts"

export const flags = {
  config: Flag.String("config").pipe(
    Flag.withAlias("c"),
    Flag.withMetavar("FILE"),
    Flag.withDescription("The configuration, in YAML. Default: $VEBUS_CONFIG, else none"),
    Flag.withFallbackConfig(Config.String("VEBUS_CONFIG")),
    Flag.optional
  ),
  port: Flag.String("port").pipe(
    Flag.withAlias("p"),
    Flag.withMetavar("URL"),
    Flag.withDescription(
      `One site called "vebus", whatever the file says: ${PortUrl.expected}. Without a file: $VEBUS_PORT, else the only MK3 found`
    ),
    Flag.filter(
      (text) => Option.isSome(PortUrl.parse(text)),
      () => PortUrl.expected
    ),
    Flag.optional
  ),
  listen: Flags.text("listen", "ADDRESS", "Where to listen: 127.0.0.1:8090, [::1]:8090, 0.0.0.0:8090")
}

/** The flags of `vebus gateway` itself. */
export const running = {
  ...flags,
  demo: Flags.whether(
    "demo",
    "Without a port and without an MK3 on this machine: serve the embedded simulated inverter"
  )
}

export type Input = Command.Command.Config.Infer<typeof running>
