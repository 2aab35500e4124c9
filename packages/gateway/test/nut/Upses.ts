/**
 * Readings and UPSs for tests: what a unit shows on mains and on battery, and a world made of it.
 */
import { LedMasks } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { NutConversation, NutVariables, SiteView } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import type { Sites } from "../../src/Sites.ts"
import { readingOf } from "../Readings.ts"
import { fresh } from "../Simulated.ts"

type Lamps = NonNullable<Reading.Reading["leds"]>

/** Lamps, dark but for those that are named. */
export const lamps = (lit: Partial<Lamps>): Lamps => ({
  ...(Object.fromEntries(LedMasks.lamps.map((lamp) => [lamp, "off"])) as unknown as Lamps),
  ...lit
})

/** What a reading shows here. */
export interface Shown {
  readonly state?: NonNullable<Reading.Reading["device"]>["state"] | null
  readonly leds?: Partial<Lamps> | null
  readonly volts?: number | null
  readonly amperes?: number | null
  /** 0 to 1. */
  readonly charge?: number | null
}

/** A reading of a system that shows this. */
export const showing = ({
  state = null,
  leds = {},
  volts = 52,
  amperes = null,
  charge = null
}: Shown): Reading.Reading => {
  const reading = readingOf(volts ?? 0)
  return {
    ...reading,
    device: state === null ? null : { state, chargeState: null },
    leds: leds === null ? null : lamps(leds),
    battery: {
      ...reading.battery!,
      voltage: volts as Reading.Battery["voltage"],
      current: amperes as Reading.Battery["current"],
      stateOfCharge: charge as Reading.Battery["stateOfCharge"]
    }
  }
}

/** On mains. */
export const mains: Shown = { state: "charge", leds: { mains: "on" }, amperes: 10 }
/** On battery. */
export const outage: Shown = { state: "invert-full", leds: { inverter: "on" }, amperes: -20 }

/** What a battery is low by. */
export const nominal: NutVariables.Nominal = {
  low: { stateOfCharge: 0.2, voltage: 47, forMillis: 30_000 },
  watts: 2400
}

/** No site has a session: what is known of them comes from the test. */
export const noSessions: Sites["Service"] = {
  names: Effect.succeed([]),
  connected: () => Effect.succeed(null),
  failure: () => Effect.succeed(null),
  apply: () => Effect.void,
  areAlive: Effect.succeed(true)
}

/** All that is known of a site that shows a reading. */
export const known = (
  reading: Reading.Reading,
  more: Partial<NutVariables.Known> = {},
  view: Partial<SiteView.SiteView> = {}
): NutVariables.Known => ({
  view: fresh({ site: "van", reading, ...view }),
  reading,
  status: "OL",
  battery: { capacity: null, stop: null },
  nominal,
  version: "1.2.3",
  ...more
})

/** A world with one UPS, and a user of each role. */
export const world = (more: Partial<NutConversation.World> = {}): NutConversation.World => ({
  upses: [
    { name: "ups", about: "VE.Bus system van", known: known(showing(mains)), lastStatus: null },
    { name: "boat", about: "VE.Bus system boat", known: null, lastStatus: null }
  ],
  version: "1.2.3",
  roleOf: (name, password) =>
    password !== "secret" ? null : name === "monuser" ? "secondary" : name === "chief" ? "primary" : null,
  clientsOf: () => [],
  canEncrypt: false,
  ...more
})
