/**
 * Why a document is no profile.
 */
import * as Problem from "../Problem.ts"

/** A document that is no profile. */
export interface BadProfile {
  readonly _tag: "BadProfile"
  readonly problems: ReadonlyArray<Problem.Problem>
  /** All problems, a line each. */
  readonly message: string
}

export const make = (problems: ReadonlyArray<Problem.Problem>): BadProfile => ({
  _tag: "BadProfile",
  problems,
  message: Problem.text(problems)
})
