/**
 * Where power flows: from the AC input through the unit to the loads, and to or from the battery.
 *
 *     AC in  50.02 Hz            ┌──────────────┐   AC out  50.01 Hz
 *     L1 230.1 V 4.4 A  1000 W ─►│   charging   │─► L1 230.0 V 2.2 A 500 W
 *                                │  absorption  │
 *                                └──────▼───────┘
 *                   Battery  27.42 V  15.7 A  430 W  charging
 *                                █████████░  82 %
 *
 * An arrow points the way the power goes; without one there is none, or none is known. Signs: integrations.md 1.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Line from "./Line.ts"
import type { Glyphs } from "./Palette.ts"
import * as Words from "../output/Words.ts"

type Told = Reading.Reading | null
type Phases = Reading.Reading["acInput"]

/** Less than this is nothing, which the last digit of a measurement may not be. */
const NOTHING_WATTS = 0.5
/** The columns of one phase: `L1 230.1 V   4.4 A   1000 W`. */
const PHASE = 26
const ARROW = 3
/** From how many columns on the picture is drawn; below it, the same in rows. */
export const PICTURE_COLUMNS = 76

const phaseText = ({ phase, voltage, current, power }: Reading.AcPhase): string =>
  [
    `L${phase}`,
    Words.quantity(voltage, "V", 1, 5),
    Words.quantity(current, "A", 1, 5),
    Words.quantity(power, "W", 0, 5)
  ].join(" ")

const absent: ReadonlyArray<Reading.AcPhase> = [
  { phase: 1, voltage: null, current: null, power: null, frequency: null, currentDoubtful: false }
]
/** The phases, or one of which nothing is known. */
const shown = (phases: Phases | undefined): ReadonlyArray<Reading.AcPhase> =>
  phases === null || phases === undefined || phases.length === 0 ? absent : phases

/** The character for a flow: ahead when positive, back when negative, neither when there is none or none is known. */
const way = (power: number | null, ahead: string, back: string, neither: string): string =>
  power === null || Math.abs(power) < NOTHING_WATTS ? neither : power > 0 ? ahead : back

const frequency = (phases: Phases | undefined): string => Words.quantity(shown(phases)[0]!.frequency, "Hz", 2)

/** The power of all phases together, where there are several. */
const total = (phases: Phases | undefined, power: number | null | undefined): string =>
  shown(phases).length < 2 ? "" : `  ${Words.quantity(power ?? null, "W", 0)}`

/** The flow in as many columns as there are. */
export const block = (reading: Told, columns: number, glyphs: Glyphs): ReadonlyArray<Line.Line> => {
  // The frame of an inverter has a mains voltage of 0 V, of an input that it lacks.
  const told = reading?.inputs === 0 ? { ...reading, acInput: null } : reading
  return columns < PICTURE_COLUMNS ? rows(told, columns, glyphs) : picture(told, columns, glyphs)
}

const picture = (reading: Told, columns: number, glyphs: Glyphs): ReadonlyArray<Line.Line> => {
  const inputs = shown(reading?.acInput)
  const outputs = shown(reading?.acOutput)
  const height = Math.max(2, inputs.length, outputs.length)
  const inner = Math.min(26, columns - 2 * (PHASE + ARROW) - 2)
  const [topLeft, topRight, bottomLeft, bottomRight] = glyphs.corners
  const side = (phase: Reading.AcPhase | undefined): Line.Line =>
    Line.fill(phase === undefined ? Line.empty : Line.line(phaseText(phase)), PHASE)
  const arrow = (phase: Reading.AcPhase | undefined): string =>
    phase === undefined
      ? "   "
      : ` ${glyphs.across}${way(phase.power, glyphs.right, glyphs.left, glyphs.across)}`
  const wall = Line.span(glyphs.along)
  const [doing, how] = reading === null ? ["-", ""] : Words.device(reading)
  const inside = [Line.line(doing, "strong"), Line.line(how)]
  const title = (name: string, phases: Phases | undefined, total: string): Line.Line => [
    Line.span(name, "strong"),
    Line.span(`  ${frequency(phases)}`, "faint"),
    Line.span(total)
  ]
  const body = Array.from({ length: height }, (_, row) => [
    ...side(inputs[row]),
    Line.span(arrow(inputs[row])),
    wall,
    ...Line.centre(inside[row] ?? Line.empty, inner),
    wall,
    Line.span(`${arrow(outputs[row]).trimStart()} `.padStart(ARROW)),
    ...side(outputs[row])
  ])
  const power = reading?.battery?.power ?? null
  const edge = glyphs.across.repeat(Math.trunc((inner - 1) / 2))
  const outlet = way(power, glyphs.down, glyphs.up, glyphs.across)
  const bottom = `${bottomLeft}${edge}${outlet}`.padEnd(inner + 1, glyphs.across) + bottomRight
  const box = inner + 2
  return [
    [
      ...Line.fill(
        title("AC in", reading?.acInput, total(reading?.acInput, reading?.acInputPower)),
        PHASE + ARROW
      ),
      Line.span(`${topLeft}${glyphs.across.repeat(inner)}${topRight}`),
      Line.span("   "),
      ...title("AC out", reading?.acOutput, total(reading?.acOutput, reading?.acOutputPower))
    ],
    ...body,
    [Line.span(" ".repeat(PHASE + ARROW)), Line.span(bottom)],
    ...batteryLines(reading, glyphs, box).map((line) => Line.centre(line, 2 * (PHASE + ARROW) + box))
  ]
}

