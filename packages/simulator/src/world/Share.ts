/**
 * How the units share the work: what each phase may take from and give to the one battery, and how hard that is for the
 * inverters.
 */
import * as Battery from "./Battery.ts"
import * as Charger from "./Charger.ts"
import type { Flow, Phase } from "./Flow.ts"
import type * as Loads from "./Loads.ts"
import * as Mains from "./Mains.ts"
import type { Orders } from "./Orders.ts"
import * as Protection from "./Protection.ts"
import { EFFICIENCY, type Site, TICK_HOURS } from "./Site.ts"

/** The circumstances in which the units divide the work. */
export interface Scene {
  readonly site: Site
  readonly mains: Mains.State
  readonly loads: ReadonlyArray<Loads.State>
  readonly stateOfCharge: number
  readonly charger: Charger.State
  readonly protection: Protection.State
}

/** Whether the inverters can carry all loads by themselves, and what share of their power it would take. */
export interface Burden {
  readonly isOnMains: boolean
  readonly share: number
  /** The battery cannot give it. */
  readonly isExhausted: boolean
  /** The inverters do carry it. */
  readonly isCarried: boolean
}

/** How many units there are. */
export const unitsOf = ({ unitsByPhase }: Site): number => unitsByPhase.reduce((sum, units) => sum + units, 0)

/** The most watts of AC that the battery can give. */
const available = ({ site, stateOfCharge }: Scene): number =>
  Battery.wattsToDraw(site.battery, stateOfCharge, TICK_HOURS) * EFFICIENCY

/** The burden of the inverters off the mains. */
export const burden = (scene: Scene, orders: Orders): Burden => {
  const isOnMains = orders.charge && Mains.isAccepted(scene.mains)
  const isAsked = !isOnMains && orders.invert && Protection.mayInvert(scene.protection)
  if (!isAsked) return { isOnMains, share: 0, isExhausted: false, isCarried: false }
  const { site, loads } = scene
  const watts = loads.map(({ loadWatts }) => Math.round(loadWatts))
  const share = Math.max(
    ...watts.map((each, phase) => each / (site.inverterWatts * site.unitsByPhase[phase]!))
  )
  const isExhausted = watts.reduce((sum, each) => sum + each, 0) > available(scene)
  return { isOnMains, share, isExhausted, isCarried: !isExhausted && share <= Protection.OVERLOAD_AT_ONCE }
}

/** The circumstances of each phase. */
export const phases = (
  scene: Scene,
  orders: Orders,
  { isOnMains, isCarried }: Burden
): ReadonlyArray<Phase> => {
  const { site, mains, loads, stateOfCharge, charger, protection } = scene
  const { batteryCelsius, overheated } = protection
  const { rules, forced } = orders
  const count = site.unitsByPhase.length
  const isTooCold = rules.coldestCelsius !== null && batteryCelsius < rules.coldestCelsius
  const mayInvert = orders.invert && Protection.mayInvert(protection)
  const toCharge = isOnMains
    ? Battery.wattsToCharge(
        site.battery,
        stateOfCharge,
        Charger.targetVolts(charger, orders, batteryCelsius),
        Math.min(rules.bulkAmperes, site.ratedAmperes) * unitsOf(site),
        TICK_HOURS
      ) / EFFICIENCY
    : 0
  const availableWatts = isOnMains && mayInvert ? available(scene) / count : 0
  return site.unitsByPhase.map((units, phase) => ({
    loadWatts: loads[phase]!.loadWatts,
    mainsVolts: mains.volts[phase]!,
    isOnMains,
    limitAmperes: orders.limitAmperes,
    manager: orders.managers[phase] ?? "none",
    exchangeWatts: loads[phase]!.exchangeWatts,
    demandWatts: Math.floor(toCharge / count),
    isChargerOff: rules.chargerOff || isTooCold || overheated,
    isForced: forced !== null,
    mayInvert: isOnMains ? mayInvert : isCarried,
    assists: rules.assists,
    inverterWatts: site.inverterWatts * units,
    availableWatts,
    idle: orders.invert ? "down" : "off"
  }))
}

/** The largest of some watts of the phases, as a share of what their inverters carry without end. */
export const largest = (site: Site, flows: ReadonlyArray<Flow>, watts: (flow: Flow) => number): number =>
  Math.max(...flows.map((flow, phase) => watts(flow) / (site.inverterWatts * site.unitsByPhase[phase]!)))
