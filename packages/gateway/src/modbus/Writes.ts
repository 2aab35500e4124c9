/**
 * Registers that can be written, as commands for the gate: those of the paths that a GX lets be written, and the set-point of
 * ESS, which gives way to 0 after a minute without another one. Pure. Reference: integrations.md 5.2, 12.
 */
import * as Asked from "../venus/Asked.ts"

/** The set-point, in watts drawn from the AC input. */
const SET_POINT = "/Hub4/L1/AcPowerSetpoint"

/** Whether a path can be written at all. */
export const isWritable = (path: string): boolean =>
  path === SET_POINT || Asked.writablePaths.includes(path.slice(1))

/** The command for a value of a path; `null`: there is none, or no such value. */
export const changeOf = (path: string, value: number): Asked.Change | null =>
  path === SET_POINT ? { target: "ess_setpoint", value } : Asked.changeOf(path.slice(1), value)
