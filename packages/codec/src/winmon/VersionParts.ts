/**
 * Joins the replies to the software version requests into one version.
 *
 *     05 -> 82 with four bytes or more   whole; combined replies are on
 *     05 -> 82 with two, 06 -> 83        in two halves, each asked for
 *
 * While it collects, 0x06 is to be asked next. Reference: protocol.md 4.5.1.
 */
import { type Spare, NONE } from "../bytes/Words.ts"
import { type Add, done, foreign } from "./Parts.ts"
import * as SoftwareVersion from "./SoftwareVersion.ts"

/** The version of a device, and what its reply told besides. */
export interface VersionInfo {
  /** As `SoftwareVersion.firmware` and `SoftwareVersion.productId` read it. */
  readonly version: number
  /** Bytes behind the version, not explained; empty in short mode. */
  readonly remainder: Spare
  /** Whether combined replies are on. */
  readonly longMode: boolean
}

/** The parts of the answer that have come: none, or the low word. */
export interface State {
  readonly _tag: "Collecting"
  readonly lowWord: number | null
}

/** Nothing collected yet. */
export const initial: State = { _tag: "Collecting", lowWord: null }

/** Adds a reply to what was collected. */
export const add: Add<State, VersionInfo> = ({ lowWord }, reply) => {
  switch (reply._tag) {
    case "SoftwareVersionReply":
      return reply.form === "long"
        ? done({ version: reply.version, remainder: reply.spare, longMode: true })
        : { _tag: "Collecting", lowWord: reply.lowWord }
    case "SoftwareVersionHighReply":
      return lowWord === null
        ? foreign
        : done({
            version: SoftwareVersion.joinWords(lowWord, reply.highWord),
            remainder: NONE,
            longMode: false
          })
    default:
      return foreign
  }
}
