/**
 * From a backup and what a unit holds now to the changes that restore it, and what is left out. Pure.
 *
 * Left out is what must not be copied from unit to unit: the grid code, the layout of the system, what cannot be taken
 * back, what needs an access level, flags that Victron asks not to change, and what this unit does not have.
 * Reference: integrations.md 12.7, 12.8.
 */
import type { Flag as Codec } from "@vebus/codec"
import type * as Change from "../control/Change.ts"
import { between, type Configuration, type Difference } from "./Difference.ts"

/** A difference that is not restored, and why. */
export interface LeftOut {
  readonly name: string
  readonly why: string
}

/** How a backup is restored. */
export interface Restoration {
  readonly changes: ReadonlyArray<Change.Change>
  readonly leftOut: ReadonlyArray<LeftOut>
}

/** The wave check, and the flag that follows it and is written with it. */
const WAVE_CHECK = 3
const WAVE_CHECK_INVERSE = 7

const forbidden = {
  "grid-code": "it belongs to the grid code",
  system: "it belongs to the layout of the system",
  irreversible: "it cannot be taken back"
} as const

/** Why a difference is left out, or `null`. `a` is the backup, `b` the unit. */
const reason = (difference: Difference): string | null => {
  const { a, b } = difference
  if (a === null) return "the backup does not have it"
  if (b === null) return "this unit does not have it"
  if (b.forbidden !== null) return forbidden[b.forbidden]
  if (difference.kind === "setting") {
    if (difference.b!.locked === true) return "it needs an access level"
    if (difference.a!.name === null) return "nobody knows what it does"
    return difference.a!.value === null ? "the backup has no value for it" : null
  }
  if (!difference.b!.supported) return "this unit does not support it"
  if (!difference.b!.promoted) return "Victron asks not to change it"
  return difference.b!.confidence === "unknown" ? "nobody knows what it does" : null
}

/** The changes that restore a backup on a unit as it is now. */
export const plan = (backup: Configuration, now: Configuration, to: Change.Destination): Restoration => {
  const changes: Array<Change.Change> = []
  const leftOut: Array<LeftOut> = []
  const differences = between(backup, now)
  const isWaveCheck = differences.some(
    (difference) => difference.kind === "flag" && difference.flag === WAVE_CHECK
  )
  for (const difference of differences) {
    const follows = difference.kind === "flag" && difference.flag === WAVE_CHECK_INVERSE
    if (follows && isWaveCheck) continue
    const why = follows ? "it is written with DisableWaveCheck only" : reason(difference)
    if (why !== null) leftOut.push({ name: difference.name, why })
    else if (difference.kind === "setting") {
      const wanted = { value: difference.a!.value! }
      changes.push({ _tag: "Setting", id: difference.id, to, wanted })
    } else {
      changes.push({ _tag: "Flag", flag: difference.flag as Codec.FlagNumber, on: difference.a!.on, to })
    }
  }
  return { changes, leftOut }
}
