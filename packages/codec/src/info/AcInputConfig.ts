/**
 * AC input configuration ("master multi LED"), the answer to F 5: limits and switch register of the whole system.
 *
 *     p[0]       41
 *     p[1]       unexplained, mostly 10
 *     p[2], [3]  LED on, LED blink
 *     p[4]       alarm bits
 *     p[5]       bits 0-1 last active AC input counted from 0; bit 2 a remote panel may change the limit;
 *                bit 3 a Digital Multi Control is dedicated to it; bits 4-6 number of AC inputs; bit 7 panel detected
 *     p[6..7]    lowest limit that can be set   u16, 0.1 A
 *     p[8..9]    highest                        u16, 0.1 A
 *     p[10..11]  limit in force                 u16, 0.1 A
 *     p[12]      switch register (`device/SwitchRegister.ts`); may be absent
 *
 * The limits are those of the input that is active. Reference: protocol.md 3.5.4.
 *
 * @example 0D 41 00 00 00 00 91 64 00 F4 01 C8 00 33 CD - 10.0 to 50.0 A, now 20.0 A
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { codec, type Decode } from "../bytes/Codec.ts"
import { tooShort, unexpectedValue } from "../bytes/Failure.ts"
import { optional8, raw16, spare } from "../bytes/Read.ts"
import { Raw16, Spare, Uint8 } from "../bytes/Words.ts"
import { optionals, word } from "../bytes/Write.ts"
import * as FrameType from "../link/FrameType.ts"

/** Byte positions in the payload. */
const p = {
  unexplained: 1,
  on: 2,
  blink: 3,
  alarms: 4,
  input: 5,
  minimumLimit: 6,
  maximumLimit: 8,
  actualLimit: 10,
  switchRegister: 12,
  spare: 13,
  size: 12
} as const

/** Bits of `p[5]`. */
const activeInputMask = 0x03
const changeableBit = 0x04
const digitalMultiControlBit = 0x08
const inputCountShift = 4
const inputCountMask = 0x07
const panelDetectedBit = 0x80

/** Limits in 0.1 A, inputs and switch register of the whole system. */
export const Reply = Schema.TaggedStruct("AcInputConfig", {
  unexplained: Uint8,
  on: Uint8,
  blink: Uint8,
  alarms: Uint8,
  /** Last active AC input: 0 is AC1. */
  activeInput: Schema.Literals([0, 1, 2, 3]),
  limitChangeable: Schema.Boolean,
  digitalMultiControl: Schema.Boolean,
  inputCount: Schema.Literals([0, 1, 2, 3, 4, 5, 6, 7]),
  panelDetected: Schema.Boolean,
  minimumLimitRaw: Raw16,
  maximumLimitRaw: Raw16,
  actualLimitRaw: Raw16,
  switchRegister: Schema.NullOr(Uint8),
  spare: Spare
})
export type Reply = typeof Reply.Type

/** Reads a reply; fails on too few bytes or a byte that contradicts it. */
export const decodeReply: Decode<Reply> = (bytes, start = 0, end = bytes.length) => {
  if (end - start < p.size) return tooShort("AcInputConfig", start, p.size, end - start)
  if (bytes[start] !== FrameType.AC_INPUT_CONFIG)
    return unexpectedValue("AcInputConfig", start, "41", bytes[start]!)
  const input = bytes[start + p.input]!
  return Result.succeed({
    _tag: "AcInputConfig",
    unexplained: bytes[start + p.unexplained]!,
    on: bytes[start + p.on]!,
    blink: bytes[start + p.blink]!,
    alarms: bytes[start + p.alarms]!,
    activeInput: (input & activeInputMask) as Reply["activeInput"],
    limitChangeable: (input & changeableBit) !== 0,
    digitalMultiControl: (input & digitalMultiControlBit) !== 0,
    inputCount: ((input >> inputCountShift) & inputCountMask) as Reply["inputCount"],
    panelDetected: (input & panelDetectedBit) !== 0,
    minimumLimitRaw: raw16(bytes, start + p.minimumLimit),
    maximumLimitRaw: raw16(bytes, start + p.maximumLimit),
    actualLimitRaw: raw16(bytes, start + p.actualLimit),
    switchRegister: optional8(bytes, start + p.switchRegister, end),
    spare: spare(bytes, start + p.spare, end)
  })
}

/** The bytes of a reply, from the frame type on. */
export const encodeReply = (value: Reply): Uint8Array =>
  Uint8Array.of(
    FrameType.AC_INPUT_CONFIG,
    value.unexplained,
    value.on,
    value.blink,
    value.alarms,
    value.activeInput |
      (value.limitChangeable ? changeableBit : 0) |
      (value.digitalMultiControl ? digitalMultiControlBit : 0) |
      (value.inputCount << inputCountShift) |
      (value.panelDetected ? panelDetectedBit : 0),
    ...word(value.minimumLimitRaw),
    ...word(value.maximumLimitRaw),
    ...word(value.actualLimitRaw),
    ...optionals(value.switchRegister),
    ...value.spare
  )

/** Replies from bytes and back, as a Schema. */
export const replyCodec = codec(Reply, decodeReply, encodeReply)
