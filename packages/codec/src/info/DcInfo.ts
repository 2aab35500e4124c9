/**
 * DC info, the answer to F 0: battery voltage, both DC currents, and the inverter period.
 *
 *     p[0]       20
 *     p[1..4]    unexplained, varies between frames
 *     p[5]       0C
 *     p[6..7]    battery voltage    u16, scale of RAM 4
 *     p[8..10]   inverter current   24 bit, drawn from the battery by inverters, scale of RAM 5
 *     p[11..13]  charger current    24 bit, supplied to the battery by chargers, scale of RAM 5
 *     p[14]      inverter period    u8, scale of RAM 7
 *
 * Battery current = charger current - inverter current. The 24-bit currents are read as signed and written as 0 to
 * 7FFFFF. Reference: protocol.md 3.5.1, 5.4.
 *
 * @example 0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2 - 14.41 V, charging with 0.40 A
 */
import * as L from "../bytes/Layout.ts"
import * as FrameType from "../link/FrameType.ts"

/** The battery side, in raw words. */
export const Reply = L.layout("DcInfo", [FrameType.INFO], {
  unexplained: L.uint32.or(0).says("not explained"),
  kind: L.fixed(0x0c),
  batteryVoltageRaw: L.raw16.says((raw, _, phrases) => phrases.measured(raw, 4)),
  inverterCurrentRaw: L.raw24.says((raw, _, phrases) => phrases.measured(raw, 5)),
  chargerCurrentRaw: L.raw24.says((raw, _, phrases) => phrases.measured(raw, 5)),
  inverterPeriodRaw: L.raw8.says((raw, _, phrases) => phrases.measured(raw, 7)),
  spare: L.spare()
})
export type Reply = typeof Reply.Type
