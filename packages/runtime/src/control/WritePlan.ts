/**
 * A write plan: what would be sent, to which unit, and what it was built on. A value: made by pure code from infos and
 * old values (`plan/`), shown, confirmed, executed, and kept in the journal, from which undo makes the plan back.
 * Reference: decisions.md 6; integrations.md 12.9.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Action } from "./Kinds.ts"
import { PlannedFrame } from "./plan/PlannedFrames.ts"

export { Action } from "./Kinds.ts"
export { PlannedFrame } from "./plan/PlannedFrames.ts"
export { ChargeWrite } from "./kinds/Charge.ts"
export { LinesWrite } from "./kinds/Lines.ts"
export { PanelState, PanelWrite } from "./kinds/panel/PanelState.ts"
export { RamWrite } from "./kinds/Ram.ts"
export { RestartWrite } from "./kinds/Restart.ts"
export { SettingWrite } from "./kinds/settings/SettingWrite.ts"
export { Side } from "./kinds/Side.ts"

/** One write of a plan. */
export const Write = Schema.Struct({
  /** The name of the thing that is written: `UBatFloat`, `switch and limit`. */
  name: Schema.String,
  action: Action,
  /** Before and after, in words. */
  before: Schema.String,
  after: Schema.String,
  /** The frame that makes the change. */
  frame: Schema.String,
  /**
   * All that may go out for it, in this order; execution sends these. One without an answer may be sent again where that
   * is harmless. Plans of older versions have none.
   */
  frames: Schema.Array(PlannedFrame).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  /** It is so already: nothing is sent. */
  unchanged: Schema.Boolean,
  /** Notes for whoever confirms it. */
  notes: Schema.Array(Schema.String),
  /** Dangers: each is said before asking, and asks for a confirmation of its own. */
  warnings: Schema.Array(Schema.String)
})
export type Write = typeof Write.Type

/** The name and version of the form of a plan. */
export const SCHEMA = "vebus.plan/1"

/** Writes to one unit, in the order in which they go out. */
export const WritePlan = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** Names the plan in the journal. */
  id: Schema.String,
  /** When it was made, ISO 8601 in UTC. */
  time: Schema.String,
  port: Schema.String,
  /** The short address of the device. */
  address: Schema.Int,
  /** The unit, by its serial number or what there is instead (decisions.md 10). */
  unit: Schema.String,
  writes: Schema.Array(Write),
  /** Notes about the plan as a whole. */
  notes: Schema.Array(Schema.String),
  /** The writes to the EEPROM that it takes, which wears out. Absent where that is nothing, and in plans of older versions. */
  eeprom: Schema.optionalKey(
    Schema.Struct({
      /** How many writes this plan is. */
      writes: Schema.Int,
      /** How many there were at this unit today, in UTC. */
      today: Schema.Int,
      /** How many a day may have. */
      perDay: Schema.Int
    })
  )
})
export type WritePlan = typeof WritePlan.Type
