/**
 * The parts that all winmon commands share: their input and their outcome.
 */
import type { Winmon } from "@vebus/codec"
import type * as Device from "../Device.ts"

/** The circumstances of a winmon command. */
export interface Context {
  /** Long mode: the adapter lets long frames through and the unit can make them. */
  readonly long: boolean
  /** When the answer is made, in milliseconds. */
  readonly at: number
  /** The password that opens protected settings, or `null` when none does. */
  readonly password: ReadonlyArray<number> | null
}

/** The unit after the command, and its replies. */
export type Outcome = readonly [Device.State, ReadonlyArray<Winmon.Reply>]

/** Reply 80 with a mask of the data bytes refused; 0 stands for the code itself. */
export const notUnderstood = (info: number): Winmon.Reply => ({ _tag: "NotUnderstood", data: [info] })

/** The command is not known to this unit, or not in this mode. */
export const unknown = (device: Device.State): Outcome => [device, [notUnderstood(0)]]
