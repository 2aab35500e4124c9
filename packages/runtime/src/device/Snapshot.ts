/**
 * Snapshots: up to six RAM variables of all units, frozen at one instant.
 *
 *     F 6 ids         no answer; every unit freezes the values
 *     38              of each unit; reading empties its store
 *
 * All of it is one sequence, with nothing of anybody else in between. Where a reply is lost or has too few values it
 * starts again with the trigger. An id that one unit lacks would spoil the snapshot of all, so such ids are left out.
 * Reference: protocol.md 4.5.9.
 */
import { RamIds, type Words } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Errors from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Ram from "./Ram.ts"

/** RAM variables of all units as they were at one instant. */
export const Snapshot = Schema.Struct({
  /** When the trigger went out: the time of all values. */
  time: Described.Time,
  units: Schema.Array(Schema.Struct({ address: Schema.Int, values: Schema.Array(Ram.RamValue) })),
  /** Ids that were left out since a unit lacks them. */
  unsupported: Schema.Array(Schema.Int)
})
export type Snapshot = typeof Snapshot.Type

/** How a snapshot is taken. */
export interface Options {
  /** How long to wait between trigger and reading: 2x120 V units have the values of their second line late. */
  readonly delay?: Duration.Input
}

/** How often a snapshot is taken anew. */
const AGAIN = 3

/** The values of all units at one instant. Fails with `Unsupported` where some unit has none of them. */
export const take = Effect.fn("Snapshot.take")(function* (
  session: Session,
  units: ReadonlyArray<Unit>,
  ids: RamIds.RamIds,
  options: Options = {}
): Effect.fn.Return<Snapshot, Errors.LinkError> {
  const wanted = [...new Set(ids as ReadonlyArray<number>)]
  const scales = yield* Effect.forEach(units, (unit) => Ram.scales(unit, wanted))
  const records = yield* Effect.forEach(units, (unit) =>
    unit.readRam(wanted.filter((id) => id >= Ram.RECORDS))
  )
  const isEverywhere = (id: number): boolean =>
    id >= Ram.RECORDS
      ? records.every((words) => words.has(id))
      : scales.every((known) => Ram.isScaled(known, id))
  const taken = wanted.filter(isEverywhere)
  const asked = RamIds.from(taken)
  if (asked === null) return yield* spoilt(wanted, "no scale")
  const { time, words } = yield* sequence(session, units, asked, options).pipe(
    Effect.retry({ times: AGAIN, while: mayPass })
  )
  return {
    time: Described.timeOf({ time }),
    units: units.map(({ address }, index) => ({
      address,
      values: valuesOf(taken, words[index]!, scales[index]!, time)
    })),
    unsupported: wanted.filter((id) => !taken.includes(id))
  }
})

/** Trigger and readings, once. */
const sequence = (session: Session, units: ReadonlyArray<Unit>, ids: RamIds.RamIds, { delay = 0 }: Options) =>
  session.sequence((ask) =>
    Effect.gen(function* () {
      const { time } = yield* ask(Question.takeSnapshot(ids))
      if (Duration.toMillis(delay) > 0) yield* Effect.sleep(delay)
      const words = yield* Effect.forEach(units, ({ address }) =>
        Effect.flatMap(ask(Question.snapshot, { address }), ({ value }) =>
          value.length < ids.length ? spoilt(ids, "too few values") : Effect.succeed(value)
        )
      )
      return { time, words }
    })
  )

const spoilt = (ids: ReadonlyArray<number | undefined>, answer: string) =>
  Effect.fail(
    Errors.device(
      new Errors.Unsupported({ request: `a snapshot of RAM variable ${ids.join(", ")}`, answer, data: [] })
    )
  )

/** Whether the next snapshot may turn out better. */
const mayPass = ({ reason }: Errors.LinkError): boolean =>
  reason._tag === "NoReply" || reason._tag === "Restarted" || reason._tag === "Unsupported"

const valuesOf = (
  ids: ReadonlyArray<number>,
  words: ReadonlyArray<Words.Raw16>,
  scales: Reading.RamScales,
  time: number
): ReadonlyArray<Ram.RamValue> =>
  ids.map((id, index) => Ram.valueOf(id, scales, { value: words[index]!, at: time, time }))
