/**
 * How the device is set, and how the link to it does.
 */
import type { Session } from "@vebus/runtime"
import * as Flow from "./Flow.ts"
import * as Line from "./Line.ts"
import * as State from "./State.ts"
import * as Words from "./Words.ts"

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
    row("Switch", switchText(reading?.switch ?? null)),
    row("Limit", limitText(reading?.currentLimit ?? null)),
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

type Reading = NonNullable<State.State["latest"]>["update"]["reading"]

const switchText = (value: Reading["switch"]): string => {
  if (value === null) return "-"
  const missing = [...(value.charge ? [] : ["no charging"]), ...(value.invert ? [] : ["no inverting"])]
  return [Words.spaced(value.requested), ...missing].join(", ")
}

const limitText = (value: Reading["currentLimit"]): string =>
  value === null
    ? "-"
    : `${Words.quantity(value.actual, "A", 1)} (${Words.fixed(value.minimum, 1)} to ${Words.quantity(value.maximum, "A", 1)})`
