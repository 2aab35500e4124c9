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
import * as L from "../bytes/Layout.ts"
import * as FrameType from "../link/FrameType.ts"

/** Limits in 0.1 A, inputs and switch register of the whole system. `activeInput` 0 is AC1. */
export const Reply = L.forms(
  "AcInputConfig",
  [FrameType.AC_INPUT_CONFIG],
  ...L.ending(
    {
      unexplained: L.uint8.or(0).says("not explained"),
      on: L.uint8.says((mask, _, phrases) => phrases.lampMask(mask)),
      blink: L.uint8.says((mask, _, phrases) => phrases.lampMask(mask)),
      alarms: L.uint8.says((mask, _, phrases) => phrases.alarmMask(mask)),
      activeInput: L.bits<0 | 1 | 2 | 3>(0, 3).says((input) => `AC${input + 1}`),
      limitChangeable: L.flag(2),
      digitalMultiControl: L.flag(3),
      inputCount: L.bits<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7>(4, 7),
      panelDetected: L.flag(7),
      minimumLimitRaw: L.raw16.says((raw, _, phrases) => phrases.limit(raw)),
      maximumLimitRaw: L.raw16.says((raw, _, phrases) => phrases.limit(raw)),
      actualLimitRaw: L.raw16.says((raw, _, phrases) => phrases.limit(raw))
    },
    [{ switchRegister: L.uint8.says((register, _, phrases) => phrases.switchRegister(register)) }],
    { spare: L.spare() }
  )
)
export type Reply = typeof Reply.Type
