/**
 * What is on record about one unit, through the state store: what was written to RAM only and still acts, how often its
 * EEPROM was written, and the journal. Reference: protocol.md 6.5; integrations.md 12.5, 12.9; decisions.md 6.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Identity from "../device/Identity.ts"
import type { LinkError } from "../Errors.ts"
import type { Session, Unit } from "../Session.ts"
import * as Journal from "../state/Journal.ts"
import * as Memory from "../state/Memory.ts"
import type { StateError } from "../state/StateError.ts"
import type { StateStore } from "../state/StateStore.ts"
import * as UnitKey from "../state/UnitKey.ts"
import * as Errors from "./ControlError.ts"
import type { Outcome } from "./Outcome.ts"
import type { Write, WritePlan } from "./WritePlan.ts"
import type { WritePolicy } from "./WritePolicy.ts"

/** A time as ISO 8601 in UTC. */
export const isoTime: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (millis) =>
  new Date(millis).toISOString()
)
const today: Effect.Effect<string> = Effect.map(isoTime, (time) => time.slice(0, 10))

/** What a plan starts from. */
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
  /** The units whose RAM-only records have been dropped since the link was last initialised. */
  const checked = new Set<number>()

  const keyOf = (unit: Unit): Effect.Effect<string, LinkError> =>
    Effect.suspend(() => {
      const key = keys.get(unit.address)
      if (key !== undefined) return Effect.succeed(key)
      return Effect.map(Identity.readUnit(unit), (facts) => {
        const made = UnitKey.make({ ...facts, port: session.url })
        keys.set(unit.address, made)
        return made
      })
    })

  const known = (unit: Unit): Effect.Effect<Known, LinkError | StateError> =>
    Effect.gen(function* () {
      if (keysOf !== session.identity()) {
        keysOf = session.identity()
        keys.clear()
        checked.clear()
      }
      const key = yield* keyOf(unit)
      const before = yield* store.get(key)
      // The first version frame after opening still carries the address, unless the adapter lost its power meanwhile, and
      // with it the unit.
      const isStale = session.identity().restarted && !checked.has(unit.address)
      const forgotten = isStale && before.ramOnly.length > 0
      const memory = forgotten ? yield* store.update(key, Memory.forget) : before
      checked.add(unit.address)
      return { unit: key, memory, forgotten }
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
      const spent = Memory.writesOn(yield* store.get(unit), yield* today)
      const budget = policy.eepromPerDay
      if (spent + wanted > budget) {
        return yield* Errors.because(new Errors.BudgetSpent({ unit, wanted, spent, budget }))
      }
    })

  /** Notes what a frame is about to do, before it is sent. */
  const noteSending = (unit: string, { action }: Write): Effect.Effect<void, StateError> =>
    Effect.gen(function* () {
      if (action._tag !== "Setting") return
      if (action.to === "eeprom") {
        const day = yield* today
        return yield* Effect.asVoid(store.update(unit, (memory) => Memory.spend(memory, day, 1)))
      }
      const entry = { id: action.id, raw: action.wanted.raw, time: yield* isoTime, uncertain: true }
      yield* store.update(unit, (memory) => Memory.remember(memory, entry))
    })

  /** Notes what is known now about what acts. */
  const noteOutcome = (unit: string, { action }: Write, outcome: Outcome): Effect.Effect<void, StateError> =>
    Effect.gen(function* () {
      if (action._tag === "Restart" && action.what === "devices" && outcome._tag === "Written") {
        yield* store.update(unit, (memory) => Memory.forget(memory))
      }
      if (action._tag !== "Setting") return
      const { id, to, ramOnly } = action
      const time = yield* isoTime
      if (to === "eeprom" && outcome._tag === "Written") {
        yield* store.update(unit, (memory) => Memory.forget(memory, id))
      }
      if (to === "ram" && outcome._tag === "Written") {
        const entry = { id, raw: action.wanted.raw, time, uncertain: false }
        yield* store.update(unit, (memory) => Memory.remember(memory, entry))
      }
      if (to === "ram" && outcome._tag === "NotWritten") {
        yield* store.update(unit, (memory) =>
          ramOnly === null
            ? Memory.forget(memory, id)
            : Memory.remember(memory, { id, raw: ramOnly.raw, time, uncertain: false })
        )
      }
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

  return { known, afford, noteSending, noteOutcome, journalSending, journalDone }
}
