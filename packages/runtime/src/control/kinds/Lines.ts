/**
 * The lines of an MK3. It is asked for them after they were set: an echo of the request could not be told from the answer.
 * Reference: protocol.md 3.8, 7; integrations.md 12.11.
 */
import { BusLines, Hex, Product, Version, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isNoReply, type LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import * as Retry from "../../link/Retry.ts"
import type { ControlError } from "../ControlError.ts"
import {
  beforehand,
  changedSince,
  LOOK,
  opposed,
  otherwise,
  sendAndLook,
  type Step
} from "../execute/Step.ts"
import * as Outcome from "../Outcome.ts"
import { answer, type Facts, type Need } from "../plan/Facts.ts"
import { framesOf } from "../plan/PlannedFrames.ts"
import * as Refuse from "../Refuse.ts"
import { eachAlone, type Kind, type Write } from "./Kind.ts"
import * as PanelState from "./panel/PanelState.ts"

/** Pulls or lets go of lines of an MK3. Those that are not named stay as they are. */
export interface LinesChange {
  readonly _tag: "Lines"
  readonly panelDetect?: boolean
  readonly standby?: boolean
}

/** The lines of an MK3, as bits. */
export const LinesWrite = Schema.TaggedStruct("Lines", { before: Words.Uint8, wanted: Words.Uint8 })
export type LinesWrite = typeof LinesWrite.Type

/** The lines as they are; `null` where there are none: an MK2 has none and never answers, and old MK3 firmware may not either. */
export const linesNow: Need<BusLines.Reply | null> = {
  ask: (session) =>
    Product.adapterName(Version.adapterType(session.identity().adapter)) === "MK3"
      ? session.ask(Question.busLines, { retry: Retry.times(2) }).pipe(
          Effect.map(({ value }) => value),
          Effect.catchIf(isNoReply, () => Effect.succeed(null))
        )
      : Effect.succeed(null)
}

/** The lines in words. */
const textOf = (lines: number): string =>
  [
    `panel detect ${(lines & BusLines.PANEL_DETECT) === 0 ? "off" : "on"}`,
    `standby ${(lines & BusLines.STANDBY) === 0 ? "off" : "on"}`
  ].join(", ")

const withLine = (lines: number, line: number, on: boolean | undefined): number =>
  on === undefined ? lines : on ? lines | line : lines & ~line

const plan = (
  { panelDetect, standby }: LinesChange,
  facts: Facts
): Result.Result<Write<LinesWrite>, ControlError> =>
  Result.gen(function* () {
    const name = "bus lines"
    const now = answer(facts, linesNow)
    if (now === null) {
      return yield* Refuse.forbidden(
        name,
        "this adapter does not report them: only an MK3 does",
        "Use an MK3"
      )
    }
    if (standby === true) yield* PanelState.mastered(name, facts)
    const before = now.lines
    const wanted = withLine(withLine(before, BusLines.PANEL_DETECT, panelDetect), BusLines.STANDBY, standby)
    return {
      name,
      action: { _tag: "Lines", before, wanted },
      before: textOf(before),
      after: textOf(wanted),
      ...framesOf(BusLines.set(wanted)),
      unchanged: before === wanted,
      notes: ["the adapter forgets it when it loses power or restarts"],
      warnings: []
    }
  })

/** How late the reply to an earlier request may still be. */
const LATE_MILLIS = 2000

/** The lines now. Replies do not say what they answer: another one than wanted is believed once all late ones have come. */
const look = (wanted: number, { ask }: Step): Effect.Effect<number, LinkError> => {
  const once = Effect.map(ask(Question.busLines, LOOK), ({ value }) => value.lines)
  return Effect.flatMap(once, (lines) =>
    lines === wanted ? Effect.succeed(lines) : Effect.andThen(Effect.sleep(LATE_MILLIS), once)
  )
}

/** Sets the lines, unless they have changed meanwhile, or another master is to be able to let the unit shut down. */
const execute = (
  { name, action: { before, wanted } }: Write<LinesWrite>,
  step: Step
): Effect.Effect<Outcome.Outcome> =>
  beforehand(
    Effect.gen(function* () {
      // Whoever else is in charge must be able to let the unit shut down.
      const pullsStandby = (wanted & ~before & BusLines.STANDBY) !== 0
      const master = pullsStandby ? yield* step.masters.heard : null
      if (master !== null) return opposed(name, master)
      const { lines: now } = (yield* step.ask(Question.busLines)).value
      if (now !== before) return changedSince(name, textOf(before), textOf(now))
      return yield* sendAndLook(step, {
        look: look(wanted, step),
        judge: (lines, attempt) => {
          if (lines === wanted) return Effect.succeed(Outcome.written("read-back"))
          if (lines === before && attempt._tag === "Unanswered") return Effect.fail(attempt.error)
          const texts = { before: textOf(before), wanted: textOf(wanted), found: textOf(lines) }
          return Effect.succeed(otherwise({ what: name, ...texts }, lines === before))
        }
      })
    })
  )

/** The lines that an MK3 pulls. */
export const lines: Kind<LinesChange, LinesWrite> = {
  turn: 3,
  changes: ["Lines"],
  subject: () => "bus lines",
  needs: ({ standby }) => ({ others: standby === true ? [PanelState.config, linesNow] : [linesNow] }),
  plan: eachAlone(plan),
  writing: {
    tag: "Lines",
    action: LinesWrite,
    destination: () => "adapter (H)",
    order: (request) =>
      request._tag === "BusLinesRequest"
        ? Question.adapter(
            `bus lines ${Hex.hexByte(request.lines ?? 0)} (H)`,
            request,
            (reply) => (reply._tag === "BusLinesReply" && reply.lines === request.lines ? reply : undefined),
            "write"
          )
        : undefined,
    pace: () => [{ name: "Lines", millis: 1000 }],
    execute,
    undo: ({ before }) => [
      {
        _tag: "Lines",
        panelDetect: (before & BusLines.PANEL_DETECT) !== 0,
        standby: (before & BusLines.STANDBY) !== 0
      }
    ]
  }
}
