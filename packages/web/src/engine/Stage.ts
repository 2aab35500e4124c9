/**
 * The stage of the demo: what its user does to the mains, the loads and the cables, beside all that is done over its link.
 */
import { Change, type Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type { Answer } from "../Ask.ts"
import * as Control from "./Control.ts"
import * as Links from "./Links.ts"
import type { Answerer, Opened } from "./Recipe.ts"

const done: Answer<null> = { ok: true, value: null }

/** The questions that change the unit of the demo, refused while its user has not allowed changes. */
const WRITES: ReadonlySet<string> = new Set(["Plan", "Apply", "Undo"])

/** Begins to read, and gives what answers over the link and what changes the simulation. */
export const make =
  (simulated: Driver.Simulated, capabilities: Opened["capabilities"]): Answerer =>
  (session, about) =>
    Effect.map(Control.make(session, about), (others) => {
      let isLocked = false
      const lock = (next: boolean): Effect.Effect<Answer<null>> =>
        Effect.sync(() => {
          isLocked = next
          const settings = next ? "read" : "write"
          about.tell({ type: "capabilities", capabilities: { ...capabilities, settings } })
          return done
        })
      return (ask) => {
        if (ask._tag === "Lock" || ask._tag === "Unlock") return lock(ask._tag === "Lock")
        if (isLocked && WRITES.has(ask._tag)) return Effect.succeed(Links.notAllowed)
        if (ask._tag !== "Stage") return others(ask)
        const change = Change.decode(ask.change)
        return change._tag === "Failure"
          ? Effect.succeed(Links.failed("bad-change", change.failure.message))
          : Effect.as(simulated.control(change.success), done)
      }
    })
