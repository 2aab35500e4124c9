/**
 * DC info: the battery side of the whole system. Charging is positive; what the inverters draw and what the chargers
 * give are magnitudes. Reference: protocol.md 3.5.1, 5.3, 5.4; integrations.md 1.
 */
import { Quantity, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Plausible from "./Plausible.ts"
import * as Ram from "./Ram.ts"

/** A quantity is `null` where the device has no scale for it, or one that makes an impossible value. */
export const Dc = Schema.Struct({
  voltage: Schema.NullOr(Quantity.Volts),
  inverterCurrent: Schema.NullOr(Quantity.Amperes),
  chargerCurrent: Schema.NullOr(Quantity.Amperes),
  /** Charger minus inverter. */
  current: Schema.NullOr(Quantity.Amperes),
  /** Voltage times current. */
  power: Schema.NullOr(Quantity.Watts),
  /** Of the inverter. */
  frequency: Schema.NullOr(Quantity.Hertz),
  raw: Schema.Struct({
    voltage: Words.Raw16,
    inverterCurrent: Words.Raw24,
    chargerCurrent: Words.Raw24,
    inverterPeriod: Words.Raw8
  }),
  time: Described.Time
})
export type Dc = typeof Dc.Type

const scaledBy = [Reading.Ram.batteryVoltage, Reading.Ram.batteryCurrent, Reading.Ram.inverterPeriod]

/** The battery side, scaled by what the master reports. */
export const read = Effect.fn("Dc.read")(function* (master: Unit): Effect.fn.Return<Dc, LinkError> {
  const told = yield* Ram.scales(master, scaledBy)
  const answer = yield* master.ask(Question.dcInfo)
  const { value: frame } = answer
  const scales = yield* Plausible.checked(
    master,
    told,
    new Map([[Reading.Ram.batteryVoltage, frame.batteryVoltageRaw]])
  )
  return {
    ...Reading.dcOf(frame, scales),
    raw: {
      voltage: frame.batteryVoltageRaw,
      inverterCurrent: frame.inverterCurrentRaw,
      chargerCurrent: frame.chargerCurrentRaw,
      inverterPeriod: frame.inverterPeriodRaw
    },
    time: Described.timeOf(answer)
  }
})
