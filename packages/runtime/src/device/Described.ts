/**
 * The parts that all documents of this folder share: facts from a table, and the time when a value arrived. A fact that
 * nobody knows is `null`. Reference: decisions.md 1.
 */
import type { RamVariable, Setting } from "@vebus/codec"
import * as Schema from "effect/Schema"

/** How well founded a name and its meaning are, the best first. */
export const Confidence = Schema.Literals(["spec", "vendor-library", "vendor-tool", "field-guess", "unknown"])

/** Why nobody should write it. */
export const Forbidden = Schema.Literals(["grid-code", "system", "irreversible"])

/** Units after scaling. A period comes in tenths of a second: 10 / value is its frequency in hertz. */
export const Unit = Schema.Literals(["V", "A", "W", "Ah", "%", "ratio", "min", "ms", "0.1 s", "°C", "V/°C"])

/** When a value arrived, ISO 8601 in UTC. */
export const Time = Schema.String

/** The facts of a table about an id. */
export const described = {
  id: Schema.Int,
  name: Schema.NullOr(Schema.String),
  label: Schema.NullOr(Schema.String),
  unit: Schema.NullOr(Unit),
  confidence: Schema.NullOr(Confidence)
}

const Described = Schema.Struct(described)

/** The entry of a table for an id, or what remains where there is none. */
export const describe = (
  id: number,
  entry: RamVariable.RamVariable | Setting.Setting | null
): typeof Described.Type => ({
  id,
  name: entry?.name ?? null,
  label: entry?.label ?? null,
  unit: entry?.unit ?? null,
  confidence: entry?.confidence ?? null
})

/** When an answer arrived, as documents tell it. */
export const timeOf = ({ time }: { readonly time: number }): string => new Date(time).toISOString()
