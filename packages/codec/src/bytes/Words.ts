/**
 * The integers of the wire as range-checked schemas, and the brand of a device word that has no unit yet.
 *
 * A plain number (`Uint8`, `Uint16`, ...) is an id, a code, a mask or an address: it means what it says. A `Raw`
 * word is a measurement or a limit before scaling: `device/Scale.ts` alone turns it into a quantity.
 * Reference: protocol.md 0.
 */
import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** An unsigned byte, 0 to 255. */
export const Uint8 = /* @__PURE__ */ between(0, 0xff)
/** A 4-bit number, 0 to 15. */
export const Uint4 = /* @__PURE__ */ between(0, 0xf)
/** An unsigned 16-bit number, 0 to 65535. */
export const Uint16 = /* @__PURE__ */ between(0, 0xffff)
/** A signed 16-bit number, -32768 to 32767. */
export const Int16 = /* @__PURE__ */ between(-0x8000, 0x7fff)
/** An unsigned 32-bit number. */
export const Uint32 = /* @__PURE__ */ between(0, 0xffff_ffff)

/** One byte of the device before scaling (a period), 0 to 255. */
export const Raw8 = /* @__PURE__ */ Uint8.pipe(/* @__PURE__ */ Schema.brand("Raw8"))
export type Raw8 = typeof Raw8.Type
/** One word of the device before scaling, as an unsigned 16-bit number whatever its meaning, 0 to 65535. */
export const Raw16 = /* @__PURE__ */ Uint16.pipe(/* @__PURE__ */ Schema.brand("Raw16"))
export type Raw16 = typeof Raw16.Type
/** A 24-bit current of the device before scaling, read as signed, -8388608 to 8388607 (protocol.md 5.4). */
export const Raw24 = /* @__PURE__ */ between(-0x80_0000, 0x7f_ffff).pipe(
  /* @__PURE__ */ Schema.brand("Raw24")
)
export type Raw24 = typeof Raw24.Type

/** Bytes behind or between the known fields, kept so that a frame re-encodes to itself. Mostly empty. */
export const Spare = /* @__PURE__ */ Schema.Array(Uint8)
export type Spare = ReadonlyArray<number>
/** No spare bytes. Shared, so that a frame without any allocates nothing for them. */
export const NONE: readonly [] = []
