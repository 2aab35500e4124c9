/**
 * `vebus gateway`: units on the network. Runs until stopped. Reference: gateway.md 2, 3.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { Errors } from "@vebus/runtime"
import type * as ExitCode from "../ExitCode.ts"
import * as Lazy from "../Lazy.ts"
import { check } from "./gateway/Check.ts"
import { config } from "./gateway/Config.ts"
import { discovery } from "./gateway/Discovery.ts"
import { metrics } from "./gateway/Metrics.ts"
import * as Flags from "../gateway/Flags.ts"

const handle = (input: Flags.Input): Effect.Effect<void, Errors.TransportError | ExitCode.CommandError> =>
  Effect.flatMap(
    Lazy.load(() => import("../gateway/Run.ts")),
    (Run) => Run.run(input)
  )

export const gateway = Command.make("gateway", Flags.running, handle).pipe(
  Command.withDescription(
    "Put units on the network: a page for browsers, an HTTP API and metrics for Prometheus on http://127.0.0.1:8090; with a configuration MQTT with Home Assistant, NUT, Modbus and more. Nobody can change anything unless the configuration allows it."
  ),
  Command.withExamples([
    { command: "vebus gateway --port /dev/ttyUSB0", description: "One unit, without a configuration" },
    { command: "vebus gateway --config /etc/vebus/gateway.yaml", description: "As the file says" },
    { command: "vebus gateway --demo", description: "Try it without hardware" }
  ]),
  Command.withSubcommands([check, config, discovery, metrics])
)
