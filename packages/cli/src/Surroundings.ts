/**
 * The surroundings of a command: its streams, its environment, its ports and its meters. They are those of the process, unless the
 * command runs inside another program, as it does in most tests.
 */
import type { Meters } from "@vebus/gateway"
import type { Transport } from "@vebus/runtime"
import type * as PortUrl from "@vebus/runtime/port-url"
import * as Context from "effect/Context"

export interface Surroundings {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  /** The ports that the program around it has itself; `undefined` for those that have to be opened. */
  readonly portOf?: (url: PortUrl.PortUrl) => Transport.Transport["Service"] | undefined
  /** The readings of a meter, where the program around it has them itself. */
  readonly readingsOf?: typeof Meters.readings
}

/** The surroundings of the command that runs. */
export const Surroundings = Context.Reference<Surroundings>("vebus/Surroundings", {
  // Its streams are made when they are first looked at.
  defaultValue: () => process
})
