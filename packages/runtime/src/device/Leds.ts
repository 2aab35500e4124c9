/**
 * Lamps, alarms and the VE.Bus error of the system. Old adapters report lamps alone: the rest is then `null`.
 * Reference: protocol.md 3.4.
 */
import { Alarm, LedMasks, LedPatterns, Leds as Frame, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"

const named = { name: Schema.String, label: Schema.String }

/** The lamps, and what they and the adapter tell is wrong. */
export const Leds = Schema.Struct({
  /** `null`: the device knows nothing about its lamps. */
  lamps: Schema.NullOr(LedMasks.LampStates),
  /** The meaning of the lit lamps together. */
  patterns: Schema.Array(Schema.Struct({ ...named, isAlarm: Schema.Boolean })),
  alarms: Schema.NullOr(Schema.Array(Schema.Struct(named))),
  /** The VE.Bus error, code 0 for none; a label of `null` means that nobody knows the code. */
  error: Schema.NullOr(Schema.Struct({ code: Schema.Int, label: Schema.NullOr(Schema.String) })),
  adapterBlocked: Schema.NullOr(Schema.Boolean),
  raw: Schema.Struct({
    on: Words.Uint8,
    blink: Words.Uint8,
    alarms: Schema.NullOr(Words.Uint8),
    status: Schema.NullOr(Words.Uint8),
    unexplained: Words.Spare
  }),
  time: Described.Time
})
export type Leds = typeof Leds.Type

/** The lamps of the system and what they tell. */
export const read = (unit: Unit): Effect.Effect<Leds, LinkError> =>
  Effect.map(unit.ask(Question.leds), (answer) => {
    const { value: frame } = answer
    const { on, blink, alarms, status, unexplained } = frame
    const code = Frame.vebusError(frame)
    return {
      lamps: LedMasks.lampStates(frame),
      patterns: LedPatterns.meanings(frame, code),
      alarms: alarms === null ? null : Alarm.ofMask(alarms),
      error: code === null ? null : { code, label: Alarm.vebusError(code) },
      adapterBlocked: Frame.isAdapterBlocked(frame),
      raw: { on, blink, alarms, status, unexplained },
      time: Described.timeOf(answer)
    }
  })
