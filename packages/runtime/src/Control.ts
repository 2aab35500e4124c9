/**
 * `Control`: everything a unit can be told, safely. A program that wants it asks for it by name, and says under which
 * conditions it writes (`WritePolicy`); what only has `Device` cannot build a write.
 *
 *     plan       asks the unit for ranges and old values, and makes a plan: a value, to be shown and confirmed
 *     check      says beforehand whether a plan would be refused as a whole
 *     execute    writes one after the other, verifies each as far as the unit allows, and tells what became of it
 *     undo       makes the plan that takes the last one back
 *     holdEss    holds a set-point of the ESS assistant, and leaves 0 behind
 *     stopEss    ends a hold that its own program did not end
 *
 * Behind it each kind of write is a module of `control/kinds`, and `control/Kinds.ts` the list of them: `control/plan` and
 * `control/execute` go through it. `control/ess` holds.
 *
 * Reference: protocol.md 6.4 to 6.9; decisions.md 6; integrations.md 12.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Change } from "./control/Change.ts"
import * as Errors from "./control/ControlError.ts"
import * as EssHold from "./control/ess/EssHold.ts"
import * as EssPlan from "./control/ess/EssPlan.ts"
import * as EssSetpoint from "./control/ess/EssSetpoint.ts"
import * as Execute from "./control/execute/Execute.ts"
import * as Gather from "./control/plan/Gather.ts"
import * as HoldRecords from "./control/ess/HoldRecords.ts"
import * as OpenHolds from "./control/ess/OpenHolds.ts"
import * as Kinds from "./control/Kinds.ts"
import * as Masters from "./control/Masters.ts"
import * as Outcome from "./control/Outcome.ts"
import * as Pace from "./control/execute/Pace.ts"
import * as Plan from "./control/plan/Plan.ts"
import * as Refuse from "./control/Refuse.ts"
import * as Records from "./control/Records.ts"
import * as Undo from "./control/Undo.ts"
import type { Write, WritePlan } from "./control/WritePlan.ts"
import { WritePolicy } from "./control/WritePolicy.ts"
import type { LinkError } from "./Errors.ts"
import * as Retry from "./link/Retry.ts"
import { Link } from "./session/Link.ts"
import type { StateError } from "./control/StateError.ts"
import { StateStore } from "./control/StateStore.ts"

/** Whom a plan is for. */
export interface PlanOptions {
  /** The device to change; that of the session unless said otherwise. */
  readonly address?: number
}

/** Who hears how a plan goes on. */
export interface ExecuteOptions {
  /** Hears of each outcome as soon as it is known, even when the caller is interrupted meanwhile. */
  readonly onOutcome?: (write: Write, outcome: Outcome.Outcome) => Effect.Effect<void>
  /**
   * When a write without an answer is sent again, where that is harmless; `Retry.set`, two repeats, unless said otherwise.
   * A one-shot is never sent again, whatever is given. It has to end: a write that has begun is not interrupted.
   */
  readonly retry?: Retry.Retry
}

/** Why a plan cannot be made, or is not begun. */
export type PlanError = Errors.ControlError | LinkError | StateError

/** The writing half of a device: plans, their execution, undo, and the set-point of the ESS assistant. */
export class Control extends Context.Service<
  Control,
  {
    /**
     * Makes a plan. Sends only reads. Fails with `ControlError` (`OutOfRange`, `Forbidden`, `OtherMaster`) when a change
     * is refused: all are checked before the first would be sent.
     */
    readonly plan: (
      changes: ReadonlyArray<Change>,
      options?: PlanOptions
    ) => Effect.Effect<WritePlan, PlanError>
    /**
     * Fails where `execute` or `holdEss` would refuse the plan with nothing sent: writing is switched off, or today's
     * budget is spent. For whoever asks somebody else first.
     */
    readonly check: (
      plan: WritePlan | EssPlan.EssPlan
    ) => Effect.Effect<void, Errors.ControlError | StateError>
    /**
     * Executes a plan and gives one outcome for each of its writes. The first that does not come out ends it: those
     * behind it are not begun. Fails, with nothing sent, when writing is switched off or today's budget is spent. Who is
     * interrupted leaves no write half done: the one that has begun is finished and verified.
     */
    readonly execute: (
      plan: WritePlan,
      options?: ExecuteOptions
    ) => Effect.Effect<ReadonlyArray<Outcome.Outcome>, Errors.ControlError | StateError>
    /** The frames of a hold of the ESS set-point. Sends only reads; refused as `holdEss` refuses it. */
    readonly planEss: (
      watts: number,
      options?: PlanOptions
    ) => Effect.Effect<EssPlan.EssPlan, Errors.ControlError | LinkError>
    /**
     * Holds the set-point of the ESS assistant until the scope closes: positive watts are drawn from the AC input. Refused
     * while another master is on the bus, and while it is held already. The journal tells each set-point, not each refresh.
     */
    readonly holdEss: (
      watts: number,
      options?: EssHold.HoldOptions
    ) => Effect.Effect<EssHold.Hold, EssHold.HoldError, Scope.Scope>
    /**
     * The hold of the unit whose end the journal does not know, the latest if there are several; `null`: there is none.
     * Its program was killed, or still runs, or could not reach the unit. Sends only reads.
     */
    readonly openHold: (
      options?: PlanOptions
    ) => Effect.Effect<OpenHolds.OpenHold | null, LinkError | StateError>
    /** The frame that ends a hold: 0. Sends only reads. */
    readonly planStop: (
      hold: OpenHolds.OpenHold
    ) => Effect.Effect<EssPlan.EssPlan, Errors.ControlError | LinkError>
    /** Writes 0 in the place of the program that held a set-point, and says what became of it. */
    readonly stopEss: (hold: OpenHolds.OpenHold) => Effect.Effect<Outcome.Outcome, EssHold.HoldError>
    /** The changes that take the last plan back, as far as it can be taken back. Sends only reads. */
    readonly undoChanges: (options?: PlanOptions) => Effect.Effect<ReadonlyArray<Change>, PlanError>
    /** Makes the plan of these changes. */
    readonly undo: (options?: PlanOptions) => Effect.Effect<WritePlan, PlanError>
  }
