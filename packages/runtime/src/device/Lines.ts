/**
 * The lines of the bus that an MK3 pulls to ground. An MK2 has none, and is not asked. Reference: protocol.md 3.8.
 */
import { BusLines, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Session } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Identity from "./Identity.ts"

/** The lines of the bus that an MK3 pulls to ground: `true` is pulled. */
export const Lines = Schema.Struct({
  /** The device treats a panel as present. */
  panelDetect: Schema.Boolean,
  /** The device's logic, and so the adapter, keeps its power while switched off. */
  standby: Schema.Boolean,
  raw: Words.Uint8,
  time: Described.Time
})
export type Lines = typeof Lines.Type

/** The lines, or `null` behind an MK2. */
export const read = (session: Session): Effect.Effect<Lines | null, LinkError> =>
  Effect.suspend(() =>
    Identity.adapter(session).kind === "MK2"
      ? Effect.succeed(null)
      : Effect.map(session.ask(Question.busLines), (answer): Lines => {
          const { lines } = answer.value
          return {
            panelDetect: (lines & BusLines.PANEL_DETECT) !== 0,
            standby: (lines & BusLines.STANDBY) !== 0,
            raw: lines,
            time: Described.timeOf(answer)
          }
        })
  )
