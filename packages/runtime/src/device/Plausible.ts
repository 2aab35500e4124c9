/**
 * Scales that make impossible values of the words read: not shown, and asked for until they are sure. Costs nothing while
 * all values can be. Reference: decisions.md 5.
 */
import { Plausible, Product, Scale, SoftwareVersion, type Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Unit } from "../session/Session.ts"
import type { CacheKey } from "../state/Cache.ts"

/** The messages that were given already for each unit: a monitor would repeat them once a second. */
const said = new WeakMap<Unit["infos"], Set<number>>()

const sayOnce = ({ infos, address }: Unit, id: number, reason: string): Effect.Effect<void> =>
  Effect.suspend(() => {
    const ids = said.get(infos) ?? new Set()
    said.set(infos, ids)
    if (ids.has(id)) return Effect.void
    ids.add(id)
    return Effect.logWarning(`${reason} cannot be: RAM variable ${id} of address ${address} is not shown`)
  })

/** Scales after those that make impossible values were asked for again. */
export interface Settled {
  readonly scales: Reading.RamScales
  /** The ids whose values still cannot be. */
  readonly impossible: ReadonlyArray<number>
  /** The voltage of the battery that the product is made for, if anybody knows. */
  readonly nominalVolts: number | null
}

/** The scales of a unit, without those that make impossible values of these words: they scale nothing. */
export const checked = (
  unit: Unit,
  scales: Reading.RamScales,
  words: ReadonlyMap<number, Words.Raw16>
): Effect.Effect<Reading.RamScales, LinkError> =>
  Effect.map(
    settled(unit, scales, words),
    ({ scales: good, impossible }) =>
      new Map([...good, ...impossible.map((id) => [id, Scale.ramScale(0, 0)] as const)])
  )

const nominalOf = (known: CacheKey | null) =>
  Product.nominal(known === null ? 0 : SoftwareVersion.productId(known.version))

/** The scales of a unit, and which of them make impossible values of these words. */
export const settled = (
  unit: Unit,
  scales: Reading.RamScales,
  words: ReadonlyMap<number, Words.Raw16>
): Effect.Effect<Settled, LinkError> =>
  Effect.gen(function* () {
    let nominal = nominalOf(yield* unit.firmware.told)
    const why = (id: number, raw: Words.Raw16, scale: Scale.RamScale | undefined): string | null => {
      if (scale?._tag !== "Linear") return null
      const { value } = Reading.ramOf(id, scale, raw)
      return typeof value === "number" ? Plausible.impossible(id, value, nominal) : null
    }
    const good = new Map(scales)
    const impossible: Array<number> = []
    for (const [id, raw] of words) {
      if (why(id, raw, good.get(id)) === null) continue
      // One answer about the firmware is not enough to hide a value.
      nominal = nominalOf(yield* unit.firmware.proven)
      if (why(id, raw, good.get(id)) === null) continue
      yield* unit.infos.suspect({ ram: [id] })
      const scale = yield* unit.ramScale(id)
      const reason = why(id, raw, scale)
      good.set(id, scale)
      if (reason === null) continue
      impossible.push(id)
      yield* sayOnce(unit, id, reason)
    }
    return { scales: good, impossible, nominalVolts: nominal.volts }
  })
