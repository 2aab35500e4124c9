/**
 * Who has the set-point of a site: somebody who commands it, or grid control. There is one at a time, since two would take it
 * from each other every second.
 */
import * as Effect from "effect/Effect"
import * as Refused from "./Refused.ts"

/** Who can have a set-point. */
export type Owner = "commands" | "grid-control"

/** Who has the set-points of all sites. */
export interface Owners {
  /** Takes the set-point of a site, or keeps it. Fails while somebody else has it. */
  readonly take: (site: string, owner: Owner) => Effect.Effect<void, Refused.Refused>
  /** Gives it back. */
  readonly give: (site: string, owner: Owner) => void
}

const taken: Readonly<Record<Owner, string>> = {
  "grid-control":
    "the set-point follows the meter, and has one owner: command ess_mode off first, or another mode or target. Nothing was sent",
  commands:
    "the set-point is held by commands, and has one owner: command ess_setpoint off first. Nothing was sent"
}

/** Nobody has any yet. */
export const make = (): Owners => {
  const owners = new Map<string, Owner>()
  return {
    take: (site, owner) =>
      Effect.suspend(() => {
        const found = owners.get(site) ?? owner
        if (found !== owner) return Refused.refused("owned", taken[found])
        owners.set(site, owner)
        return Effect.void
      }),
    give: (site, owner) => {
      if (owners.get(site) === owner) owners.delete(site)
    }
  }
}
