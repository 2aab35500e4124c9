/**
 * The plant: mains, loads and battery around the unit, and what the unit makes of them. A pure step of a quarter of a
 * second; between steps every value holds, so that all that is read at one instant agrees.
 *
 *     inverter off      nothing flows
 *     inverter only     loads from the battery, mains ignored
 *     charger only      loads and battery from the mains
 *     on                the same; the battery helps when the loads exceed the input current limit
 *     on, with ESS      besides, power goes to and fro between battery and mains as an energy manager would have it
 *
 * Mains voltage and frequency wander a little, loads change slowly. Inside, AC input is positive when drawn, the
 * inverter power when charging; `outputWatts = inputWatts - inverterWatts` holds to the watt. Reference: protocol.md 5.2.
 */
import * as Battery from "./Battery.ts"
import * as Random from "./Random.ts"

/** What never changes: the connection, the unit's rating, the battery. */
export interface Site {
  readonly nominalVolts: number
  readonly nominalHertz: number
  readonly ratedAmperes: number
  readonly ratedWatts: number
  readonly battery: Battery.Battery
  /** Whether an energy manager moves power between battery and mains. */
  readonly exchanges: boolean
  readonly start: {
    readonly stateOfCharge: number
    readonly loadWatts: number
    readonly exchangeWatts: number
  }
}

/** What the unit is told to do, by its switches and by the settings in force. */
export interface Orders {
  readonly charge: boolean
  readonly invert: boolean
  readonly limitAmperes: number
  readonly absorptionVolts: number
  readonly floatVolts: number
  readonly bulkAmperes: number
  readonly inverterVolts: number
  /** A charge state that was demanded, or `null`. */
  readonly forced: Forced | null
}

/** What the unit does, by the names of protocol.md 4.5.3. */
export type MainState = "off" | "invert-full" | "power-assist" | "charge"
/** How far the charger has got. */
export type Stage = "bulk" | "absorption" | "float"
/** The charge states that 0x0E can demand. */
export type Forced = "equalise" | "forced-absorption" | "float"
export type SubState = "init" | "storage" | Stage | Forced

/** What can be measured. */
export interface Live {
  readonly mainsVolts: number
  readonly mainsHertz: number
  readonly mainsAmperes: number
  readonly inputWatts: number
  readonly outputVolts: number
  readonly outputAmperes: number
  readonly outputHertz: number
  readonly outputWatts: number
  /** From the AC side into the battery. */
  readonly inverterWatts: number
  /** The same powers as they are from moment to moment. */
  readonly unfiltered: { readonly inputWatts: number; readonly inverterWatts: number }
  readonly batteryVolts: number
  readonly batteryAmperes: number
  readonly batteryRippleVolts: number
  readonly stateOfCharge: number
  readonly state: MainState
  /** Means something while the state is `charge`. */
  readonly subState: SubState
}

export interface State {
  readonly site: Site
  readonly seed: number
  /** When the next step is due. */
  readonly dueAt: number
  readonly mainsVolts: number
  readonly mainsHertz: number
  readonly loadWatts: number
  readonly loadTarget: number
  readonly exchangeWatts: number
  readonly exchangeTarget: number
  readonly stateOfCharge: number
  readonly stage: Stage
  /** Energy by the way it took, in the order of the energy counters, in their unit; kept below 256. */
  readonly energy: ReadonlyArray<number>
  readonly live: Live
}

type Unmeasured = Omit<State, "live">

/** How long values hold. */
export const TICK_MILLIS = 250

const SECONDS = TICK_MILLIS / 1000
const HOURS = SECONDS / 3600
/** Joules in one count of an energy counter. */
const COUNT = 65_536
const COUNTERS = 10

/** Share of the power that gets through between AC and DC. */
const EFFICIENCY = 0.94
/** Reactive power of the loads as a share of their real power. */
const REACTIVE = 0.4
/** State of charge below which a floating battery is charged again. */
const REBULK = 0.92
/** How near the absorption voltage counts as there: power flows in whole watts. */
const VOLTAGE_STEP = 0.005
/** The energy manager discharges above the first and charges below the second. */
const EXCHANGE_HIGH = 0.97
const EXCHANGE_LOW = 0.3
/** How far the unfiltered powers stray. */
const RESTLESS_WATTS = 5

