/**
 * `vebus gateway`: units on the network, and what would be shown there.
 */
import * as Command from "effect/cli/Command"
import { discovery } from "./gateway/Discovery.ts"
import { metrics } from "./gateway/Metrics.ts"

export const gateway = Command.make("gateway").pipe(
  Command.withDescription("Show units on the network: an HTTP API, MQTT with Home Assistant, Prometheus."),
  Command.withSubcommands([discovery, metrics])
)
