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

const answersTo = (truths: ReadonlyArray<Truth>, pattern: RegExp): ReadonlyArray<Truth> =>
  truths.filter(({ request }) => pattern.test(request))

/** What the n-th reading should have said: each part from the answer it was made of. */
export const expectedReading = (truths: ReadonlyArray<Truth>, n: number) => {
  const leds = answersTo(truths, /^02 FF 4C/)[n]!
  const { dc } = answersTo(truths, /^03 FF 46 00/)[n]!
  const ac = answersTo(truths, /^03 FF 46 01/)[n]!.ac[0]!
  // What changes slowly is not asked for in every cycle, each of which begins with the lamps.
  const next = answersTo(truths, /^02 FF 4C/)[n + 1]
  const told = next === undefined ? truths : truths.slice(0, truths.indexOf(next))
  const { raw, capacityRaw } = answersTo(told, /^\w\w FF 5[789A] 30/).at(-1)!
  const { state } = answersTo(told, /^\w\w FF 5[789A] 0E/).at(-1)!
  const { limit, switchRegister } = answersTo(told, /^03 FF 46 05/).at(-1)!
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
