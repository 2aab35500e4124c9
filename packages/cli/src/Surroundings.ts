/**
 * What a command has around it: its streams and its environment. They are those of the process, unless the command runs
 * inside another program, as it does in most tests.
 */
import * as Context from "effect/Context"

export interface Surroundings {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** The surroundings of the command that runs. */
export const Surroundings = Context.Reference<Surroundings>("vebus/Surroundings", {
  // Its streams are made when they are first looked at.
  defaultValue: () => process
})