/** A plant as it is at a time in milliseconds, already running. */
export const make = (site: Site, seed: number, at: number, orders: Orders): State =>
  tick(
    {
      site,
      seed,
      dueAt: at,
      mainsVolts: site.nominalVolts,
      mainsHertz: site.nominalHertz,
      loadWatts: site.start.loadWatts,
      loadTarget: site.start.loadWatts,
      exchangeWatts: site.start.exchangeWatts,
      exchangeTarget: site.start.exchangeWatts,
      stateOfCharge: site.start.stateOfCharge,
      stage: "bulk",
      energy: Array.from({ length: COUNTERS }, () => 0)
    },
    orders
  )

/** The plant a quarter of a second later. */
export const tick = (state: Unmeasured, orders: Orders): State => {
  const chance = Random.from(state.seed)
  const wandered = wander(state, chance)
  const live = measure(wandered, orders, chance)
  return {
    ...wandered,
    seed: chance.seed(),
    dueAt: state.dueAt + TICK_MILLIS,
    stage: nextStage(wandered, live, orders),
    stateOfCharge: Battery.charged(state.site.battery, state.stateOfCharge, live.batteryAmperes, HOURS),
    energy: add(state.energy, live),
    live
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

/** A step towards a goal, pushed about by chance. */
const drift = (value: number, goal: number, share: number, push: number): number =>
  value + (goal - value) * share + push

/** Whether something happens that happens about once in so many steps. */
const occurs = ({ draw }: Random.Draws, steps: number): boolean => draw() > 1 - 2 / steps

const wander = (state: Unmeasured, chance: Random.Draws): Unmeasured => {
  const { site } = state
  const { draw } = chance
  const half = (1 + draw()) / 2
  const loadTarget = occurs(chance, 240) ? site.ratedWatts * (0.03 + 0.8 * half * half) : state.loadTarget
  const exchangeTarget = occurs(chance, 480) ? 0.4 * site.ratedWatts * draw() : state.exchangeTarget
  const volts = drift(state.mainsVolts, site.nominalVolts, 0.01, 0.001 * site.nominalVolts * draw())
  const hertz = drift(state.mainsHertz, site.nominalHertz, 0.02, 0.004 * draw())
  const push = 0.002 * site.ratedWatts
  return {
    ...state,
    mainsVolts: clamp(volts, 0.95 * site.nominalVolts, 1.05 * site.nominalVolts),
    mainsHertz: clamp(hertz, site.nominalHertz - 0.2, site.nominalHertz + 0.2),
    loadTarget,
    loadWatts: Math.max(drift(state.loadWatts, loadTarget, 0.05, push * draw()), 0),
    exchangeTarget,
    exchangeWatts: drift(
      state.exchangeWatts,
      allowedExchange(exchangeTarget, state.stateOfCharge),
      0.03,
      push * draw()
    )
  }
}

/** Neither empties an empty battery nor fills a full one. */
const allowedExchange = (watts: number, stateOfCharge: number): number =>
  stateOfCharge > EXCHANGE_HIGH ? -Math.abs(watts) : stateOfCharge < EXCHANGE_LOW ? Math.abs(watts) : watts

/** Where the power goes, to the watt. */
interface Flow {
  readonly state: MainState
  readonly inputWatts: number
  readonly outputWatts: number
  readonly inverterWatts: number
}

const flow = (plant: Unmeasured, orders: Orders): Flow => {
  const wanted = Math.round(plant.loadWatts)
  const canDischarge = orders.invert && plant.stateOfCharge > 0
  if (!orders.charge) {
    return canDischarge
      ? { state: "invert-full", inputWatts: 0, outputWatts: wanted, inverterWatts: -wanted }
      : { state: "off", inputWatts: 0, outputWatts: 0, inverterWatts: 0 }
  }
  const spare = inputLimit(orders.limitAmperes * plant.mainsVolts, wanted * REACTIVE) - wanted
  const charging = Math.min(chargingWatts(plant, orders), spare)
  const inverterWatts = canDischarge ? charging : Math.max(charging, 0)
  return {
    state: spare < 0 && canDischarge && orders.forced === null ? "power-assist" : "charge",
    inputWatts: wanted + inverterWatts,
    outputWatts: wanted,
    inverterWatts
  }
}

/** The real power that may be drawn along with the reactive power of the loads, under a limit of the current. */
const inputLimit = (apparent: number, reactive: number): number =>
  Math.floor(Math.sqrt(Math.max(apparent * apparent - reactive * reactive, 0)))

/** What the charger would like to take, or an energy manager to give. */
const chargingWatts = (plant: Unmeasured, orders: Orders): number => {
  const volts = (orders.forced ?? plant.stage) === "float" ? orders.floatVolts : orders.absorptionVolts
  const battery = Battery.wattsToCharge(
    plant.site.battery,
    plant.stateOfCharge,
    volts,
    Math.min(orders.bulkAmperes, plant.site.ratedAmperes)
  )
  const demand = Math.round(battery / EFFICIENCY)
  return plant.site.exchanges && orders.forced === null
    ? Math.min(Math.round(plant.exchangeWatts), demand)
    : demand
}

/** Effective current: real and reactive power together, with the sign of the real power. */
const amperes = (watts: number, reactive: number, volts: number): number =>
  volts === 0 ? 0 : (Math.sign(watts || 1) * Math.sqrt(watts * watts + reactive * reactive)) / volts

const measure = (plant: Unmeasured, orders: Orders, { draw }: Random.Draws): Live => {
  const { site } = plant
  const { state, inputWatts, outputWatts, inverterWatts } = flow(plant, orders)
  const direct = inverterWatts >= 0 ? inverterWatts * EFFICIENCY : inverterWatts / EFFICIENCY
  const batteryVolts = Battery.voltsAt(site.battery, plant.stateOfCharge, direct)
  const batteryAmperes = direct / batteryVolts
  const onMains = orders.charge
  const outputVolts = state === "off" ? 0 : onMains ? plant.mainsVolts : orders.inverterVolts
  const reactive = outputWatts * REACTIVE
  return {
    mainsVolts: plant.mainsVolts,
    mainsHertz: plant.mainsHertz,
    mainsAmperes: onMains ? amperes(inputWatts, reactive, plant.mainsVolts) : 0,
    inputWatts,
    outputVolts,
    outputAmperes: amperes(outputWatts, reactive, outputVolts),
    outputHertz: onMains ? plant.mainsHertz : site.nominalHertz,
    outputWatts,
    inverterWatts,
    unfiltered: {
      inputWatts: inputWatts + Math.round(RESTLESS_WATTS * draw()),
      inverterWatts: inverterWatts + Math.round(RESTLESS_WATTS * draw())
    },
    batteryVolts,
    batteryAmperes,
    batteryRippleVolts: 0.02 + 0.004 * Math.abs(batteryAmperes),
    stateOfCharge: plant.stateOfCharge,
    state,
    subState: state === "charge" ? subStateOf(plant, inverterWatts, orders) : "init"
  }
}

/** An energy manager that discharges is seen as storage, as captured from a unit with ESS. */
const subStateOf = (plant: Unmeasured, inverterWatts: number, { forced }: Orders): SubState =>
  forced ?? (plant.site.exchanges && inverterWatts < 0 ? "storage" : plant.stage)

const nextStage = ({ stage, stateOfCharge }: Unmeasured, live: Live, orders: Orders): Stage => {
  if (orders.forced !== null) return orders.forced === "float" ? "float" : "absorption"
  if (stateOfCharge >= (stage === "float" ? REBULK : 1)) return "float"
  if (live.inverterWatts < 0) return "bulk"
  const isReached = live.batteryVolts >= orders.absorptionVolts - VOLTAGE_STEP
  return stage === "absorption" || isReached ? "absorption" : "bulk"
}

/** Adds what flowed during a step to the counters: AC1 to inverter and output, inverter to AC1 and output. */
const add = (energy: ReadonlyArray<number>, { inputWatts, outputWatts }: Live) => {
  const fromMains = Math.max(inputWatts, 0)
  const toOutput = Math.min(fromMains, outputWatts)
  const ways = [
    fromMains - toOutput,
    0,
    toOutput,
    0,
    Math.max(-inputWatts, 0),
    0,
    0,
    0,
    outputWatts - toOutput,
    0
  ]
  return energy.map((counts, way) => (counts + (ways[way]! * SECONDS) / COUNT) % 256)
}
