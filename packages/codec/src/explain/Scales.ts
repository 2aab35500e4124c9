/**
 * What the scale and offset words of infos say. Reference: protocol.md 5.1, 5.5.
 */
import type { Raw16 } from "../bytes/Words.ts"
import { printable } from "../device/Quantity.ts"
import * as Scale from "../device/Scale.ts"
import { type Meaning, says } from "./Phrases.ts"

const steps = (scale: Scale.RamScale): string => {
  switch (scale._tag) {
    case "Unsupported":
      return "not supported"
    case "Bit":
      return `bit ${scale.bit} of the word`
    case "Linear":
      return `steps of ${scale.divisor === 1 ? scale.multiplier : `1/${scale.divisor}`}`
  }
}

/** The scale word of a RAM variable. Without its offset word it may still turn out to name a bit. */
export const ramScale = (scaleWord: number, offsetWord = 0): Meaning => {
  const scale = Scale.ramScale(scaleWord, offsetWord)
  const sign = scale._tag === "Linear" ? (scale.signed ? ", signed" : ", unsigned") : ""
  return says(`${scaleWord}: ${steps(scale)}${sign}`)
}

/** The offset word of a RAM variable. */
export const ramOffset = (offsetWord: number): Meaning =>
  Scale.ramScale(1, offsetWord)._tag === "Bit" ? says(`${offsetWord}: a bit, no number`) : offset(offsetWord)

/** The scale word of a setting. */
export const settingScale = (scaleWord: number): Meaning =>
  says(`${scaleWord}: ${steps(Scale.settingScale(scaleWord, 0))}`)

/** An offset, which is added before scaling. */
export const offset = (offsetWord: number): Meaning =>
  says(offsetWord === 0 ? "0" : `${offsetWord}, added before scaling`)

/** A value that came with its scale. Its unit depends on the setting that was asked for, which no reply names. */
export const settingValue = (raw: Raw16, scale: Scale.Linear): Meaning =>
  says(`${printable(Scale.toValue(scale, raw))} (raw ${raw})`)
