/**
 * The plant: mains, loads and battery around the units, and what the units make of them. A pure step of a quarter of a
 * second; between steps every value holds, so that all that is read at one instant agrees.
 *
 *     Mains     the AC source, and whether it is accepted     Charger      stages and voltages
 *     Loads     what is drawn on each phase                   Protection   shutdowns and alarms
 *     Battery   charge, voltage, resistance                   Share        who may take and give how much
 *     Flow      where the power of a phase goes               Live         what each unit measures
 *
 * No energy comes from nowhere: what mains and battery give is what loads, mains and battery get, and what converters
 * and battery lose. Reference: protocol.md 5.2, 8.
 */
import * as Random from "../Random.ts"
import * as Battery from "./Battery.ts"
import * as Charger from "./Charger.ts"
import * as Energy from "./Energy.ts"
import * as Flow from "./Flow.ts"
import * as Live from "./Live.ts"
import * as Loads from "./Loads.ts"
import * as Mains from "./Mains.ts"
import type { Orders } from "./Orders.ts"
import * as Protection from "./Protection.ts"
import * as Share from "./Share.ts"
import { type Site, TICK_HOURS, TICK_MILLIS } from "./Site.ts"

export interface State extends Share.Scene {
  readonly seed: number
  /** When the next step is due. */
  readonly dueAt: number
  /** By unit, phase after phase. */
  readonly energy: ReadonlyArray<Energy.State>
  /** The measurements of each unit, in the same order. */
  readonly units: ReadonlyArray<Live.Live>
  /** The measurements of the first unit. */
  readonly live: Live.Live
}

type Unmeasured = Omit<State, "units" | "live">

/** A plant as it is at a time in milliseconds, already running. */
export const make = (site: Site, seed: number, at: number, orders: Orders): State =>
  tick(
    {
      site,
      seed,
      dueAt: at,
      mains: Mains.make(site),
      loads: site.unitsByPhase.map(() => Loads.make(site)),
      stateOfCharge: site.start.stateOfCharge,
      charger: Charger.initial,
      protection: Protection.initial,
      energy: Array.from({ length: Share.unitsOf(site) }, () => Energy.initial)
    },
    orders
  )

/** The plant a quarter of a second later. */
export const tick = (state: Unmeasured, orders: Orders): State => {
  const { site, stateOfCharge, protection } = state
  const { battery, unitsByPhase } = site
  const chance = Random.from(state.seed)
  const mains = Mains.wander(state.mains, site, orders.rules, chance)
  const loads = state.loads.map((each, phase) =>
    Loads.wander(each, site, unitsByPhase[phase]!, stateOfCharge, chance)
  )
  const scene: Share.Scene = { ...state, mains, loads }
  const burden = Share.burden(scene, orders)
  const flows = Share.phases(scene, orders, burden).map(Flow.flow)
  const direct = flows.reduce((sum, flow, phase) => sum + Live.directOf(flow, unitsByPhase[phase]!), 0)
  const batteryVolts = Battery.voltsAt(battery, stateOfCharge, direct)
  const batteryAmperes = direct / batteryVolts
  const seen = seenBy(scene, orders, burden, flows, batteryVolts, batteryAmperes)
  const common = {
    mainsHertz: mains.hertz,
    outputHertz: burden.isOnMains ? mains.hertz : site.nominalHertz,
    batteryVolts,
    batteryCelsius: protection.batteryCelsius,
    stateOfCharge,
    // A unit that is switched off warns of nothing.
    alarms: orders.charge || orders.invert ? Protection.alarms(protection, orders.rules, seen) : 0,
    isOnMains: burden.isOnMains
  }
  const units = flows.flatMap((flow, phase) =>
    Live.measure(
      {
        ...common,
        flow,
        units: unitsByPhase[phase]!,
        mainsVolts: mains.source.on ? mains.volts[phase]! : 0,
        outputVolts: outputVolts(flow, mains.volts[phase]!, orders),
        subState: subStateOf(state, flow, orders)
      },
      chance
    )
  )
  return {
    site,
    mains,
    loads,
    seed: chance.seed(),
    dueAt: state.dueAt + TICK_MILLIS,
    charger: Charger.next(state.charger, orders, battery, {
      volts: batteryVolts,
      amperes: batteryAmperes,
      stateOfCharge,
      celsius: protection.batteryCelsius,
      isPowered: burden.isOnMains
    }),
    protection: Protection.next(protection, orders.rules, seen),
    stateOfCharge: Battery.charged(battery, stateOfCharge, batteryAmperes, TICK_HOURS),
    energy: state.energy.map((counts, unit) => Energy.add(counts, units[unit]!, mains.input)),
    units,
    live: units[0]!
  }
}

const seenBy = (
  { site, mains }: Share.Scene,
  { limitAmperes }: Orders,
  { isOnMains, isExhausted, share }: Share.Burden,
  flows: ReadonlyArray<Flow.Flow>,
  batteryVolts: number,
  batteryAmperes: number
): Protection.Seen => ({
  batteryVolts,
  batteryAmperes,
  ratedAmperes: site.ratedAmperes * Share.unitsOf(site),
  inverterShare: isOnMains ? Share.largest(site, flows, ({ inverterWatts }) => -inverterWatts) : share,
  workShare: Share.largest(site, flows, ({ inverterWatts }) => Math.abs(inverterWatts)),
  exceedsLimit:
    isOnMains &&
    flows.some((flow, phase) => Flow.inputAmperes(flow, mains.volts[phase]!) > limitAmperes * SLACK),
  isExhausted,
  isOnMains
})

/** How far above its limit an input current counts as above it. */
const SLACK = 1.02

const outputVolts = ({ state }: Flow.Flow, mainsVolts: number, { rules }: Orders): number => {
  switch (state) {
    case "off":
    case "down":
      return 0
    case "invert-full":
      return rules.inverterVolts
    case "bypass":
    case "charge":
    case "power-assist":
      return mainsVolts
  }
}

/** A manager that discharges is seen as storage, as captured from a unit with ESS. */
const subStateOf = ({ charger }: Unmeasured, flow: Flow.Flow, { forced }: Orders): Live.SubState =>
  flow.state !== "charge" ? "init" : (forced ?? (flow.isDischarging ? "storage" : charger.stage))
