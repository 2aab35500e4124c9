/**
 * Outcomes: what became of each write of a plan. The unit holds what the outcome says, or the outcome says that nobody
 * knows.
 */
import * as Schema from "effect/Schema"
import { DeviceReason, type LinkError, TransportReason } from "../Errors.ts"
import { StateError } from "./StateError.ts"
import { type ControlError, ControlReason } from "./ControlError.ts"

/** Why a write did not come out: one of the reasons of the layers below. */
export const Cause = Schema.Union([ControlReason, DeviceReason, TransportReason, StateError])
export type Cause = typeof Cause.Type

/** It was so already; nothing was sent. */
export const Unchanged = Schema.TaggedStruct("Unchanged", {})
/**
 * The unit holds what was wanted: it was read back, seen to act, or, where neither is possible (RAM-only), acknowledged.
 */
export const Written = Schema.TaggedStruct("Written", {
  proof: Schema.Literals(["read-back", "observed", "acknowledged", "sent"]),
  needsRestart: Schema.Boolean
})
/** The unit holds what it held before. */
export const NotWritten = Schema.TaggedStruct("NotWritten", { cause: Cause })
/** Nobody knows whether the unit holds the old or the new value. */
export const Unknown = Schema.TaggedStruct("Unknown", { cause: Cause })
/** The unit shows neither the old nor the new value. */
export const NotVerified = Schema.TaggedStruct("NotVerified", { cause: Cause })
/** An earlier write of the plan did not come out, so this one was not begun. */
export const NotReached = Schema.TaggedStruct("NotReached", {})

/** The outcome of one write. */
export const Outcome = Schema.Union([Unchanged, Written, NotWritten, Unknown, NotVerified, NotReached])
export type Outcome = typeof Outcome.Type

/** The cause of a failure of the link or of the records, or of a refusal. */
export const causeOf = (error: LinkError | StateError | ControlError): Cause =>
  error._tag === "StateError" ? error : error.reason

/** It was not written. */
export const notWritten = (cause: Cause): Outcome => ({ _tag: "NotWritten", cause })

/** Nobody knows. */
export const unknown = (cause: Cause): Outcome => ({ _tag: "Unknown", cause })

/** The unit shows something else. */
export const notVerified = (cause: Cause): Outcome => ({ _tag: "NotVerified", cause })

/** It was written, by this proof. */
export const written = (proof: (typeof Written.Type)["proof"], needsRestart = false): Outcome => ({
  _tag: "Written",
  proof,
  needsRestart
})

/** Whether the unit holds what was wanted. */
export const isDone = ({ _tag }: Outcome): boolean => _tag === "Unchanged" || _tag === "Written"

/** One sentence for people, to follow the name of what was written. */
export const message = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Unchanged":
      return "is so already, nothing was sent"
    case "Written":
      return `${proofs[outcome.proof]}${outcome.needsRestart ? "; it acts after a restart of the unit" : ""}`
    case "NotWritten":
      return `was not written: ${outcome.cause.message}`
    case "Unknown":
      return `may have been written or not: ${outcome.cause.message}`
    case "NotVerified":
      return `is not what was wanted: ${outcome.cause.message}`
    case "NotReached":
      return "was not begun"
  }
}

const proofs = {
  "read-back": "written and read back",
  observed: "written, and seen to act",
  acknowledged: "written; the unit acknowledged, and cannot be asked what acts",
  sent: "sent; the unit does not acknowledge it"
} as const
