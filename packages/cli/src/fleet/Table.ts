/**
 * A fleet as a table, and as documents. Pure.
 */
import type { Fleet } from "@vebus/gateway"
import * as Schema from "effect/Schema"
import type { Style } from "../output/Paint.ts"
import * as Shown from "../output/Table.ts"
import type { Surroundings } from "../Surroundings.ts"

const figure = Schema.NullOr(Schema.Finite)

const site = {
  site: Schema.String,
  /** `ok`: the figures are of now. `stale`: there are none of now. `lost`: the gateway is gone. `unknown`: nobody has said. */
  verdict: Schema.Literals(["ok", "stale", "lost", "unknown"]),
  /** Why it is not `ok`, as the gateway says it. */
  reason: Schema.NullOr(Schema.String),
  /** How old the last figures are, in seconds. */
  age: figure,
  link: Schema.NullOr(Schema.String),
  product: Schema.NullOr(Schema.String),
  state: Schema.NullOr(Schema.String),
  /** Volts. */
  batteryVoltage: figure,
  /** Watts, positive while charging. */
  batteryPower: figure,
  /** 0 to 1. */
  stateOfCharge: figure,
  /** Watts, positive while drawn. */
  acInputPower: figure,
  /** Watts to the loads. */
  acOutputPower: figure
}

const Site = Schema.Struct(site)

/** A line of `fleet --jsonl`. */
export const Line = Schema.Struct({
  schema: Schema.Literal("vebus.fleet.site/1"),
  /** When this is so, ISO 8601 in UTC. */
  time: Schema.String,
  ...site
}).annotate({
  description: "One site of a fleet, as its gateway publishes it; null: not known, or not of now"
})

/** The document of `fleet --json`. */
export const Document = Schema.Struct({
  schema: Schema.Literal("vebus.fleet/1"),
  /** When this is so, ISO 8601 in UTC. */
  time: Schema.String,
  /** The broker that says it; null: the connection was lost. */
  broker: Schema.NullOr(Schema.String),
  /** Messages that made no sense, and were passed over. */
  refused: Schema.Int,
  /** By name. */
  sites: Schema.Array(Site)
}).annotate({
  description: "The sites of a fleet, as their gateways publish them; null: not known, or not of now"
})

/** The fleet at one look. */
export interface Seen {
  readonly broker: string | null
  readonly base: string
  readonly rows: ReadonlyArray<Fleet.Row>
  readonly refused: number
}

const siteOf = (row: Fleet.Row): typeof Site.Type => ({
  site: row.site,
  verdict: row.verdict,
  reason: row.reason,
  age: row.age === null ? null : Math.round(row.age / 1000),
  link: row.link,
  product: row.product,
  state: row.state,
  batteryVoltage: row.batteryVoltage,
  batteryPower: row.batteryPower,
  stateOfCharge: row.stateOfCharge,
  acInputPower: row.acInputPower,
  acOutputPower: row.acOutputPower
})

/** A site as a line. */
export const line = (row: Fleet.Row, now: number): typeof Line.Type => ({
  schema: "vebus.fleet.site/1",
  time: new Date(now).toISOString(),
  ...siteOf(row)
})

/** A fleet as a document. */
export const document = ({ broker, refused, rows }: Seen, now: number): typeof Document.Type => ({
  schema: "vebus.fleet/1",
  time: new Date(now).toISOString(),
  broker,
  refused,
  sites: rows.map(siteOf)
})

const units = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60]
] as const

/** A span of time in its largest whole unit: `4s`, `3m`. */
export const span = (millis: number): string => {
  const seconds = Math.round(millis / 1000)
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ["s", 1]
  return `${Math.floor(seconds / size)}${unit}`
}

const styles: Readonly<Record<Fleet.Verdict, Style | null>> = {
  ok: null,
  stale: "yellow",
  lost: "red",
  unknown: "yellow"
}
/** In capitals what a person has to look at, also without colours. */
const words: Readonly<Record<Fleet.Verdict, string>> = {
  ok: "ok",
  stale: "NO DATA",
  lost: "LOST",
  unknown: "UNKNOWN"
}
const PERCENT = 100

const ofVerdict = ({ verdict }: Fleet.Row): Style | null => styles[verdict]
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value))

/** The columns of the table. */
const columns: ReadonlyArray<Shown.Column<Fleet.Row>> = [
  { head: "SITE", cell: ({ site }) => site, style: ofVerdict },
  { head: "STATUS", cell: ({ verdict }) => words[verdict], style: ofVerdict },
  { head: "AGE", right: true, cell: ({ age }) => (age === null ? null : span(age)), style: ofVerdict },
  { head: "STATE", cutTo: 8, cell: ({ state }) => state },
  { head: "BATTERY V", right: true, cell: ({ batteryVoltage }) => batteryVoltage },
  { head: "BATTERY W", right: true, cell: ({ batteryPower }) => rounded(batteryPower) },
  {
    head: "SOC %",
    right: true,
    cell: ({ stateOfCharge }) => (stateOfCharge === null ? null : Math.round(stateOfCharge * PERCENT))
  },
  { head: "AC IN W", right: true, cell: ({ acInputPower }) => rounded(acInputPower) },
  { head: "AC OUT W", right: true, cell: ({ acOutputPower }) => rounded(acOutputPower) },
  { head: "PRODUCT", spare: true, cutTo: 10, cell: ({ product }) => product },
  { head: "REASON", spare: true, cutTo: 12, cell: ({ reason }) => reason ?? "" }
]

const VERDICTS = ["ok", "stale", "lost", "unknown"] as const

/** How many sites are how. */
const summary = (rows: ReadonlyArray<Fleet.Row>): string =>
  [
    `${rows.length} site${rows.length === 1 ? "" : "s"}`,
    ...VERDICTS.flatMap((verdict) => {
      const count = rows.filter((row) => row.verdict === verdict).length
      return count === 0 ? [] : `${count} ${words[verdict]}`
    })
  ].join(", ")

/** Messages under our topics that nobody can read. */
export const nonsense = (count: number): string =>
  count === 1
    ? "1 message made no sense and was passed over"
    : `${count} messages made no sense and were passed over`

/** A fleet as lines for people. */
export const picture = (
  { broker, base, rows, refused }: Seen,
  around: Pick<Surroundings, "stdout" | "env">
): ReadonlyArray<string> => [
  [
    summary(rows),
    broker ?? "NO BROKER: what stands here is old",
    ...(refused === 0 ? [] : [nonsense(refused)])
  ].join("; "),
  ...(rows.length === 0
    ? [`no gateway publishes under ${base}/`]
    : Shown.lines(columns, rows, Shown.view(around)))
]