>()("@vebus/runtime/Control") {}

/** Control over the units of the link in the context, until the scope closes. */
export const make: Effect.Effect<Control["Service"], never, Link | WritePolicy | StateStore | Scope.Scope> =
  Effect.gen(function* () {
    const session = yield* Link
    const policy = yield* WritePolicy
    const store = yield* StateStore
    const records = Records.make(session, store, policy)
    const masters = yield* Masters.listen(session)
    const own = yield* Effect.scope
    /** The write in hand. Who ends this control waits for it: the session may close behind that. */
    const inHand = yield* Semaphore.make(1)
    let isClosed = false
    yield* Effect.addFinalizer(() => inHand.withPermits(1)(Effect.sync(() => (isClosed = true))))
    const paced = Pace.make()
    let plans = 0
    /** Whose set-point is being held, by address. */
    const held = new Map<number, object>()
    /** Claims a set-point, and gives what lets go of it. */
    const claim = (address: number) =>
      Effect.sync(() => {
        const hold = {}
        held.set(address, hold)
        return Effect.sync(() => {
          if (held.get(address) === hold) held.delete(address)
        })
      })
    const nextId = Effect.map(Records.isoTime, (time) => `${time}#${++plans}`)

    const plan: Control["Service"]["plan"] = Effect.fn("Control.plan")(function* (
      changes,
      { address = session.address } = {}
    ) {
      const unit = session.unit(address)
      const { unit: key, ...known } = yield* records.known(unit)
      const needs = changes.map((change) => Kinds.ofChange(change).needs(change))
      const facts = yield* Gather.gather(session, unit, needs, { ...known, master: yield* masters.heard })
      const time = yield* Records.isoTime
      const head = { id: yield* nextId, time, port: session.url, address, unit: key }
      const made = yield* Effect.fromResult(Plan.make(changes, facts, head))
      const writes = wearOf(made)
      if (writes === 0) return made
      return { ...made, eeprom: { writes, today: yield* records.spent(key), perDay: policy.eepromPerDay } }
    })

    const writable = (what: string) =>
      policy.readOnly
        ? Errors.because(
            new Errors.ReadOnly({ what, ...(policy.why === undefined ? {} : { why: policy.why }) })
          )
        : Effect.void

    const check: Control["Service"]["check"] = Effect.fn("Control.check")(function* (made) {
      yield* writable(nameOf(made))
      if ("writes" in made) yield* records.afford(made.unit, wearOf(made))
    })

    const execute: Control["Service"]["execute"] = Effect.fn("Control.execute")(function* (
      made,
      { onOutcome, retry = Retry.set } = {}
    ) {
      yield* check(made)
      const outcomes: Array<Outcome.Outcome> = []
      for (const [place, write] of made.writes.entries()) {
        const tell = (outcome: Outcome.Outcome) => onOutcome?.(write, outcome) ?? Effect.void
        const isOver = outcomes.some((before) => !Outcome.isDone(before))
        if (isOver || write.unchanged) {
          const outcome = isOver ? NOT_REACHED : UNCHANGED
          yield* tell(outcome)
          outcomes.push(outcome)
        } else {
          const outcome = yield* paced(Kinds.ofAction(write.action).pace(write.action), (sending) =>
            Effect.suspend(() =>
              isClosed
                ? Effect.as(tell(NOT_REACHED), NOT_REACHED)
                : Execute.execute({ session, records, masters, sending, retry }, made, place, tell)
            ).pipe(inHand.withPermits(1))
          )
          outcomes.push(outcome)
        }
      }
      return outcomes
    })

    /** Refuses a set-point that somebody else steers. */
    const steerable = (address: number) =>
      Effect.gen(function* () {
        const master = yield* masters.heard
        if (master !== null) {
          return yield* Errors.because(new Errors.OtherMaster({ what: EssSetpoint.NAME, master }))
        }
        if (held.has(address)) {
          return yield* Refuse.refusal(
            EssSetpoint.NAME,
            "it is being held already",
            "Set it there, or end that hold first"
          )
        }
      })

    const planEss: Control["Service"]["planEss"] = Effect.fn("Control.planEss")(function* (
      watts,
      { address = session.address } = {}
    ) {
      yield* steerable(address)
      return yield* EssPlan.make(session, watts, address)
    })

    /** A scope that ends with that of the caller, and with this control at the latest: the session is still there then. */
    const within = Effect.acquireRelease(Scope.fork(own), (scope) => Scope.close(scope, Exit.void))

    const begin = Effect.fnUntraced(function* (watts: number, options: EssHold.HoldOptions) {
      const { address = session.address } = options
      yield* steerable(address)
      const release = yield* Effect.acquireRelease(claim(address), (release) => release)
      const { unit } = yield* records.known(session.unit(address))
      const head = { plan: yield* nextId, by: policy.by, port: session.url, address, unit }
      const hold = yield* EssHold.hold(session, masters, HoldRecords.make(store, head), watts, options).pipe(
        Effect.tapError(() => release)
      )
      yield* Effect.forkScoped(Effect.catch(hold.ended, () => release))
      return hold
    })

    const holdEss: Control["Service"]["holdEss"] = Effect.fn("Control.holdEss")(function* (
      watts,
      options = {}
    ) {
      yield* writable(EssSetpoint.NAME)
      return yield* Scope.provide(begin(watts, options), yield* within)
    })

    const undoChanges: Control["Service"]["undoChanges"] = Effect.fn("Control.undoChanges")(function* ({
      address = session.address
    } = {}) {
      const { unit } = yield* records.known(session.unit(address))
      return yield* Effect.fromResult(Undo.changes(yield* store.journal, unit))
    })

    const undo: Control["Service"]["undo"] = Effect.fn("Control.undo")(function* (options) {
      return yield* plan(yield* undoChanges(options), options)
    })

    const openHold: Control["Service"]["openHold"] = Effect.fn("Control.openHold")(function* ({
      address = session.address
    } = {}) {
      const open = OpenHolds.of(yield* store.journal)
      if (open.length === 0) return null
      const { unit } = yield* records.known(session.unit(address))
      return open.findLast(({ line }) => line.unit === unit) ?? null
    })

    const planStop: Control["Service"]["planStop"] = ({ line }) =>
      EssPlan.make(session, EssSetpoint.REST, line.address)

    const stopEss: Control["Service"]["stopEss"] = Effect.fn("Control.stopEss")(function* (hold) {
      yield* writable(EssSetpoint.NAME)
      const { line, count } = hold
      yield* steerable(line.address)
      const { plan: id, address, unit } = line
      const head = { plan: id, by: policy.by, port: session.url, address, unit }
      const holds = HoldRecords.make(store, head, count)
      return yield* EssHold.end(session, { hold, records: holds, plan: yield* planStop(hold) })
    })

    return Control.of({
      plan,
      check,
      execute,
      planEss,
      holdEss,
      openHold,
      planStop,
      stopEss,
      undoChanges,
      undo
    })
  })

const UNCHANGED: Outcome.Outcome = { _tag: "Unchanged" }
const NOT_REACHED: Outcome.Outcome = { _tag: "NotReached" }

/** The subject of a plan, in words. */
const nameOf = (made: WritePlan | EssPlan.EssPlan): string => {
  if (!("writes" in made)) return EssSetpoint.NAME
  return made.writes.length === 1 ? made.writes[0]!.name : `${made.writes.length} writes`
}

/** How many writes to the EEPROM a plan takes. */
const wearOf = ({ writes }: WritePlan): number =>
  writes
    .filter(({ unchanged }) => !unchanged)
    .reduce((sum, { action }) => sum + (Kinds.ofAction(action).remembering?.wear?.(action) ?? 0), 0)

/** Control over the units of a link, under the conditions of a policy. */
export const layer: Layer.Layer<Control, never, Link | WritePolicy | StateStore> = Layer.effect(Control, make)
