/**
 * The figures of one unit as one JSON document: what `<base>/<site>/<address>/state` carries. Pure.
 *
 * Every key that a template may name is always there, and is `null` where nothing is known: `null.voltage` is a mistake in
 * a template, `null` is not. What is too old is `null` too, with the reason: a retained message stays until the next one.
 *
 * A reading describes the whole system. The unit with the lowest address carries the system's figures; every unit has its
 * own share under `unit`. Powers are positive when drawn from the AC input, to the loads, and while charging.
 * Reference: integrations.md 1, 3.1.
 */
import { LedMasks, Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as EnergyTotals from "../EnergyTotals.ts"
import type * as SiteView from "../SiteView.ts"

/** The name and version of the document. */
export const SCHEMA = "vebus.mqtt.state/1"

/** The effects of commands that no reading shows. `null`: nobody knows. */
export interface InForce {
  /** Whether charging is allowed (flag DisableCharge). */
  readonly chargeEnabled: boolean | null
  /** Whether the standby line is held. */
  readonly standby: boolean | null
  /** The set-point of the ESS assistant that is being held, in watts drawn from the AC input. */
  readonly essSetpoint: number | null
}

/** Nothing was commanded. */
export const unknown: InForce = { chargeEnabled: null, standby: null, essSetpoint: null }

/** Figures in a document: nested objects with numbers, texts, lists, or `null`. */
export type Document = { readonly [key: string]: unknown }

/** The unit that carries the figures of the system: the lowest that is configured. `null`: no unit is known yet. */
export const homeOf = (reading: Reading.Reading | null): number | null =>
  reading === null ? null : (reading.units?.[0]?.address ?? reading.address)

/** The addresses of the units of a site. */
export const addressesOf = (reading: Reading.Reading | null): ReadonlyArray<number> =>
  reading === null ? [] : (reading.units?.map(({ address }) => address) ?? [reading.address])

const phases = [1, 2, 3, 4] as const

const sideOf = (list: Reading.Reading["acInput"], count: number): Document =>
  Object.fromEntries(
    phases.slice(0, Math.max(1, count)).map((phase) => {
      const found = list?.find((each) => each.phase === phase)
      return [
        `L${phase}`,
        {
          voltage: found?.voltage ?? null,
          current: found?.current ?? null,
          power: found?.power ?? null,
          frequency: found?.frequency ?? null
        }
      ]
    })
  )

const lamps = Object.keys(LedMasks.LampStates.fields) as ReadonlyArray<keyof LedMasks.LampStates>

/** The figures of the whole system. */
const system = (view: SiteView.SiteView, reading: Reading.Reading | null, phaseCount: number): Document => ({
  battery: {
    voltage: reading?.battery?.voltage ?? null,
    current: reading?.battery?.current ?? null,
    power: reading?.battery?.power ?? null,
    stateOfCharge: reading?.battery?.stateOfCharge ?? null,
    temperature: reading?.battery?.temperature ?? null
  },
  acInput: sideOf(reading?.acInput ?? null, phaseCount),
  acOutput: sideOf(reading?.acOutput ?? null, phaseCount),
  acInputPower: reading?.acInputPower ?? null,
  acOutputPower: reading?.acOutputPower ?? null,
  device: {
    state: reading?.device?.state ?? null,
    chargeState: reading?.device?.chargeState ?? null
  },
  leds: Object.fromEntries(lamps.map((lamp) => [lamp, reading?.leds?.[lamp] ?? null])),
  alarms: reading?.alarms ?? null,
  vebusError: errorOf(reading?.vebusError ?? null),
  switch: {
    requested: reading?.switch?.requested ?? null,
    actual: actualOf(reading?.switch ?? null),
    charge: reading?.switch?.charge ?? null,
    invert: reading?.switch?.invert ?? null,
    front: reading?.switch?.front ?? null
  },
  currentLimit: {
    actual: reading?.currentLimit?.actual ?? null,
    minimum: reading?.currentLimit?.minimum ?? null,
    maximum: reading?.currentLimit?.maximum ?? null
  },
  activeInput: reading?.activeInput ?? null,
  // How grid control stands is known of itself, without the unit.
  ess: {
    state: view.ess?.phase ?? null,
    message: view.ess?.message ?? null,
    mode: view.ess?.mode ?? null,
    target: view.ess?.target ?? null,
    setpoint: view.ess?.setpoint ?? null,
    gridPower: view.ess?.gridPower ?? null,
    unitPower: view.ess?.unitPower ?? null
  },
  // Totals hold on: they are what was counted up to now, however old the last reading is.
  energy: Object.fromEntries(EnergyTotals.allFlows.map((flow) => [flow, view.energy?.[flow] ?? null]))
})

/** An error that nobody has named is one nevertheless. */
const errorOf = (found: Reading.Reading["vebusError"]): Document =>
  found === null
    ? { code: null, name: null }
    : { code: found.code, name: found.name ?? `unknown-${found.code}` }

/** The position that all switches together leave: what the unit may do now. */
const actualOf = (found: Reading.Reading["switch"]): string | null =>
  found === null
    ? null
    : found.charge
      ? found.invert
        ? "on"
        : "charger-only"
      : found.invert
        ? "inverter-only"
        : "off"

/** The share of one unit. */
const share = (reading: Reading.Reading | null, address: number): Document => {
  const found = reading?.units?.find((unit) => unit.address === address)
  return {
    phase: found?.phase ?? null,
    status: found?.status ?? null,
    battery: {
      voltage: found?.battery?.voltage ?? null,
      current: found?.battery?.current ?? null,
      power: found?.battery?.power ?? null
    },
    inputPower: found?.inputPower ?? null,
    outputPower: found?.outputPower ?? null,
    inverterPower: found?.inverterPower ?? null,
    state: found?.state ?? null,
    chargeState: found?.chargeState ?? null
  }
}

/** The facts of a document besides the view. */
export interface Options {
  readonly address: number
  /** The unit that carries the figures of the system. */
  readonly home: number
  /** How many phases are listed; those that are not there are `null`. */
  readonly phases: number
  readonly inForce: InForce
  /** When the document is made, milliseconds since 1970: its time where there is no fresh reading. */
  readonly now: number
}

/** Whether a unit has fresh figures. For the one that carries the system's, those are what counts. */
export const isAvailable = (view: SiteView.SiteView, address: number, home: number): boolean =>
  view.fresh &&
  (address === home || view.reading?.units?.find((unit) => unit.address === address)?.status === "present")

/** The figures of one unit. */
export const make = (
  view: SiteView.SiteView,
  { address, home, phases: count, inForce, now }: Options
): Document => {
  const reading = isAvailable(view, address, home) ? view.reading : null
  const common = {
    schema: SCHEMA,
    ts: new Date(reading === null ? now : (view.readAt ?? now)).toISOString(),
    fresh: reading !== null,
    reason: reading === null ? (view.reason ?? `unit ${address} does not answer`) : null,
    unit: share(reading, address),
    // Nobody knows what became of it while there is no link.
    inForce: reading === null ? unknown : inForce
  }
  return address === home ? { ...common, ...system(view, reading, count) } : common
}

/** A document as it is sent, its numbers with at most six significant digits. */
export const toJson = (document: Document): string =>
  JSON.stringify(document, (_, value: unknown) => (typeof value === "number" ? numeral(value) : value))

/** The value at keys joined by points; `undefined` where the document has no such key. */
export const at = (document: Document, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      document
    )

/** Every figure with its keys joined by `/`, for who wants one topic each. Lists are joined by commas; `none` is an empty one. */
export const scalars = (
  document: Document,
  above = ""
): ReadonlyArray<readonly [path: string, text: string | null]> =>
  Object.entries(document).flatMap(([key, value]) => {
    const path = `${above}${key}`
    if (value === null || value === undefined) return [[path, null] as const]
    if (Array.isArray(value)) return [[path, value.join(",") || "none"] as const]
    return typeof value === "object"
      ? scalars(value as Document, `${path}/`)
      : [[path, String(typeof value === "number" ? numeral(value) : (value as string | boolean))] as const]
  })

const numeral = (value: number): number => (Number.isInteger(value) ? value : Quantity.printable(value))
