/**
 * Effects of commands that no reading shows: whether charging is allowed (a flag in RAM only) and whether the
 * standby line is held. Known from what was written and came out, or from a plan, which asks without changing anything.
 */
import { BusLines, Flag } from "@vebus/codec"
import { type Change, type Control, Outcome } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Permissions from "./Permissions.ts"

/** As far as it is known; `null`: it is not. */
export interface InForce {
  readonly chargeEnabled: boolean | null
  readonly standby: boolean | null
}

const unknown: InForce = { chargeEnabled: null, standby: null }

/** The effects in force, by unit. */
export interface Known {
  readonly of: (site: string, address: number) => InForce
  /** Takes in what became of a change. */
  readonly learn: (
    site: string,
    address: number | null,
    change: Change.Change,
    outcomes: ReadonlyArray<Outcome.Outcome>
  ) => void
  /** Asks units for what may be changed: reads alone. */
  readonly inspect: (
    site: string,
    addresses: ReadonlyArray<number>,
    allow: Permissions.Permissions,
    control: Control.Control["Service"]
  ) => Effect.Effect<void>
  /** The link was lost, and with it maybe what is in RAM only. */
  readonly forget: (site: string) => void
}

const stopCharging: Change.FlagChange = {
  _tag: "Flag",
  flag: Permissions.DISABLE_CHARGE,
  on: true,
  to: "ram"
}

/** Nothing is known yet. */
export const make = (): Known => {
  const all = new Map<string, Map<number, InForce>>()
  const of = (site: string, address: number): InForce => all.get(site)?.get(address) ?? unknown
  const settle = (site: string, address: number, found: Partial<InForce>) => {
    const units = all.get(site) ?? new Map<number, InForce>()
    all.set(site, units)
    units.set(address, { ...of(site, address), ...found })
  }
  const everywhere = (site: string, found: Partial<InForce>) => {
    for (const address of all.get(site)?.keys() ?? []) settle(site, address, found)
  }

  return {
    of,
    learn: (site, address, change, outcomes) => {
      const isDone = outcomes.every(Outcome.isDone)
      if (change._tag === "Flag" && change.flag === Permissions.DISABLE_CHARGE) {
        const found = { chargeEnabled: isDone ? !change.on : null }
        if (address === null) everywhere(site, { chargeEnabled: null })
        else settle(site, address, found)
      }
      if (change._tag === "Lines" && change.standby !== undefined)
        everywhere(site, { standby: isDone ? change.standby : null })
      if (change._tag === "Restart") all.delete(site)
    },
    inspect: (site, addresses, allow, control) =>
      Effect.gen(function* () {
        for (const address of addresses) settle(site, address, {})
        if (allow.charge) {
          for (const address of addresses) {
            const [write] = (yield* control.plan([stopCharging], { address })).writes
            if (write?.action._tag !== "Setting") continue
            const { ramOnly, stored } = write.action
            const isStopped = Flag.isSet(Permissions.DISABLE_CHARGE, (ramOnly ?? stored).raw)
            settle(site, address, { chargeEnabled: !isStopped })
          }
        }
        if (allow.standby) {
          const [write] = (yield* control.plan([{ _tag: "Lines", standby: true }])).writes
          if (write?.action._tag !== "Lines") return
          everywhere(site, { standby: (write.action.before & BusLines.STANDBY) !== 0 })
        }
      }).pipe(Effect.catch((error) => Effect.logDebug(`${site}: ${error.message}`))),
    forget: (site) => void all.delete(site)
  }
}
