/**
 * What commands that look should have printed, from the profile of the simulator and from its truth. Written out by hand
 * on purpose: nothing here goes through our own codec. Times of arrival are left out. Reference: protocol.md 3 to 5.
 */
import { readFileSync } from "node:fs"
import type { Truths } from "./Simulated.ts"

interface Profile {
  readonly ram: ReadonlyArray<{
    readonly id: number
    readonly name: string
    readonly scaleWord?: number
    readonly offsetWord?: number
  }>
  /** A unit without a setting has an entry without figures. */
  readonly settings: ReadonlyArray<{
    readonly id: number
    readonly scale: number
    readonly offset: number
    readonly default: number
    readonly min: number
    readonly max: number
    readonly raw: number
  }>
}

export const profile = JSON.parse(
  readFileSync(
    new URL("../../../simulator/src/profile/built-in/multiplus-ii-48-3000-230v.json", import.meta.url),
    "utf8"
  )
) as Profile

const signed = (word: number): number => (word > 0x7fff ? word - 0x1_0000 : word)

/** Six significant digits, as everything is printed but whole numbers. */
const printed = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(6)) + 0

type Truth = Truths[number]

/** The last truth behind a request that matches. */
export const behind = (truths: Truths, pattern: RegExp): Truth => {
  const found = truths.findLast(({ request }) => pattern.test(request))
  if (found === undefined) throw new Error(`no answer to ${pattern} in ${truths.length} truths`)
  return found
}

/** The ids of a request for RAM variables: between the code 30 and the checksum. */
const idsOf = (request: string): ReadonlyArray<number> =>
  /^\w\w FF 5[789A] 30/.test(request)
    ? request
        .split(" ")
        .slice(4, -1)
        .map((byte) => Number.parseInt(byte, 16))
    : []

/** Variables whose value is signed whatever the info says, and those that count what is fed out. */
const forced = [1, 3]
const fedOut = [15, 18]
const FROM_HERE_RECORDS = 128

/** The RAM variables of these ids that the device has. */
export const ram = (truths: Truths, ids: ReadonlyArray<number>) =>
  profile.ram
    .filter(({ id, scaleWord }) => ids.includes(id) && scaleWord !== 0)
    .map(({ id, name, scaleWord, offsetWord }) => {
      const { raw } = truths.findLast(({ request }) => idsOf(request).includes(id))!
      const word = raw[String(id)]!
      if (scaleWord === undefined || offsetWord === undefined) {
        return { id, name, value: null, raw: { value: word, scale: null, offset: null } }
      }
      const scale = signed(scaleWord)
      const offset = signed(offsetWord)
      return { id, name, value: ramValue(id, scale, offset, word), raw: { value: word, scale, offset } }
    })

const ramValue = (id: number, scale: number, offset: number, word: number): number | boolean => {
  const size = Math.abs(scale)
  if (offset === -0x8000) return ((word >> (size - 1)) & 1) === 1
  const steps = (scale < 0 || forced.includes(id) ? signed(word) : word) + offset
  const value = size < 0x4000 ? steps * size : steps / (0x8000 - size)
  return printed(fedOut.includes(id) ? 0 - value : value)
}

/** What of a RAM variable `ram` tells. */
export const ramPart = ({ id, name, value, raw }: Record<string, unknown>) => ({
  id,
  // The first word of the records has a name of the table; the profile calls none of them anything.
  name: Number(id) >= FROM_HERE_RECORDS ? undefined : name,
  value,
  raw
})

const words = [0, 1, 60, 61]

/** What of a setting `settings` tells. */
export const settingPart = ({
  id,
  value,
  default: usual,
  minimum,
  maximum,
  raw
}: Record<string, unknown>) => ({ id, value, default: usual, minimum, maximum, raw })

/** The settings of these ids that the device has. */
export const settings = (ids: ReadonlyArray<number>) =>
  profile.settings
    .filter(({ id, scale }) => ids.includes(id) && (scale ?? 0) !== 0)
    .map(({ id, scale, offset, default: usual, min, max, raw }) => {
      const scaled = (word: number): number => {
        if (words.includes(id)) return word
        const steps = (min > max ? signed(word) : word) + offset
        return printed(scale > 0 ? steps * scale : steps / -scale)
      }
      const isWithin = min > max || (raw >= min && raw <= max) || words.includes(id)
      return {
        id,
        value: raw === 0xffff && !isWithin ? null : scaled(raw),
        default: scaled(usual),
        minimum: scaled(min),
        maximum: scaled(max),
        // The adapter is found in short mode, which has no room for the access byte.
        raw: { value: raw, default: usual, minimum: min, maximum: max, scale, offset, access: null }
      }
    })

/** How flags stand: the bits of the stored words, and of the masks that the words have for a maximum. */
export const flag = (number: number) => {
  const word = profile.settings.find(({ id }) => id === words[number >> 4])!
  const bit = 1 << (number & 15)
  return { flag: number, on: (word.raw & bit) !== 0, supported: (word.max & bit) !== 0 }
}

const switches = ["off", "charger-only", "inverter-only", "on"]

export const switchOf = (truths: Truths) => {
  const { switchRegister } = behind(truths, /^03 FF 46 05/)
  return {
    requested: switches[switchRegister & 3],
    charge: (switchRegister & 0x10) !== 0,
    invert: (switchRegister & 0x20) !== 0,
    front: (switchRegister & 4) !== 0 ? "on" : (switchRegister & 8) !== 0 ? "charger-only" : "off",
    panelDetected: true,
    raw: switchRegister
  }
}

export const limitOf = (truths: Truths) => {
  const { limit } = behind(truths, /^03 FF 46 05/)
  return {
    actual: limit.actual / 10,
    minimum: limit.minimum / 10,
    maximum: limit.maximum / 10,
    changeable: true,
    digitalMultiControl: false,
    activeInput: 0,
    inputCount: 1,
    raw: limit
  }
}

const ledStates = ["off", "on", "blink", "blink-antiphase"]
const lamps = ["mains", "absorption", "bulk", "float", "inverter", "overload", "lowBattery", "temperature"]

export const lampsOf = (truths: Truths) => {
  const { on, blink } = behind(truths, /^02 FF 4C/).leds
  return Object.fromEntries(
    lamps.map((lamp, bit) => [lamp, ledStates[((on >> bit) & 1) + 2 * ((blink >> bit) & 1)]])
  )
}

const CHARGE = 9
const charges = ["init", "bulk", "absorption", "float", "storage"]

/** The profile charges from the start. */
export const stateOf = (truths: Truths) => {
  const { state, subState } = behind(truths, /^\w\w FF 5[789A] 0E/).state
  if (state !== CHARGE) throw new Error(`state ${state}: the simulated unit should charge`)
  return { state: "charge", chargeState: charges[subState], raw: { state, subState } }
}

export const batteryOf = (truths: Truths) => {
  const { dc } = behind(truths, /^03 FF 46 00/)
  const voltage = dc.voltageRaw / 100
  const current = (dc.chargerCurrentRaw - dc.inverterCurrentRaw) / 10
  return {
    voltage: printed(voltage),
    inverterCurrent: dc.inverterCurrentRaw / 10,
    chargerCurrent: dc.chargerCurrentRaw / 10,
    current: printed(current),
    power: printed(voltage * current),
    frequency: printed((10 * 1953) / (dc.periodRaw + 256)),
    raw: {
      voltage: dc.voltageRaw,
      inverterCurrent: dc.inverterCurrentRaw,
      chargerCurrent: dc.chargerCurrentRaw,
      inverterPeriod: dc.periodRaw
    }
  }
}
