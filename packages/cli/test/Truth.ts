/**
 * What a reading should have said, from the simulator's truth by the scales of the MultiPlus-II profile. Written out by
 * hand on purpose: nothing here goes through our own codec.
 */
import { readFileSync } from "node:fs"
import type { Truth as Truths } from "@vebus/simulator"

type Truth = Truths.Truth

/** The truth lines of a file, in order. */
export const read = (path: string): ReadonlyArray<Truth> =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Truth)

const signed = (word: number): number => (word > 0x7fff ? word - 0x1_0000 : word)

/** Six significant digits, as everything is printed. */
const printed = (value: number): number => Number(value.toPrecision(6)) + 0

const ledStates = ["off", "on", "blink", "blink-antiphase"]
const lamps = ["mains", "absorption", "bulk", "float", "inverter", "overload", "lowBattery", "temperature"]
const states = [
  "down",
  "startup",
  "off",
  "slave",
  "invert-full",
  "invert-half",
  "invert-aes",
  "power-assist",
  "bypass",
  "charge"
]
const charges = [
  "init",
  "bulk",
  "absorption",
  "float",
  "storage",
  "repeated-absorption",
  "forced-absorption",
  "equalise",
  "bulk-stopped"
]
const switches = ["off", "charger-only", "inverter-only", "on"]

/** A request that was answered, as often as it was: one whose answer came late was asked again. */
type Asked = ReadonlyArray<Truth>

/** What was asked by requests of a kind, in order. */
const asked = (truths: ReadonlyArray<Truth>, pattern: RegExp): ReadonlyArray<Asked> => {
  const found: Array<Array<Truth>> = []
  truths.forEach((truth, at) => {
    if (!pattern.test(truth.request)) return
    const before = truths[at - 1]
    if (before !== undefined && pattern.test(before.request)) found.at(-1)!.push(truth)
    else found.push([truth])
  })
  return found
}

/** The answers that a reading was made of. */
interface Parts {
  readonly leds: Truth
  readonly dc: Truth
  readonly ac: Truth
  readonly ram: Truth
  readonly state: Truth
  readonly panel: Truth
}

/** Every choice of one answer for each part. */
const choices = (parts: Readonly<Record<keyof Parts, Asked>>): ReadonlyArray<Parts> =>
  Object.entries(parts).reduce<ReadonlyArray<object>>(
    (made, [name, answers]) => made.flatMap((each) => answers.map((answer) => ({ ...each, [name]: answer }))),
    [{}]
  ) as ReadonlyArray<Parts>

const LEDS = /^02 FF 4C/

/**
 * What the n-th reading may have said: each part from the answer it was made of. There is one such reading, and more where
 * a slow machine made a request be repeated: either answer may have been taken.
 */
export const expectedReadings = (truths: ReadonlyArray<Truth>, n: number) => {
  const cycles = asked(truths, LEDS)
  // What changes slowly is not asked for in every cycle, each of which begins with the lamps.
  const next = cycles[n + 1]
  const told = next === undefined ? truths : truths.slice(0, truths.indexOf(next[0]!))
  return choices({
    leds: cycles[n]!,
    dc: asked(truths, /^03 FF 46 00/)[n]!,
    ac: asked(truths, /^03 FF 46 01/)[n]!,
    ram: asked(told, /^\w\w FF 5[789A] 30/).at(-1)!,
    state: asked(told, /^\w\w FF 5[789A] 0E/).at(-1)!,
    panel: asked(told, /^03 FF 46 05/).at(-1)!
  }).map(readingOf)
}

const readingOf = (parts: Parts) => {
  const { leds } = parts
  const { dc } = parts.dc
  const ac = parts.ac.ac[0]!
  const { raw, capacityRaw } = parts.ram
  const { state } = parts.state
  const { limit, switchRegister } = parts.panel
  const voltage = dc.voltageRaw / 100
  const current = (dc.chargerCurrentRaw - dc.inverterCurrentRaw) / 10
  const charge = states[state.state] === "charge" ? charges[state.subState] : null
  return {
    battery: {
      voltage: printed(voltage),
      current: printed(current),
      power: printed(voltage * current),
      stateOfCharge: capacityRaw === null || capacityRaw === 0 ? null : printed(raw["13"]! / 200),
      temperature: null
    },
    acInput: [
      {
        phase: 1,
        voltage: printed(ac.mainsVoltageRaw / 100),
        current: printed(signed(ac.mainsCurrentRaw & 0xffff) / 100),
        power: printed(0 - signed(raw["15"]!)),
        frequency: printed((10 * 977) / ac.mainsPeriodRaw),
        currentDoubtful: doubtful(ac.mainsVoltageRaw, ac.mainsCurrentRaw, signed(raw["15"]!))
      }
    ],
    acOutput: [
      {
        phase: 1,
        voltage: printed(ac.outputVoltageRaw / 100),
        current: printed(signed(ac.outputCurrentRaw & 0xffff) / 100),
        power: printed(signed(raw["16"]!)),
        frequency: printed((10 * 1953) / (dc.periodRaw + 256)),
        currentDoubtful: doubtful(ac.outputVoltageRaw, ac.outputCurrentRaw, signed(raw["16"]!))
      }
    ],
    acInputPower: printed(0 - signed(raw["15"]!)),
    acOutputPower: printed(signed(raw["16"]!)),
    device: { state: states[state.state], chargeState: charge },
    leds: Object.fromEntries(
      lamps.map((lamp, bit) => [
        lamp,
        ledStates[((leds.leds.on >> bit) & 1) + 2 * ((leds.leds.blink >> bit) & 1)]
      ])
    ),
    alarms: { warnings: subjects(leds.alarms), alarms: subjects(leds.alarms >> 4) },
    vebusError: { code: leds.vebusError, name: leds.vebusError === 0 ? "none" : undefined },
    switch: {
      requested: switches[switchRegister & 3],
      charge: (switchRegister & 0x10) !== 0,
      invert: (switchRegister & 0x20) !== 0,
      front: ["off", "on", "charger-only", null][(switchRegister >> 2) & 3]
    },
    currentLimit: { actual: limit.actual / 10, minimum: limit.minimum / 10, maximum: limit.maximum / 10 },
    activeInput: 1,
    inputs: 1,
    units: [
      {
        address: 0,
        phase: 1,
        status: "present",
        battery: {
          voltage: printed(raw["4"]! / 100),
          current: printed(signed(raw["5"]!) / 10),
          power: printed((raw["4"]! * signed(raw["5"]!)) / 1000)
        },
        inputPower: printed(0 - signed(raw["15"]!)),
        outputPower: printed(signed(raw["16"]!)),
        inverterPower: printed(signed(raw["14"]!)),
        state: states[state.state],
        chargeState: charge
      }
    ]
  }
}

const subjects = (nibble: number): ReadonlyArray<string> =>
  ["temperature", "low-battery", "overload", "ripple"].filter((_, bit) => ((nibble >> bit) & 1) === 1)

/** Whether power and current contradict each other by more than half; little is no evidence. */
const doubtful = (voltageRaw: number, currentRaw: number, watts: number): boolean => {
  const apparent = Math.abs((voltageRaw / 100) * (signed(currentRaw & 0xffff) / 100))
  const larger = Math.max(apparent, Math.abs(watts))
  return larger >= 100 && Math.abs(apparent - Math.abs(watts)) > larger / 2
}
