/**
 * Readings for people: an aligned block on a terminal, rewritten in place; one line per reading elsewhere. Colour only
 * on a terminal that wants it.
 */
import type { Telemetry } from "@vebus/runtime"
import type { Reading } from "@vebus/codec"
import { styleText } from "node:util"
import * as Effect from "effect/Effect"
import * as Stdout from "./Stdout.ts"

type Update = Telemetry.Update

/** How to print updates to a stream. */
export const printer = (stream: NodeJS.WriteStream): ((update: Update) => Effect.Effect<void>) => {
  if (!stream.isTTY) return ({ reading }) => Stdout.line(line(reading))
  const paint: Paint = (style, text) => styleText(style, text, { stream })
  let drawn = 0
  return (update) =>
    Effect.suspend(() => {
      const lines = block(update, paint)
      // Go back over what was drawn, then write every line to its end: nothing flickers, nothing is left over.
      const back = drawn === 0 ? "" : `\u001B[${drawn}A`
      drawn = lines.length
      return Stdout.write(back + lines.map((text) => `\r${text}\u001B[K\n`).join(""))
    })
}

type Paint = (style: "bold" | "dim" | "green" | "yellow" | "red", text: string) => string

const quantity = (value: number | null, unit: string, digits: number, width = 0): string =>
  `${(value === null ? "-" : value.toFixed(digits)).padStart(width)} ${unit}`

const percent = (ratio: number | null): string => (ratio === null ? "-" : `${Math.round(ratio * 100)} %`)

const phases = (phase: Reading.AcPhase, width = 0): string =>
  [
    quantity(phase.voltage, "V", 1, width),
    quantity(phase.current, "A", 2, width),
    quantity(phase.power, "W", 0, width),
    quantity(phase.frequency, "Hz", 2, width)
  ].join(" ")

const battery = (value: Reading.Battery, width = 0): string =>
  [
    quantity(value.voltage, "V", 2, width),
    quantity(value.current, "A", 1, width),
    quantity(value.power, "W", 0, width)
  ].join(" ")

const lit = (leds: Reading.Reading["leds"]): ReadonlyArray<readonly [string, string]> =>
  leds === null ? [] : Object.entries(leds).filter(([, state]) => state !== "off")

const stateOf = ({ device }: Reading.Reading): string =>
  device === null
    ? "-"
    : device.chargeState === null
      ? device.state
      : `${device.state} (${device.chargeState})`

/** One line per reading, for logs. */
export const line = (reading: Reading.Reading): string =>
  [
    `${reading.time} ${reading.port}`,
    stateOf(reading),
    ...(reading.battery === null
      ? []
      : [`battery ${battery(reading.battery)} SoC ${percent(reading.battery.stateOfCharge)}`]),
    ...(reading.acInput ?? []).map((phase) => `in L${phase.phase} ${phases(phase)}`),
    ...(reading.acOutput ?? []).map((phase) => `out L${phase.phase} ${phases(phase)}`),
    ...(reading.leds === null
      ? []
      : [
          `leds ${lit(reading.leds)
            .map(([lamp, state]) => `${lamp}=${state}`)
            .join(" ")}`
        ]),
    ...(reading.currentLimit === null ? [] : [`limit ${quantity(reading.currentLimit.actual, "A", 1)}`])
  ].join(" | ")

const LABEL = 12
const NUMBER = 8
const OLD_MILLIS = 3000
const alarms = ["overload", "lowBattery", "temperature"]

/** The block on a terminal, one text per line. */
export const block = ({ reading, ageMillis }: Update, paint: Paint): ReadonlyArray<string> => {
  const row = (label: string, text: string) => `${paint("dim", label.padEnd(LABEL))}${text}`
  const age = `${(ageMillis / 1000).toFixed(1)} s old`
  return [
    `${paint("bold", reading.port)}  ${reading.time}  ${paint(ageMillis > OLD_MILLIS ? "red" : "dim", age)}`,
    row("State", paint("bold", stateOf(reading))),
    row(
      "Battery",
      reading.battery === null
        ? "-"
        : `${battery(reading.battery, NUMBER)}  SoC ${percent(reading.battery.stateOfCharge)}`
    ),
    ...(reading.acInput ?? []).map((phase) => row(`AC in L${phase.phase}`, phases(phase, NUMBER))),
    ...(reading.acOutput ?? []).map((phase) => row(`AC out L${phase.phase}`, phases(phase, NUMBER))),
    row("LEDs", ledsText(reading.leds, paint)),
    row("Switch", switchText(reading.switch)),
    row("Limit", limitText(reading.currentLimit))
  ]
}

const ledsText = (leds: Reading.Reading["leds"], paint: Paint): string =>
  leds === null
    ? "-"
    : lit(leds)
        .map(([lamp, state]) =>
          paint(
            alarms.includes(lamp) ? "red" : state === "on" ? "green" : "yellow",
            state === "on" ? lamp : `${lamp} (${state})`
          )
        )
        .join("  ") || "all off"

const switchText = (value: Reading.Reading["switch"]): string =>
  value === null
    ? "-"
    : `${value.requested}  charging ${value.charge ? "allowed" : "off"}, inverting ${value.invert ? "allowed" : "off"}`

const limitText = (value: Reading.Reading["currentLimit"]): string =>
  value === null
    ? "-"
    : `${quantity(value.actual, "A", 1)} (${quantity(value.minimum, "A", 1)} to ${quantity(value.maximum, "A", 1)})`
