/**
 * RAM variables: 37 with flags 02, which spares the EEPROM. What has no scale takes a raw word. A boolean changes its own
 * bit of the word that was read, and shares it with others: these must still be as they were when the plan was made.
 *
 * The unit goes on computing, so the acknowledgement is the proof; without one the same word is sent again.
 * Reference: protocol.md 4.5.7, 4.6, 5.1.
 */
import { RamVariable, Scale, type Words, WriteViaId } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import type { ControlError } from "../ControlError.ts"
import { answered, beforehand, changedSince, sendUntilAnswered, type Step } from "../execute/Step.ts"
import type * as Order from "../Order.ts"
import type { Facts, RamFacts } from "../plan/Facts.ts"
import { framesOf } from "../plan/PlannedFrames.ts"
import * as Refuse from "../Refuse.ts"
import { quantity } from "../Wording.ts"
import { eachAlone, type Kind, type Wanted, type Write } from "./Kind.ts"
import { Side } from "./Side.ts"

/** Writes a RAM variable. A boolean changes its own bit of the word. */
export interface RamChange {
  readonly _tag: "Ram"
  /** 0 to 255. */
  readonly id: number
  readonly wanted: Wanted | { readonly on: boolean }
}

/** A word that goes to a RAM variable. */
export const RamWrite = Schema.TaggedStruct("Ram", {
  id: Schema.Int,
  before: Side,
  wanted: Side,
  /** Which bit of the word a boolean is; `null` when the whole word is meant. */
  bit: Schema.NullOr(Schema.Int)
})
export type RamWrite = typeof RamWrite.Type

/** From here on RAM holds the records of the assistants: what they are, how long, and what they work with. */
const ASSISTANTS = 128
const OF_AN_ASSISTANT =
  "it belongs to the assistants of the unit, which a wrong word makes stop or do something else"

const nameOf = (id: number): string => RamVariable.byId(id)?.name ?? `RAM ${id}`

/** Plans the write of one RAM variable. It is never skipped as equal: the unit computes it anew. */
const plan = (change: RamChange, facts: Facts): Result.Result<Write<RamWrite>, ControlError> => {
  const { id } = change
  const name = nameOf(id)
  const variable = facts.ram.get(id)
  if (variable === undefined || variable.raw === null) {
    return Refuse.forbidden(name, "this unit does not have it", '"vebus ram list" shows those it has')
  }
  const { raw, scale } = variable
  return Result.map(rawOf(name, change, scale, raw), (wantedRaw) => {
    const before = sideOf(id, variable, raw)
    const wanted = sideOf(id, variable, wantedRaw)
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
      ...framesOf(WriteViaId.ram(id, wantedRaw)),
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
      scale._tag === "Bit" ? "it is a boolean" : "the unit reports no scale for it",
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

/** The order that writes a RAM variable, without its EEPROM. */
export const orderOf = (request: WriteViaId.Request): Order.Order =>
  Question.winmon(
    `RAM variable ${request.id} = ${request.valueRaw} (37)`,
    request,
    () => (reply) => (reply._tag === "RamWritten" ? reply : undefined),
    "write"
  )

/** The word as it is now, when other bits of it than the one to write differ from what the plan was built on. */
const neighboursMoved = (
  { id, before, bit }: RamWrite,
  { ask }: Step
): Effect.Effect<number | null, LinkError> =>
  bit === null
    ? Effect.succeed(null)
    : Effect.map(ask(Question.ram([id])), ({ value }) => {
        const now = value[0]!
        return ((now ^ before.raw) & ~(1 << bit)) === 0 ? null : now
      })

/** RAM variables by name or id. */
export const ram: Kind<RamChange, RamWrite> = {
  turn: 2,
  changes: ["Ram"],
  subject: ({ id }) => nameOf(id),
  needs: ({ id }) => ({ ram: [id] }),
  plan: eachAlone(plan),
  writing: {
    tag: "Ram",
    action: RamWrite,
    destination: () => "RAM",
    order: (request) =>
      request._tag === "WriteViaIdRequest" && (request.flags & WriteViaId.SETTING) === 0
        ? orderOf(request)
        : undefined,
    pace: () => [{ name: "Ram", millis: 0 }],
    execute: ({ name, action }, step) =>
      beforehand(
        Effect.flatMap(neighboursMoved(action, step), (moved) =>
          moved === null
            ? Effect.map(sendUntilAnswered(step), (attempt) => answered(attempt))
            : Effect.succeed(changedSince(name, `other bits of raw ${action.before.raw}`, `raw ${moved}`))
        )
      ),
    undo: ({ id, before, bit }) => [
      {
        _tag: "Ram",
        id,
        wanted: bit === null ? { raw: before.raw } : { on: ((before.raw >> bit) & 1) === 1 }
      }
    ]
  }
}
