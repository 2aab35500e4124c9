/**
 * Answers that change something: plans, their execution, the plan that takes the last one back. Only in workers whose user has
 * allowed changes, and in the demo.
 */
import { Assignment, Control, Link, type Session, StateStore, WritePolicy } from "@vebus/runtime"
import { Json, Outcomes } from "@vebus/runtime/documents"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Ask } from "../Ask.ts"
import type { Answering } from "./Recipe.ts"
import * as Links from "./Links.ts"
import * as Reads from "./Reads.ts"

/**
 * Under which conditions a page writes: its user has allowed it. Nothing is stored in EEPROM, since what would count that is
 * gone with the page.
 */
const policy = WritePolicy.WritePolicy.of({ by: "vebus page", eepromPerDay: 0, readOnly: false })

/** Answers questions that change something over a session; other questions are left to others. */
export const make = (
  session: Session.Session,
  others: Answering
): Effect.Effect<Answering, never, Scope.Scope> =>
  Effect.gen(function* () {
    const surroundings = Layer.mergeAll(
      Layer.succeed(Link.Link)(session),
      Layer.succeed(WritePolicy.WritePolicy)(policy),
      StateStore.inMemory
    )
    const services = yield* Layer.build(Layer.provide(Control.layer, surroundings))
    const control = Context.get(services, Control.Control)
    return (ask: Ask) => {
      switch (ask._tag) {
        case "Plan": {
          const changes = Assignment.changesOf(ask.changes)
          return changes._tag === "Failure"
            ? Effect.succeed(Links.failed("bad-change", changes.failure))
            : Reads.answered(control.plan(changes.success))
        }
        case "Apply":
          return Reads.answered(
            Effect.gen(function* () {
              const told = yield* control.execute(ask.plan)
              return Outcomes.of(ask.plan, told, yield* Json.now)
            })
          )
        case "Undo":
          return Reads.answered(control.undo())
        default:
          return others(ask)
      }
    }
  })
