/**
 * The way of a change: plan, the sheet that shows it, confirmation, outcome, and the way back. A plan that holds no longer is
 * made again and shown again; a token is asked for once. Nothing is sent before `apply`.
 */
import { type ReadonlySignal, signal } from "@preact/signals"
import type { Answer, Answers, Changes, Failure } from "../Ask.ts"
import type { Source } from "../Source.ts"

type Plan = Answers["Plan"]

/** Where a change stands. */
export type Step =
  | { readonly _tag: "None" }
  | { readonly _tag: "Busy"; readonly text: string }
  /** The sheet. `note`: why it is shown again. */
  | { readonly _tag: "Plan"; readonly plan: Plan; readonly isUndo: boolean; readonly note: string | null }
  /** `message`: what was wrong with the token before. */
  | { readonly _tag: "Token"; readonly message: string | null }
  | { readonly _tag: "Refused"; readonly failure: Failure }
  | { readonly _tag: "Done"; readonly outcomes: Answers["Apply"]; readonly isUndo: boolean }

/** The way of a change. */
export interface Flow {
  readonly step: ReadonlySignal<Step>
  /** Makes a plan and shows it. */
  readonly plan: (changes: Changes) => Promise<void>
  /** Makes the plan that takes the last change back, and shows it. */
  readonly undo: () => Promise<void>
  /** Carries out the plan that is shown. */
  readonly apply: () => Promise<void>
  /** Gives the source a token, and goes on. */
  readonly unlock: (token: string) => Promise<void>
  /** Puts the sheet away. */
  readonly close: () => void
}

const CHANGED =
  "The unit is not as it was when you looked, so nothing was written. This is what would be written now."
const EXPIRED = "The plan was too old, so nothing was written. This is what would be written now."
const again: Readonly<Record<string, string>> = { "plan-changed": CHANGED, "unknown-plan": EXPIRED }
const tokens = ["bad-token", "locked"]

/** The way of changes to a source. `onDone` hears of each outcome. */
export const make = (source: Source, onDone: (outcomes: Answers["Apply"]) => void): Flow => {
  const step = signal<Step>({ _tag: "None" })
  /** The changes of the plan that is shown; `null`: it is an undo. */
  let wanted: Changes | null = null
  /** Goes on once there is a token. */
  let pending: (() => Promise<void>) | null = null

  const failed = (failure: Failure, retry: () => Promise<void>): void => {
    if (failure.reason !== null && tokens.includes(failure.reason)) {
      pending = retry
      step.value = { _tag: "Token", message: null }
    } else step.value = { _tag: "Refused", failure }
  }

  const show = async (note: string | null): Promise<void> => {
    step.value = { _tag: "Busy", text: "Asking the unit what this would change" }
    const answer: Answer<Plan> =
      wanted === null
        ? await source.ask({ _tag: "Undo" })
        : await source.ask({ _tag: "Plan", changes: wanted })
    if (answer.ok) step.value = { _tag: "Plan", plan: answer.value, isUndo: wanted === null, note }
    else failed(answer, () => show(note))
  }

  const apply = async (): Promise<void> => {
    const { value } = step
    if (value._tag !== "Plan") return
    const { plan, isUndo } = value
    step.value = { _tag: "Busy", text: "Writing, and reading back" }
    const answer = await source.ask({ _tag: "Apply", plan, confirmed: true })
    if (answer.ok) {
      step.value = { _tag: "Done", outcomes: answer.value, isUndo }
      onDone(answer.value)
      return
    }
    const note = answer.reason === null ? undefined : again[answer.reason]
    if (note !== undefined) await show(note)
    // Whoever had no token has to see the sheet again: the plan may not hold any more.
    else failed(answer, () => show(null))
  }

  return {
    step,
    plan: (changes) => {
      wanted = changes
      return show(null)
    },
    undo: () => {
      wanted = null
      return show(null)
    },
    apply,
    unlock: async (token) => {
      step.value = { _tag: "Busy", text: "Asking the gateway" }
      const answer = await source.ask({ _tag: "Unlock", token })
      if (!answer.ok) step.value = { _tag: "Token", message: answer.message }
      else if (pending === null) step.value = { _tag: "None" }
      else await pending()
    },
    close: () => {
      pending = null
      step.value = { _tag: "None" }
    }
  }
}
