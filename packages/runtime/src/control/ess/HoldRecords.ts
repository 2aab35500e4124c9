/**
 * The lines of the journal about one hold: each set-point that is to be held, not each time it is written, and what
 * became of it. Reference: integrations.md 12.14.
 */
import * as Effect from "effect/Effect"
import * as Journal from "../Journal.ts"
import type { StateError } from "../StateError.ts"
import type { StateStore } from "../StateStore.ts"
import type { Outcome } from "../Outcome.ts"
import * as Records from "../Records.ts"

/** Whose hold it is. */
export type Head = Pick<Journal.Holding, "plan" | "by" | "port" | "address" | "unit">
/** A set-point that is to be held, and why it changes. */
export type Setpoint = Pick<Journal.Holding, "why" | "because" | "watts" | "id" | "frame">

/** The journal of one hold. */
export interface HoldRecords {
  /** Done when it is safe; what cannot be noted is not to be sent. */
  readonly asking: (setpoint: Setpoint) => Effect.Effect<void, StateError>
  /** Notes the outcome of the latest set-point. */
  readonly became: (outcome: Outcome) => Effect.Effect<void, StateError>
}

/** The records of a hold that is about to begin, or of one that has so many set-points in the journal already. */
export const make = (store: StateStore["Service"], head: Head, count = 0): HoldRecords => {
  let write = count - 1
  const append = (line: (time: string) => Journal.Line) =>
    Effect.flatMap(Records.isoTime, (time) => store.append(line(time)))
  return {
    asking: (setpoint) =>
      Effect.suspend(() => {
        write++
        return append((time) => ({
          schema: Journal.SCHEMA,
          time,
          plan: head.plan,
          write,
          phase: "holding",
          by: head.by,
          port: head.port,
          address: head.address,
          unit: head.unit,
          ...setpoint
        }))
      }),
    became: (outcome) =>
      append((time) => ({ schema: Journal.SCHEMA, time, plan: head.plan, write, phase: "done", outcome }))
  }
}
