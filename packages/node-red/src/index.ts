/**
 * Nodes for Node-RED: a Victron inverter/charger behind an MK2 or MK3 adapter, without a GX device.
 *
 *     vebus-connection   the inverter, shared by the others: port, and whether it may be changed
 *     vebus-readings     sends each reading, or one figure of it
 *     vebus-get          asks for something for each message
 *     vebus-set          plans and executes a change for each message
 *     vebus-frames       sends each frame of the line
 */
import { open, ports } from "@vebus/runtime/promise"
import type { Red } from "./Host.ts"
import * as Nodes from "./Nodes.ts"

export type { Message, NodeInstance, Red, Status } from "./Host.ts"
export type { Carried, Write } from "./Setting.ts"

/** Registers the nodes. `opener` opens inverters, for tests. */
const register = (red: Red, opener: typeof open = open): void => {
  const host = { red, open: opener }
  red.nodes.registerType("vebus-connection", Nodes.connection(host))
  red.nodes.registerType("vebus-readings", Nodes.readings(host))
  red.nodes.registerType("vebus-get", Nodes.get(host))
  red.nodes.registerType("vebus-set", Nodes.set(host))
  red.nodes.registerType("vebus-frames", Nodes.frames(host))
  // For the form of the connection. Nothing is opened for it.
  red.httpAdmin.get("/vebus/ports", red.auth.needsPermission("flows.write"), (_, response) => {
    ports().then(
      (found) => response.json(found.map(({ path }) => path)),
      () => response.json([])
    )
  })
}

export default register
