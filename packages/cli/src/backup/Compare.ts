/**
 * Two configurations of a unit compared, with what somebody should know who reads the result.
 */
import { Difference } from "@vebus/runtime/backup"
import type * as Configured from "./Configured.ts"
import { type Pair, warnings } from "./Match.ts"

/** The differences of a pair. */
export interface Compared {
  /** `null`: it has none, or told none. */
  readonly serial: string | null
  readonly differences: ReadonlyArray<Difference.Difference>
  readonly notes: ReadonlyArray<string>
}

/** So many are named. */
const NAMED = 8

const listed = (names: ReadonlyArray<string>): string =>
  names.length <= NAMED
    ? names.join(", ")
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`

/** The entries that the other side has too, and the ids that it lacks. */
const within = (
  configuration: Difference.Configuration,
  asked: Configured.Part["asked"]
): { readonly configuration: Difference.Configuration; readonly left: ReadonlyArray<number> } => {
  const isAsked = ({ id }: { readonly id: number }) => asked?.includes(id) !== false
  return {
    configuration: { ...configuration, settings: configuration.settings.filter(isAsked) },
    left: configuration.settings.filter((setting) => !isAsked(setting)).map(({ id }) => id)
  }
}

/** Compares the two sides of a pair. */
export const compare = (pair: Pair): Compared => {
  const { a, b } = pair
  const left = within(a.configuration(b.wordsOf), b.asked)
  const right = within(b.configuration(a.wordsOf), a.asked)
  const others = Difference.rescaled(left.configuration, right.configuration).map(
    ({ id, name }) => name ?? `setting ${id}`
  )
  const unknown = [...left.left, ...right.left]
  return {
    serial: a.unit.serialNumber ?? b.unit.serialNumber,
    differences: Difference.between(left.configuration, right.configuration),
    notes: [
      ...warnings(pair),
      ...(others.length === 0
        ? []
        : [`another scale, so that values are compared and not raw words: ${listed(others)}`]),
      ...(unknown.length === 0
        ? []
        : [`not compared, since the backup does not tell of them: setting ${listed(unknown.map(String))}`])
    ]
  }
}
