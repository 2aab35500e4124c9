/**
 * How the device is set, and how the link to it does.
 */
import type * as CodecReading from "@vebus/codec/reading"
import type { Session } from "@vebus/runtime"
import * as Flow from "./Flow.ts"
import * as Line from "./Line.ts"
import * as State from "./State.ts"
import * as Troubles from "../output/Troubles.ts"
import * as Words from "../output/Words.ts"

/** How many columns the rows need. */
export const COLUMNS = 34
const LABEL = 8

const links: Record<Session.State, string> = {
  opening: "connecting",
  connected: "connected",
  asleep: "asleep",
  unplugged: "unplugged",
  closed: "closed"
}

/** The link in a word, and since when. */
export const link = ({ link: { state, since } }: State.State): Line.Line => [
  Line.span(links[state], state === "connected" ? "good" : state === "opening" ? "strong" : "alarm"),
  Line.span(` since ${Words.timeOfDay(since)}`)
]

/** The rows, the most important one first. */
export const block = (state: State.State, columns: number): ReadonlyArray<Line.Line> => {
  const reading = state.latest?.update.reading ?? null
  const row = (label: string, text: string): Line.Line => [
    Line.span(label.padEnd(LABEL), "strong"),
    Line.span(text)
  ]
  return [
    ...(reading === null ? [] : Troubles.of(reading)).map((text, index): Line.Line => [
      Line.span((index === 0 ? "Trouble" : "").padEnd(LABEL), "strong"),
      Line.span(text, "alarm")
    ]),
    row("Switch", switchText(reading?.switch ?? null)),
    row("Limit", reading === null ? "-" : limitText(reading)),
    ...units(reading, row),
    ...counted(State.counted(state), row),
    ...(columns < Flow.PICTURE_COLUMNS ? [row("Freq.", Flow.frequencies(reading))] : [])
  ]
}

type Row = (label: string, text: string) => Line.Line

const counted = (counts: ReturnType<typeof State.counted>, row: Row): ReadonlyArray<Line.Line> => {
  if (counts === null) return [row("Link", "-"), row("Lost", "-")]
  const { millis, requests, repeats, failures, reconnects } = counts
  const share = (count: number) => Words.share(requests === 0 ? null : Math.min(1, count / requests))
  return [
    row("Link", `${Math.round((requests * 60_000) / millis)} requests/min`),
    row("Lost", `${share(repeats)} repeated, ${share(failures)} failed`),
    ...(reconnects === 0 ? [] : [row("Port", `tried to open it again ${reconnects} x`)])
  ]
}

type Reading = CodecReading.Reading

const switchText = (value: Reading["switch"]): string => {
  if (value === null) return "-"
  const missing = [...(value.charge ? [] : ["no charging"]), ...(value.invert ? [] : ["no inverting"])]
  return [Words.spaced(value.requested), ...missing].join(", ")
}

const limitText = ({ currentLimit, inputs, activeInput }: Reading): string => {
  if (inputs === 0) return "no AC input"
  if (currentLimit === null) return "-"
  const { actual, minimum, maximum } = currentLimit
  const range = `(${Words.fixed(minimum, 1)} to ${Words.quantity(maximum, "A", 1)})`
  const of = inputs !== null && inputs > 1 && activeInput !== null ? ` AC${activeInput}` : ""
  return `${Words.quantity(actual, "A", 1)}${of} ${range}`
}

/** The units of a system of several, a row each. */
const units = (reading: Reading | null, row: Row): ReadonlyArray<Line.Line> => {
  const all = reading?.units ?? []
  return all.length < 2 ? [] : all.map((unit) => row(`Unit ${unit.address}`, unitText(unit)))
}

const unitText = ({ phase, status, state, inputPower, outputPower }: CodecReading.Unit): string => {
  const place = phase === null ? "-" : `L${phase}`
  if (status === "silent") return `${place} silent`
  const powers = `${Words.fixed(inputPower, 0)} W in, ${Words.fixed(outputPower, 0)} W out`
  return [place, powers, state === null ? "" : Words.spaced(state)].join(" ").trimEnd()
}
