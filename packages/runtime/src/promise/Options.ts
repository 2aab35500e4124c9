/**
 * How an inverter is opened by a program without Effect.
 */
import type { Abortable } from "./Inverter.ts"

/** Under which conditions a program may write. `VEBUS_READ_ONLY=1` in its environment refuses every write all the same. */
export interface Policy {
  /** Who writes, for the journal. */
  readonly by: string
  /** How often the EEPROM of one unit may be written in one day (UTC); 20 unless said otherwise. */
  readonly eepromPerDay?: number
  /** The folder of the journal and of the count of EEPROM writes; that of the command line unless said otherwise. */
  readonly state?: string
}

/** How an inverter is opened. Aborting the `signal` ends the attempt, not what was opened. */
export interface Options extends Abortable {
  /** A port URL as on the command line: `/dev/ttyUSB0`, `COM3`, `tcp://host:port`, `sim:`, `replay:FILE`. Default: the only MK3 of this machine. */
  readonly port?: string
  /** The short address of the unit, 0 to 31; unless said otherwise the lowest one that answers. */
  readonly address?: number
  /**
   * Whether to wait for the adapter, the first connection and the first reading for ever instead of rejecting with the
   * reason. What makes no sense (`BadOption`, `BadRecording`) rejects all the same.
   */
  readonly retry?: boolean
  /** With `retry`: hears why there is no connection yet, each time that an attempt fails. */
  readonly onWaiting?: (reason: Error) => void
  /** Says what may be changed, and by whom. Without it nothing may. */
  readonly control?: Policy
  /** A new file for all that passes over the port. */
  readonly record?: string
  /** The folder for what devices report about themselves; that of the command line unless said otherwise. `false`: none. */
  readonly cache?: string | false
  /** How many reads may be on their way at once; 1 unless said otherwise. */
  readonly window?: 1 | 2 | 3
}
