/**
 * The records about one unit, through the state store: words that were written to RAM only and still act, how often its
 * EEPROM was written, and the journal. Reference: protocol.md 6.5; integrations.md 12.5, 12.9; decisions.md 6.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Identity from "../device/Identity.ts"
import { Contradictory, device, type LinkError } from "../Errors.ts"
import * as Agreed from "../infos/Agreed.ts"
import * as Metrics from "../link/Metrics.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Journal from "./Journal.ts"
import * as Memory from "./Memory.ts"
import type { StateError } from "./StateError.ts"
import type { StateStore } from "./StateStore.ts"
import * as UnitKey from "../state/UnitKey.ts"
import * as Errors from "./ControlError.ts"
import type { Outcome } from "./Outcome.ts"
import * as Kinds from "./Kinds.ts"
import type { Write, WritePlan } from "./WritePlan.ts"
import type { WritePolicy } from "./WritePolicy.ts"

/** A time as ISO 8601 in UTC. */
export const isoTime: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (millis) =>
  new Date(millis).toISOString()
)
const today: Effect.Effect<string> = Effect.map(isoTime, (time) => time.slice(0, 10))

/**
 * The name that a unit goes by in the journal: asks it who it is, until two answers agree. It stands on disk, and counts the
 * writes of its EEPROM: a damaged reply must not give the unit a second name. Fails with `Contradictory` where no two agree.
 */
export const unitKey = Effect.fn("Records.unitKey")(function* (
  unit: Unit,
  port: string
): Effect.fn.Return<string, LinkError> {
  const name = Effect.map(Identity.readUnit(unit), (identity) => UnitKey.make({ ...identity, port }))
  const key = yield* Agreed.twice(name, (text) => text)
  if (key === null) return yield* device(new Contradictory({ request: `who unit ${unit.address} is` }))
  return key
})

/** The records that a plan starts from. */
export interface Known {
  readonly unit: string
  readonly memory: Memory.Memory
  /** Whether an adapter restart made RAM-only records worthless. */
  readonly forgotten: boolean
}

