/**
 * Finding things by name. Only letters and digits count, and not their case: `UBatFloat`, `u_bat_float` and
 * `U_BAT_FLOAT` are one name. Reference: decisions.md 1.
 */
import type { Named } from "./Entry.ts"

const essence = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")

const essences = ({ name, aliases = [] }: Named): ReadonlyArray<string> => [name, ...aliases].map(essence)

/** The entry with this name or alias, or `null`. */
export const byName = <A extends Named>(table: ReadonlyArray<A>, name: string): A | null => {
  const wanted = essence(name)
  return table.find((entry) => essences(entry).includes(wanted)) ?? null
}

/**
 * Names of the entries that may have been meant, best first: those a few typing errors away, then those that contain
 * what was asked for. Empty when nothing comes near.
 */
export const nearest = (table: ReadonlyArray<Named>, name: string, limit = 3): ReadonlyArray<string> => {
  const wanted = essence(name)
  const furthest = 1 + Math.trunc(wanted.length / 3)
  const distanceOf = (known: string): number => {
    const distance = editDistance(wanted, known)
    return known.includes(wanted) ? Math.min(distance, furthest) : distance
  }
  return table
    .map((entry) => ({ name: entry.name, distance: Math.min(...essences(entry).map(distanceOf)) }))
    .filter(({ distance }) => distance <= furthest)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map((candidate) => candidate.name)
}

/** How many letters must be added, removed or replaced to turn one text into the other. */
export const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (from[i] === to[j] ? 0 : 1)))
    }
    row = next
  }
  return row[to.length]!
}
