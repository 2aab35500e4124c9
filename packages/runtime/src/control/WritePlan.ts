/**
 * A write plan: what would be sent, to which unit, and what it was built on. A value: made by pure code from infos and
 * old values (`plan/`), shown, confirmed, executed, and kept in the journal, from which undo makes the plan back.
 * Reference: decisions.md 6; integrations.md 12.9.
 */
import { SwitchRegister, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** One side of a change: the word, and what it means. */
export const Side = Schema.Struct({
  raw: Words.Raw16,
  /** In words, with its unit: `14.4 V`, `on`, `charger-only, 16 A`. */
  text: Schema.String
})
export type Side = typeof Side.Type

const Destination = Schema.Literals(["ram", "eeprom"])

/** A word that goes to a setting: a number, or a word of flags. */
export const SettingWrite = Schema.TaggedStruct("Setting", {
  id: Schema.Int,
  to: Destination,
  /** What 0x31 showed when the plan was made. */
  stored: Side,
  /** What acts according to our own record of RAM-only writes; `null` when there is none. */
  ramOnly: Schema.NullOr(Side),
  wanted: Side,
  /** The flags that change, when it is a word of flags. */
  flags: Schema.NullOr(Schema.Array(Schema.Struct({ flag: Schema.Int, on: Schema.Boolean }))),
  /** Whether it acts after a restart only. */
  needsRestart: Schema.Boolean
})
export type SettingWrite = typeof SettingWrite.Type

/** A word that goes to a RAM variable. */
export const RamWrite = Schema.TaggedStruct("Ram", {
  id: Schema.Int,
  before: Side,
  wanted: Side,
  /** Which bit of the word a boolean is; `null` when the whole word is meant. */
  bit: Schema.NullOr(Schema.Int)
})
export type RamWrite = typeof RamWrite.Type

/**
 * What a panel asks for: the position of the switch, and the input current limit in 0.1 A. 8000 and above ask for none,
 * which gives the highest that the unit allows.
 */
export const PanelState = Schema.Struct({
  position: SwitchRegister.SwitchPosition,
  limitRaw: Words.Raw16
})
export type PanelState = typeof PanelState.Type

/** Switch and limit, which travel in one frame. */
export const PanelWrite = Schema.TaggedStruct("Panel", {
  before: PanelState,
  wanted: PanelState,
  /** The AC input whose limit it is, 1 for AC1, where there are several: the one that was active. */
  input: Schema.optionalKey(Schema.Int)
})
export type PanelWrite = typeof PanelWrite.Type

/** The lines of an MK3, as bits. */
export const LinesWrite = Schema.TaggedStruct("Lines", { before: Words.Uint8, wanted: Words.Uint8 })
export type LinesWrite = typeof LinesWrite.Type

/** A charge state to be forced, once. */
export const ChargeWrite = Schema.TaggedStruct("Charge", {
  to: Schema.Literals(["absorption", "float", "equalise"])
})
export type ChargeWrite = typeof ChargeWrite.Type

/** A restart of all devices, or of the adapter. */
export const RestartWrite = Schema.TaggedStruct("Restart", {
  what: Schema.Literals(["devices", "adapter"])
})
export type RestartWrite = typeof RestartWrite.Type

/** What a write does, and what it was built on. */
export const Action = Schema.Union([
  SettingWrite,
  RamWrite,
  PanelWrite,
  LinesWrite,
  ChargeWrite,
  RestartWrite
])
export type Action = typeof Action.Type

/** A frame of a write as it goes out, in hex, and when it does. */
export const PlannedFrame = Schema.Struct({
  /** The letter of a winmon request is the first that is free, here X. */
  hex: Schema.String,
  /**
   * `always`: it makes the change. `unheard`: before it, unless the adapter passes the frames of other panels on already;
   * it moves nothing. `refused`: in place of the one that makes the change, where the unit says that it does not know that.
   */
  when: Schema.Literals(["unheard", "always", "refused"])
})
export type PlannedFrame = typeof PlannedFrame.Type

/** One write of a plan. */
export const Write = Schema.Struct({
  /** What is written, as people know it: `UBatFloat`, `switch and limit`. */
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
  /** What whoever confirms it should know. */
  notes: Schema.Array(Schema.String),
  /** What may hurt: it is said before asking, and asks for a confirmation of its own. */
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
  /** What holds for the plan as a whole. */
  notes: Schema.Array(Schema.String)
})
export type WritePlan = typeof WritePlan.Type
