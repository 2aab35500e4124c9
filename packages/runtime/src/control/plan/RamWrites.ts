/**
 * Plans writes to RAM variables: (change, facts) -> write. Pure. A boolean changes its own bit of the word that was read;
 * what has no scale takes a raw word. Reference: protocol.md 4.5.7, 5.1.
 */
import { RamVariable, Scale, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { RamChange } from "../Change.ts"
import type { ControlError } from "../ControlError.ts"
import * as Order from "../Order.ts"
import type { Side, Write } from "../WritePlan.ts"
import type { Facts, RamFacts } from "./Facts.ts"
import * as Refuse from "../Refuse.ts"
import { sent } from "./Sent.ts"
import { quantity } from "../Wording.ts"

/** From here on RAM holds the records of the assistants: what they are, how long, and what they work with. */
const ASSISTANTS = 128
const OF_AN_ASSISTANT =
  "it belongs to the assistants of the unit, which a wrong word makes stop or do something else"

/** The name of a RAM variable for people. */
export const nameOf = (id: number): string => RamVariable.byId(id)?.name ?? `RAM ${id}`

/** Plans the write of one RAM variable. It is never skipped as equal: the unit computes it anew. */
export const plan = (change: RamChange, facts: Facts): Result.Result<Write, ControlError> => {
  const { id } = change
  const name = nameOf(id)
  const found = facts.ram.get(id)
  if (found === undefined || found.raw === null) {
    return Refuse.forbidden(name, "this unit does not have it", '"vebus ram list" shows those it has')
  }
  const { raw, scale } = found
  return Result.map(rawOf(name, change, scale, raw), (wantedRaw): Write => {
    const before = sideOf(id, found, raw)
    const wanted = sideOf(id, found, wantedRaw)
    return {
      name,
      action: {
        _tag: "Ram",
        id,
        before,
        wanted,
        bit: "on" in change.wanted && scale._tag === "Bit" ? scale.bit : null
      },
      before: before.text,
      after: wanted.text,
      ...sent(Order.ram(id, wantedRaw)),
      unchanged: false,
      notes: ["the unit may show another value at once: it goes on computing"],
      warnings: id >= ASSISTANTS ? [OF_AN_ASSISTANT] : []
    }
  })
}

const sideOf = (id: number, { scale }: RamFacts, raw: Words.Raw16): Side => ({
  raw,
  text:
    scale._tag === "Linear"
      ? quantity(Scale.toValue(scale, raw), RamVariable.byId(id)?.unit ?? null)
      : scale._tag === "Bit"
        ? Scale.toBoolean(scale, raw)
          ? "on"
          : "off"
        : `raw ${raw}`
})

const rawOf = (
  name: string,
  { wanted }: RamChange,
  scale: Scale.RamScale,
  raw: Words.Raw16
): Result.Result<Words.Raw16, ControlError> => {
  if ("raw" in wanted) return Result.succeed(wanted.raw)
  if ("on" in wanted) {
    return scale._tag === "Bit"
      ? Result.succeed(Scale.withBit(scale, raw, wanted.on))
      : Refuse.forbidden(name, "it is no boolean on this unit", "Give a number, or a raw word")
  }
  if (scale._tag !== "Linear") {
    return Refuse.forbidden(
      name,
      scale._tag === "Bit" ? "it is a boolean" : "the unit tells no scale for it",
      scale._tag === "Bit" ? "Give on or off" : "Give a raw word"
    )
  }
  return Result.mapError(Scale.toRaw(scale, wanted.value), (failure) =>
    Refuse.beyond(
      name,
      quantity(wanted.value, null),
      failure._tag === "OutOfRange"
        ? `${quantity(failure.minimum, null)} to ${quantity(failure.maximum, null)}`
        : "a raw word"
    )
  )
}
