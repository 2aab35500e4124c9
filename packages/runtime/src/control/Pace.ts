/**
 * How fast writes may follow each other: a unit is no loop counter. Reference: integrations.md 12.13.
 */
import * as Effect from "effect/Effect"
import * as Monotonic from "../Monotonic.ts"
import type { Action } from "./WritePlan.ts"

/** Milliseconds from one write to the next of its kind. */
const intervals = {
  Setting: 1000,
  Ram: 0,
  Switch: 5000,
  Limit: 1000,
  Lines: 1000,
  Charge: 5000,
  Restart: 5000
} as const
type Kind = keyof typeof intervals

const kindOf = (action: Action): Kind => {
  if (action._tag !== "Panel") return action._tag
  return action.before.position === action.wanted.position ? "Limit" : "Switch"
}

/** Waits until a write of this kind may go out, for one link. */
export const make = () => {
  const nextAt = new Map<Kind, number>()
  return (action: Action): Effect.Effect<void> =>
    Effect.gen(function* () {
      const kind = kindOf(action)
      const now = yield* Monotonic.millis
      const at = Math.max(now, nextAt.get(kind) ?? now)
      nextAt.set(kind, at + intervals[kind])
      yield* Effect.sleep(at - now)
    })
}