const batteryLines = (reading: Told, glyphs: Glyphs, columns: number): ReadonlyArray<Line.Line> => [
  [Line.span("Battery  ", "strong"), Line.span(batteryText(reading)), Line.span(`  ${direction(reading)}`)],
  charge(reading, glyphs, columns)
]

const batteryText = (reading: Told): string =>
  [
    Words.quantity(reading?.battery?.voltage ?? null, "V", 2),
    batteryCurrent(reading),
    Words.quantity(reading?.battery?.power ?? null, "W", 0)
  ].join("  ")

/** The current of the system, or where that is not known that of a unit, with its address. */
const batteryCurrent = (reading: Told): string => {
  const current = reading?.battery?.current ?? null
  const one = (reading?.units ?? []).find(({ battery }) => (battery?.current ?? null) !== null)
  return current !== null || one === undefined
    ? Words.quantity(current, "A", 1)
    : `unit ${one.address}: ${Words.quantity(one.battery!.current, "A", 1)}`
}

const direction = (reading: Told): string =>
  way(reading?.battery?.power ?? null, "charging", "discharging", "")

/** The state of charge as a bar with its number behind. */
const charge = (reading: Told, glyphs: Glyphs, columns: number): Line.Line => {
  const ratio = reading?.battery?.stateOfCharge ?? null
  if (ratio === null) return Line.line("state of charge -", "faint")
  const cells = Math.max(0, columns - 6)
  const filled = Math.min(cells, Math.max(0, Math.round(ratio * cells)))
  return [
    Line.span(glyphs.full.repeat(filled), "good"),
    Line.span(glyphs.vacant.repeat(cells - filled), "faint"),
    Line.span(` ${Words.percent(ratio).padStart(5)}`)
  ]
}

const LABEL = 8

const rows = (reading: Told, columns: number, glyphs: Glyphs): ReadonlyArray<Line.Line> => {
  const phases = (name: string, of: Phases | undefined): ReadonlyArray<Line.Line> =>
    shown(of).map((phase, index) => [
      Line.span((index === 0 ? name : "").padEnd(LABEL), "strong"),
      Line.span(`${way(phase.power, glyphs.right, glyphs.left, " ")} ${phaseText(phase)}`)
    ])
  const [doing, how] = reading === null ? ["-", ""] : Words.device(reading)
  const power = reading?.battery?.power ?? null
  const sum = (
    name: string,
    of: Phases | undefined,
    power: number | null | undefined
  ): ReadonlyArray<Line.Line> =>
    shown(of).length < 2 ? [] : [Line.line(`${" ".repeat(LABEL + 2)}${name}${total(of, power)}`)]
  return [
    ...phases("AC in", reading?.acInput),
    ...sum("all", reading?.acInput, reading?.acInputPower),
    [
      Line.span("Unit".padEnd(LABEL + 2), "strong"),
      Line.span(doing, "strong"),
      Line.span(how === "" ? "" : `, ${how}`)
    ],
    ...phases("AC out", reading?.acOutput),
    ...sum("all", reading?.acOutput, reading?.acOutputPower),
    [
      Line.span("Battery".padEnd(LABEL), "strong"),
      Line.span(`${way(power, glyphs.down, glyphs.up, " ")} ${batteryText(reading)}`)
    ],
    [Line.span(" ".repeat(LABEL + 2)), ...charge(reading, glyphs, Math.min(columns - LABEL - 2, PHASE))]
  ]
}

/** The frequencies, for where the picture with them has no room. */
export const frequencies = (reading: Told): string =>
  `${frequency(reading?.acInput)} in, ${frequency(reading?.acOutput)} out`
