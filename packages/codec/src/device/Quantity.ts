/**
 * Quantities: numbers with their unit in the type. Free at run time, and plain numbers in JSON. `Scale.ts` makes them
 * from the device's words. Signs: integrations.md 1 (battery charging, AC input drawn, AC output to the loads are
 * positive).
 */
import * as Schema from "effect/Schema"

/** A finite number of volts. */
export const Volts = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Volts"))
export type Volts = typeof Volts.Type
/** A finite number of amperes. */
export const Amperes = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Amperes"))
export type Amperes = typeof Amperes.Type
/** A finite number of watts. */
export const Watts = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Watts"))
export type Watts = typeof Watts.Type
/** A finite number of hertz. */
export const Hertz = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Hertz"))
export type Hertz = typeof Hertz.Type
/** A finite number of joules. */
export const Joules = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Joules"))
export type Joules = typeof Joules.Type
/** A finite number of degrees Celsius. */
export const DegreesCelsius = /* @__PURE__ */ Schema.Finite.pipe(
  /* @__PURE__ */ Schema.brand("DegreesCelsius")
)
export type DegreesCelsius = typeof DegreesCelsius.Type
/** A part of a whole, 0 to 1. */
export const Ratio = /* @__PURE__ */ Schema.Finite.pipe(/* @__PURE__ */ Schema.brand("Ratio"))
export type Ratio = typeof Ratio.Type

/** A number for people and files: at most six significant digits, never `-0`. */
export const printable = (value: number): number => Number(value.toPrecision(6)) + 0
