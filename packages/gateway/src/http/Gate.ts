/**
 * Changes over HTTP: the questions to the gate (`Commands.ts`), and the answers to its refusals.
 */
import type { Change, Outcome, WritePlan } from "@vebus/runtime"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Allowed } from "./Documents.ts"
import * as Problem from "./Problem.ts"

/** Why the gate refuses: a word for programs, a sentence for people. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** The gate as HTTP sees it. */
export class Gate extends Context.Service<
  Gate,
  {
    /** The permissions at a site. */
    readonly allowed: (site: string) => Allowed
    /** Makes a plan of changes, which holds for a minute under its id. */
    readonly plan: (
      site: string,
      changes: ReadonlyArray<Change.Change>,
      address: number | undefined
    ) => Effect.Effect<WritePlan.WritePlan, Refusal>
    /** Makes the plan that takes the last change of a unit back. */
    readonly undo: (site: string, address: number | undefined) => Effect.Effect<WritePlan.WritePlan, Refusal>
    /** Executes a plan by its id, once. */
    readonly execute: (
      site: string,
      id: string
    ) => Effect.Effect<
      { readonly plan: WritePlan.WritePlan; readonly outcomes: ReadonlyArray<Outcome.Outcome> },
      Refusal
    >
    /** Commands a target that is no plan: the set-point, or the mode or target of grid control. */
    readonly steer: (site: string, target: string, value: string | number) => Effect.Effect<void, Refusal>
    /** The set-point that is held, in watts; `null`: none. */
    readonly held: (site: string) => number | null
  }
>()("@vebus/gateway/http/Gate") {}

type Status = 400 | 403 | 404 | 409 | 429 | 503

const statuses: Readonly<Record<string, Status>> = {
  "unknown-site": 404,
  "unknown-plan": 404,
  "unknown-target": 400,
  "bad-value": 400,
  "bad-command": 400,
  "not-allowed": 403,
  "out-of-bounds": 403,
  "read-only": 403,
  forbidden: 403,
  "too-many": 429,
  "not-following": 404,
  "no-link": 503,
  "no-reply": 503,
  asleep: 503,
  lost: 503,
  restarted: 503,
  garbage: 503,
  "gave-up": 503,
  expired: 503,
  "shutting-down": 503,
  "not-audited": 503
}

/** The answer to what the gate refuses. What the unit or its state does not allow is a conflict. */
export const problemOf = ({ code, message }: Refusal): Problem.Problem<Status> =>
  Problem.problem(statuses[code] ?? 409, code, message)