/** The records of the units of one session. */
export const make = (session: Session, store: StateStore["Service"], policy: WritePolicy["Service"]) => {
  let keysOf: ReturnType<Session["identity"]> | undefined
  const keys = new Map<number, string>()
  /** By address: at which restart of the adapter its RAM-only records were looked at, and whether any were dropped. */
  const checked = new Map<number, { readonly restarts: number; readonly forgotten: boolean }>()
  /** The memory before a write, while it is on its way. */
  const replaced = new WeakMap<Write, Memory.Memory>()

  const keyOf = (unit: Unit): Effect.Effect<string, LinkError> =>
    Effect.suspend(() => {
      const key = keys.get(unit.address)
      if (key !== undefined) return Effect.succeed(key)
      return Effect.tap(unitKey(unit, session.url), (made) => Effect.sync(() => keys.set(unit.address, made)))
    })

  const known = (unit: Unit): Effect.Effect<Known, LinkError | StateError> =>
    Effect.gen(function* () {
      if (keysOf !== session.identity()) {
        keysOf = session.identity()
        keys.clear()
      }
      const key = yield* keyOf(unit)
      const before = yield* store.get(key)
      // The first version frame after opening still carries the address, unless the adapter lost its power meanwhile, and
      // with it the unit.
      const { restarts } = session.identity()
      const seen = checked.get(unit.address)
      if ((seen?.restarts ?? 0) === restarts) {
        return { unit: key, memory: before, forgotten: seen?.forgotten ?? false }
      }
      const forgotten = before.ramOnly.length > 0
      const memory = forgotten ? yield* store.update(key, (current) => Memory.forget(current)) : before
      checked.set(unit.address, { restarts, forgotten })
      return { unit: key, memory, forgotten }
    })

  /**
   * Why a write of a plan must not go out any more, or `null`: another unit is there now, or other RAM-only values are on
   * record. What earlier writes of the same plan did is no reason.
   */
  const outdated = (
    unit: Unit,
    plan: WritePlan,
    place: number
  ): Effect.Effect<Errors.Forbidden | null, LinkError | StateError> =>
    Effect.map(known(unit), (now) => {
      const { name, action } = plan.writes[place]!
      const earlier = plan.writes.slice(0, place).map((write) => write.action)
      const why =
        now.unit === plan.unit
          ? (Kinds.ofAction(action).remembering?.outdated?.(action, earlier, now.memory) ?? null)
          : `the plan was made for ${plan.unit}, and ${now.unit} is there now`
      return why === null ? null : new Errors.Forbidden({ what: name, why, instead: "Make the plan again" })
    })

  /** How often the EEPROM of a unit was written today. */
  const spentToday = (unit: string): Effect.Effect<number, StateError> =>
    Effect.gen(function* () {
      return Memory.writesOn(yield* store.get(unit), yield* today)
    })

  /** Fails unless the EEPROM writes of a plan fit into the budget of today. */
  const afford = (unit: string, wanted: number): Effect.Effect<void, Errors.ControlError | StateError> =>
    Effect.gen(function* () {
      if (wanted === 0) return
      if (!store.survives) {
        return yield* Errors.because(
          new Errors.Forbidden({
            what: `${wanted} EEPROM writes`,
            why: "nothing would remember them after this program ends, and EEPROM wears out",
            instead: "Write to RAM, or provide a state store that outlives the program (@vebus/runtime/files)"
          })
        )
      }
      const spent = yield* spentToday(unit)
      const budget = policy.eepromPerDay
      if (spent + wanted > budget) {
        return yield* Errors.because(new Errors.BudgetSpent({ unit, wanted, spent, budget }))
      }
    })

  const addressOf = (unit: string): number =>
    [...keys].find(([, key]) => key === unit)?.[0] ?? session.address

  /** Notes what a frame is about to do, before it is sent. */
  const noteSending = (unit: string, write: Write): Effect.Effect<void, StateError> =>
    Effect.gen(function* () {
      const { action } = write
      const { remembering } = Kinds.ofAction(action)
      if (remembering?.sending === undefined) return
      const time = yield* isoTime
      yield* store.update(unit, (memory) => {
        if (!replaced.has(write)) replaced.set(write, memory)
        return remembering.sending!(action, memory, time)
      })
      const wear = remembering.wear?.(action) ?? 0
      if (wear > 0) yield* Metric.update(Metrics.eepromWritesOf(String(addressOf(unit))), wear)
    })

  /** Notes what is known now about what acts. */
  const noteOutcome = (unit: string, write: Write, outcome: Outcome): Effect.Effect<void, StateError> =>
    Effect.gen(function* () {
      const { action } = write
      const { remembering } = Kinds.ofAction(action)
      if (remembering?.became === undefined) return
      const before = replaced.get(write)
      replaced.delete(write)
      const time = yield* isoTime
      const next = (memory: Memory.Memory) => remembering.became!(action, outcome, memory, before, time)
      const now = yield* store.get(unit)
      if (next(now) !== now) yield* store.update(unit, next)
    })

  const line = (plan: WritePlan, write: number) =>
    Effect.map(isoTime, (time) => ({ schema: Journal.SCHEMA, time, plan: plan.id, write }) as const)

  const journalSending = (plan: WritePlan, write: number): Effect.Effect<void, StateError> =>
    Effect.flatMap(line(plan, write), (head) =>
      store.append({
        ...head,
        phase: "sending",
        by: policy.by,
        port: plan.port,
        address: plan.address,
        unit: plan.unit,
        what: plan.writes[write]!
      })
    )

  const journalDone = (plan: WritePlan, write: number, outcome: Outcome): Effect.Effect<void, StateError> =>
    Effect.flatMap(line(plan, write), (head) => store.append({ ...head, phase: "done", outcome }))

  return { known, outdated, spent: spentToday, afford, noteSending, noteOutcome, journalSending, journalDone }
}
