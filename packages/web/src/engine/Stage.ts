/**
 * The stage of the demo: what its user does to the mains, the loads and the cables, beside all that is done over its link.
 */
import { Change, type Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Control from "./Control.ts"
import type { Answerer } from "./Recipe.ts"
import * as Links from "./Links.ts"

/** Begins to read, and gives what answers over the link and what changes the simulation. */
export const make =
  (simulated: Driver.Simulated): Answerer =>
  (session, about) =>
    Effect.map(Control.make(session, about), (others) => (ask) => {
      if (ask._tag !== "Stage") return others(ask)
      const change = Change.decode(ask.change)
      return change._tag === "Failure"
        ? Effect.succeed(Links.failed("bad-change", change.failure.message))
        : Effect.as(simulated.control(change.success), { ok: true, value: null } as const)
    })
