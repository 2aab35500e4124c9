/**
 * The choices of a user from which a source is opened, and the functions that open it.
 */
import type { Source } from "../Source.ts"

/** The choice of the user on the start page. */
export interface Given {
  /** A recording. */
  readonly file?: File
  /** Whether any serial port will do, not an MK3 alone. */
  readonly anyPort?: boolean
}

/** Opens a source. Fails with an `Error` whose message is for people. */
export type Opener = (given: Given) => Promise<Source>
