/**
 * Registers that can be written, as commands for the gate: those of the paths that a GX lets be written. Pure.
 * Reference: integrations.md 5.2, 12.
 */
import * as Asked from "../venus/Asked.ts"

/** Whether a path can be written at all. */
export const isWritable = (path: string): boolean => Asked.writablePaths.includes(path.slice(1))

/** The command for a value of a path; `null`: there is none, or no such value. */
export const changeOf = (path: string, value: number): Asked.Change | null =>
  Asked.changeOf(path.slice(1), value)
