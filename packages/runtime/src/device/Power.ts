/**
 * The powers of one unit: RAM variables 14 to 16, read together. Drawn from the input, to the loads, and towards the
 * battery are positive. On a phase with several units the power of the phase is the sum of theirs; but units from
 * address 3 on with firmware 100 to 158, 200 to 208 or 300 to 305 tell wrong powers.
 * Reference: protocol.md 4.5.1, 5.2; integrations.md 1.
 */
import { Quantity, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Ram from "./Ram.ts"

const parts = {
  /** Drawn from the AC input. */
  input: Schema.NullOr(Quantity.Watts),
  /** To the loads. */
  output: Schema.NullOr(Quantity.Watts),
  /** Through the inverter/charger: charging is positive. */
  inverter: Schema.NullOr(Quantity.Watts)
}

/** `null`: the unit does not tell (old firmware). */
export const Power = Schema.Struct({
  ...parts,
  raw: Schema.Struct({
    input: Schema.NullOr(Words.Raw16),
    output: Schema.NullOr(Words.Raw16),
    inverter: Schema.NullOr(Words.Raw16)
  }),
  /** `null` where nothing was read. */
  time: Schema.NullOr(Described.Time)
})
export type Power = typeof Power.Type

const { inputPower, outputPower, inverterPower } = Reading.Ram
const ids = { input: inputPower, output: outputPower, inverter: inverterPower }

/** The powers of a unit. */
export const read = (unit: Unit): Effect.Effect<Power, LinkError> =>
  Effect.map(Ram.read(unit, Object.values(ids)), ({ values }) => {
    const found = (part: keyof typeof ids) => values.find(({ id }) => id === ids[part])
    const watts = (part: keyof typeof ids) => (found(part)?.value ?? null) as Quantity.Watts | null
    const raw = (part: keyof typeof ids) => found(part)?.raw.value ?? null
    return {
      input: watts("input"),
      output: watts("output"),
      inverter: watts("inverter"),
      raw: { input: raw("input"), output: raw("output"), inverter: raw("inverter") },
      time: values[0]?.time ?? null
    }
  })
