/**
 * A plugin for Signal K servers: a Victron inverter/charger behind an MK2 or MK3 adapter, without a GX device.
 *
 * The server calls the function that is exported, and then `start` and `stop` as often as it likes.
 */
import { open } from "@vebus/runtime/promise"
import * as Result from "effect/Result"
import * as Feed from "./Feed.ts"
import type { Host } from "./Host.ts"
import * as Settings from "./Settings.ts"

export type { Delta, Host, Meta, PathValue, PutHandler, Reply, Update } from "./Host.ts"

/** The plugin as a Signal K server wants it. */
export interface Plugin {
  readonly id: string
  readonly name: string
  readonly description: string
  /** The form of the configuration, as JSON Schema. */
  readonly schema: () => object
  /** Begins with a configuration, once what was begun before has ended. */
  readonly start: (configuration: unknown) => void
  /** Takes back all values and closes the port. */
  readonly stop: () => Promise<void>
}

/** Makes the plugin of a server. `opener` opens inverters, for tests. */
const plugin = (host: Host, opener: typeof open = open): Plugin => {
  let feed: Feed.Feed | null = null
  let ended: Promise<void> = Promise.resolve()

  const stop = () => {
    const stopping = feed
    feed = null
    if (stopping !== null) ended = stopping.stop()
    return ended
  }

  return {
    id: Feed.ID,
    name: "VE.Bus (MK3)",
    description: "Readings of a Victron MultiPlus, Quattro or Phoenix behind an MK2 or MK3 adapter",
    schema: Settings.jsonSchema,
    start: (configuration) => {
      void stop()
      const settings = Settings.decode(configuration)
      if (Result.isFailure(settings)) return host.setPluginError(`configuration: ${settings.failure}`)
      feed = Feed.run(host, settings.success, opener, ended)
    },
    stop
  }
}

export default plugin
