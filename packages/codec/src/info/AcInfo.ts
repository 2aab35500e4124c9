/**
 * AC info, the answer to F 1 to F 4: mains and output of one phase, and the device state.
 *
 *     p[0]       20
 *     p[1]       backfeed factor    multiplies the mains current
 *     p[2]       inverter factor    multiplies the output current
 *     p[3]       unexplained
 *     p[4]       device state       as in winmon 0x0E; old units send other values here
 *     p[5]       phase code         05 L4, 06 L3, 07 L2, 08 to 0B: L1 of a system of 1 to 4 phases
 *     p[6..7]    mains voltage      u16, scale of RAM 0
 *     p[8..9]    mains current      s16 whatever the scale says, scale of RAM 1
 *     p[10..11]  output voltage     u16, scale of RAM 2
 *     p[12..13]  output current     s16 whatever the scale says, scale of RAM 3
 *     p[14]      mains period       u8, scale of RAM 8
 *
 * Reference: protocol.md 3.5.2.
 *
 * @example 0F 20 01 01 01 09 08 EC 5A 5F FF EC 5A 08 00 C3 08 - L1 of 1, 232.76 V, -1.61 A in, 0.08 A out
 */
import * as L from "../bytes/Layout.ts"
import { OperatingState } from "../device/States.ts"
import * as FrameType from "../link/FrameType.ts"

/** A phase code: L4 is 05, L1 of a system of four phases is 0B. */
export type PhaseCode = 0x05 | 0x06 | 0x07 | 0x08 | 0x09 | 0x0a | 0x0b

/** Whether the byte at `p[5]` marks an info frame as AC. */
export const isPhaseCode = (code: number): code is PhaseCode => code >= 0x05 && code <= 0x0b

/** One phase, in raw words. */
export const Reply = L.layout("AcInfo", [FrameType.INFO], {
  backfeedFactor: L.uint8.says((factor) => `${factor}, multiplies the mains current`),
  inverterFactor: L.uint8.says((factor) => `${factor}, multiplies the output current`),
  unexplained: L.uint8.or(0).says("not explained"),
  state: L.named(OperatingState),
  phaseCode: L.only("a phase code 05 to 0B", isPhaseCode).says((code) => phaseText(code)),
  mainsVoltageRaw: L.raw16.says((raw, _, phrases) => phrases.measured(raw, 0)),
  mainsCurrentRaw: L.raw16.says((raw, _, phrases) => phrases.measuredSigned(raw, 1)),
  outputVoltageRaw: L.raw16.says((raw, _, phrases) => phrases.measured(raw, 2)),
  outputCurrentRaw: L.raw16.says((raw, _, phrases) => phrases.measuredSigned(raw, 3)),
  mainsPeriodRaw: L.raw8.says((raw, _, phrases) => phrases.measured(raw, 8)),
  spare: L.spare()
}).titled(({ phaseCode }) => `AC info of L${phaseOf(phaseCode)}`)
export type Reply = typeof Reply.Type

/** The phase that a code stands for: 1 to 4. */
export const phaseOf = (code: PhaseCode): 1 | 2 | 3 | 4 =>
  code >= 0x08 ? 1 : code === 0x07 ? 2 : code === 0x06 ? 3 : 4

/** How many phases the system has; only the frame of L1 tells. */
export const phaseCountOf = (code: PhaseCode): 1 | 2 | 3 | 4 | null =>
  code >= 0x08 ? ((code - 7) as 1 | 2 | 3 | 4) : null

/** The code of a phase in a system of so many phases. */
export const phaseCode = (phase: 1 | 2 | 3 | 4, phaseCount: 1 | 2 | 3 | 4): PhaseCode =>
  (phase === 1 ? 7 + phaseCount : 9 - phase) as PhaseCode

const phaseText = (code: PhaseCode): string => {
  const count = phaseCountOf(code)
  return `L${phaseOf(code)}${count === null ? "" : ` of ${count}`}`
}
