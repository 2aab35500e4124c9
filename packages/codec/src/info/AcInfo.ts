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
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { raw16, raw8, spare } from "../bytes/Read.ts"
import { Raw16, Raw8, Spare, Uint8 } from "../bytes/Words.ts"
import { word } from "../bytes/Write.ts"
import { DeviceState } from "../device/States.ts"
import * as FrameType from "../link/FrameType.ts"

/** Byte positions in the payload. */
const p = {
  backfeedFactor: 1,
  inverterFactor: 2,
  unexplained: 3,
  state: 4,
  phaseCode: 5,
  mainsVoltage: 6,
  mainsCurrent: 8,
  outputVoltage: 10,
  outputCurrent: 12,
  mainsPeriod: 14,
  size: 15
} as const

/** The phase codes: L4 is 05, L1 of a system of four phases is 0B. */
export const PhaseCode = Schema.Literals([0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b])
export type PhaseCode = typeof PhaseCode.Type

/** One phase, in raw words. */
export const Reply = Schema.TaggedStruct("AcInfo", {
  backfeedFactor: Uint8,
  inverterFactor: Uint8,
  unexplained: Uint8,
  state: DeviceState.schema,
  phaseCode: PhaseCode,
  mainsVoltageRaw: Raw16,
  mainsCurrentRaw: Raw16,
  outputVoltageRaw: Raw16,
  outputCurrentRaw: Raw16,
  mainsPeriodRaw: Raw8,
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Whether the byte at `p[5]` marks an info frame as AC. */
export const isPhaseCode = (code: number): code is PhaseCode => code >= 0x05 && code <= 0x0b

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("AcInfo", start, p.size, end - start)
  const phaseCode = bytes[start + p.phaseCode]!
  if (!isPhaseCode(phaseCode))
    return unexpectedValue("AcInfo", start + p.phaseCode, "a phase code 05 to 0B", phaseCode)
  return Result.succeed({
    _tag: "AcInfo",
    backfeedFactor: bytes[start + p.backfeedFactor]!,
    inverterFactor: bytes[start + p.inverterFactor]!,
    unexplained: bytes[start + p.unexplained]!,
    state: DeviceState.decode(bytes[start + p.state]!),
    phaseCode,
    mainsVoltageRaw: raw16(bytes, start + p.mainsVoltage),
    mainsCurrentRaw: raw16(bytes, start + p.mainsCurrent),
    outputVoltageRaw: raw16(bytes, start + p.outputVoltage),
    outputCurrentRaw: raw16(bytes, start + p.outputCurrent),
    mainsPeriodRaw: raw8(bytes, start + p.mainsPeriod),
    spare: spare(bytes, start + p.size, end)
  })
}

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.INFO,
    value.backfeedFactor,
    value.inverterFactor,
    value.unexplained,
    DeviceState.encode(value.state),
    value.phaseCode,
    ...word(value.mainsVoltageRaw),
    ...word(value.mainsCurrentRaw),
    ...word(value.outputVoltageRaw),
    ...word(value.outputCurrentRaw),
    value.mainsPeriodRaw,
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)

/** The phase that a code stands for: 1 to 4. */
export const phaseOf = (code: PhaseCode): 1 | 2 | 3 | 4 =>
  code >= 0x08 ? 1 : code === 0x07 ? 2 : code === 0x06 ? 3 : 4

/** How many phases the system has; only the frame of L1 tells. */
export const phaseCountOf = (code: PhaseCode): 1 | 2 | 3 | 4 | null =>
  code >= 0x08 ? ((code - 7) as 1 | 2 | 3 | 4) : null

/** The code of a phase in a system of so many phases. */
export const phaseCode = (phase: 1 | 2 | 3 | 4, phaseCount: 1 | 2 | 3 | 4): PhaseCode =>
  (phase === 1 ? 7 + phaseCount : 9 - phase) as PhaseCode
