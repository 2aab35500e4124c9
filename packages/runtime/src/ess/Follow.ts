/**
 * Grid control on a unit: feeds the pure step with readings of the meter, with what the unit says of itself and with the
 * time, one after the other, and hands what comes out to a hold of the ESS set-point.
 *
 *     watts, rest   held, and set anew with each reading: without one the hold itself goes to 0 as a last resort
 *     let-go        the hold is ended: 0 once, then nothing is written
 *
 * Once it has ended it stays so: whoever wants it again begins anew. When the scope closes, 0 is written.
 * Reference: protocol.md 1.6, 6.8; integrations.md 12.12.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Control } from "../Control.ts"
import type * as EssHold from "../control/ess/EssHold.ts"
import * as Device from "../Device.ts"
import * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import { Link } from "../session/Link.ts"
import type { Config } from "./core/Config.ts"
import * as Schedule from "./core/Schedule.ts"
import * as Step from "./core/Step.ts"
import type { Reading, Reason, Rejection, UnitSample } from "./core/Types.ts"
import * as Wanted from "./core/Wanted.ts"
import type { Event, Status } from "./Events.ts"
import * as Unit from "./Unit.ts"

/** A reading as a meter gives it. */
export interface MeterReading {
  readonly watts: number
  /** The time that it is the mean of, in milliseconds; the configured period unless said otherwise. */
  readonly windowMillis?: number
  /** How old it was when it came, in milliseconds, where the meter says so. */
  readonly ageMillis?: number
}

/** How a meter is followed. */
export interface Options<E = never, R = never> {
  readonly config: Config
  /** The unit that is steered; that of the session unless said otherwise. */
  readonly address?: number
  /** The meter, for as long as it is followed: one that is lost and found again goes on by itself. */
  readonly meter: Stream.Stream<MeterReading, E, R>
  /** Sets nothing: shows what it would do. */
  readonly isDryRun?: boolean
  /** Is run with each step: for a watchdog that must know that control goes on. */
  readonly onStep?: Effect.Effect<void>
}

/** Grid control that runs. */
export interface Following {
  /** How it stands at this moment. */
  readonly status: () => Status
  /** The events from now on. */
  readonly events: Stream.Stream<Event>
  /** Wants another mode for so many milliseconds; then the schedule counts again. `off` is for good. */
  readonly want: (order: Wanted.Order, forMillis: number) => Effect.Effect<void>
  /** Wants so many watts drawn from the grid for so many milliseconds; `null`: what the configuration says, from now on. */
  readonly aim: (target: number | null, forMillis: number) => Effect.Effect<void>
  /** Done with the reason once it has ended. */
  readonly ended: Effect.Effect<Reason>
  /** Done once the unit has acknowledged 0 after the end, or cannot be reached for as long as it may obey. */
  readonly rested: Effect.Effect<void>
}

const TICK_MILLIS = 250
/** The pause between two looks at the unit, and after one that failed. */
const LOOK_MILLIS = 80
const AGAIN_MILLIS = 250
/** So long before and after a reading of the meter is due nothing is asked, where readings are no more frequent than that. */
const KEPT_FREE_MILLIS = 130
const SLOW_MILLIS = 800
/** How often the lamps are looked at. */
const LAMPS_MILLIS = 5000
const UNREAD = 256

/** A hold, and the scope that ends it. `hold` is `null` while it begins. */
interface Held {
  readonly scope: Scope.Closeable
  hold: EssHold.Hold | null
}

type Told =
  | { readonly _tag: "Reading"; readonly reading: Reading }
  | { readonly _tag: "Unit"; readonly sample: UnitSample }
  | { readonly _tag: "Tick" }
  | { readonly _tag: "End"; readonly why: Reason }

/** How long a set-point of the hold may stand without a reading: as long as holding and fading take, and a little more. */
const staleMillisOf = ({ onMeterLost, meterPeriodMillis, maxDischarge, maxCharge }: Config): number =>
  Math.max(onMeterLost.holdMillis, 2 * meterPeriodMillis) +
  (Math.max(maxDischarge, maxCharge) / onMeterLost.fadeWattsPerSecond) * 1000 +
  2000

/** Follows a meter until the scope closes or it ends. Whether it may begin is for `Refusals` to say. */
export const follow = Effect.fn("Follow.follow")(function* <E, R>({
  config,
  meter,
  isDryRun = false,
  onStep = Effect.void,
  address: asked
}: Options<E, R>): Effect.fn.Return<Following, never, Control | Link | R | Scope.Scope> {
  const control = yield* Control
  const link = yield* Link
  const device = Device.make(link)
  const outer = yield* Effect.scope
  const address = asked ?? device.address
  // A look that gets no answer is not repeated: a set-point may wait behind it, and the next look follows anyway.
  const quick = Device.make(link, { retry: Retry.times(0) })
  const unit = quick.unit(address)
  const hasCapacity = yield* Unit.hasCapacity(device.unit(address))
  const queue = yield* Queue.sliding<Told>(UNREAD)
  const published = yield* PubSub.sliding<Event>(UNREAD)
  const ended = yield* Deferred.make<Reason>()
  const rested = yield* Deferred.make<void>()

  let state = Step.initial(yield* Monotonic.millis)
  let output: Step.Output = { state, setpoint: "let-go", why: "start" }
  let order: Wanted.Order = { mode: config.mode }
  let wish: { readonly order: Wanted.Order; readonly until: number } | null = null
  let aimed: { readonly target: number; readonly until: number } | null = null
  let held: Held | null = null
  /** The end of a hold that is on its way: a unit that does not answer keeps it there for a minute. */
  let ending: Fiber.Fiber<void> | null = null
  let unitWatts: number | null = null
  let unitAt = -Infinity
  /** When the meter last told something. */
  let readAt = -Infinity
  let readings = 0
  let setpoints = 0
  let told: number | null = null
  const rejected: Partial<Record<Rejection, number>> = {}

  const publish = (event: Event) => PubSub.publish(published, event)
  const causeOf = (): string => `${output.state.safety.phase}: ${output.why}`

  const orderAt = (now: number): Effect.Effect<Wanted.Order> =>
    Effect.map(Clock.currentTimeMillis, (epochMillis) => {
      if (wish !== null && now >= wish.until) wish = null
      if (aimed !== null && now >= aimed.until) aimed = null
      const asked = wish?.order ?? Schedule.at(config, epochMillis)
      return aimed === null ? asked : { ...asked, target: aimed.target }
    })

  const untilOver = Effect.suspend(() => (ending === null ? Effect.void : Fiber.await(ending)))
  yield* Effect.addFinalizer(() => untilOver)

  /** Ends the hold, beside the steps: 0 is written, as soon as the unit can be reached, whatever ends meanwhile. */
  const letGo = Effect.gen(function* () {
    const current = held
    if (current === null) return
    held = null
    told = null
    ending = yield* Scope.close(current.scope, Exit.void).pipe(Effect.uninterruptible, Effect.forkDetach)
  })

  const finish = (why: Reason) =>
    Effect.gen(function* () {
      yield* Deferred.succeed(ended, why)
      yield* letGo
      yield* untilOver
      yield* Deferred.succeed(rested, undefined)
    })

  const endNow = (why: Reason, message: string) =>
    Effect.gen(function* () {
      yield* publish({ _tag: "HoldEnded", message })
      yield* Queue.offer(queue, { _tag: "End", why })
    })

  /** Begins to hold 0 W, beside the steps: looking for the assistant takes seconds. The next step sets what is wanted. */
  const begin = Effect.gen(function* () {
    const scope = yield* Scope.fork(outer)
    const opened: Held = { scope, hold: null }
    held = opened
    state = Step.unheld(state)
    yield* Scope.provide(
      control.holdEss(0, { address, staleAfter: staleMillisOf(config), notes: "with-cause" }),
      scope
    ).pipe(
      Effect.tap((hold) =>
        Effect.flatMap(Monotonic.millis, (now) => {
          opened.hold = hold
          told = 0
          state = Step.held(state, now, config)
          return Queue.offer(queue, { _tag: "Tick" })
        })
      ),
      Effect.flatMap((hold) =>
        Effect.catch(hold.ended, (error) =>
          endNow("hold-ended", lostText(hold.acknowledged(), error.message))
        )
      ),
      Effect.catch((error) => endNow("hold-ended", `the set-point is not held: ${error.message}`)),
      Effect.forkIn(scope)
    )
  })

  const set = (watts: number, isRenewed: boolean, cause: string | undefined) =>
    Effect.gen(function* () {
      // Two holds would take the unit from each other: the next begins once the one before is over.
      if (held === null && ending !== null && ending.pollUnsafe() === undefined)
        return void (state = Step.unheld(state))
      if (held === null) return yield* begin
      const { hold } = held
      if (hold === null) return
      if (watts !== told || isRenewed || cause !== undefined) yield* hold.set(watts, cause)
      if (watts !== told) setpoints++
      told = watts
    }).pipe(Effect.catch((error) => endNow("hold-ended", `the set-point is not held: ${error.message}`)))

  const apply = (before: Step.Output, isReading: boolean) =>
    Effect.gen(function* () {
      const { setpoint } = output
      const { phase } = output.state.safety
      const isAnother =
        phase !== before.state.safety.phase || output.state.safety.why !== before.state.safety.why
      if (isAnother) yield* publish({ _tag: "State", phase, why: output.state.safety.why, setpoint })
      if (phase === "ended") return yield* isDryRun ? Deferred.succeed(ended, output.why) : finish(output.why)
      if (isDryRun) return
      if (setpoint === "let-go") return yield* letGo
      const watts = setpoint === "rest" ? 0 : setpoint
      yield* set(watts, isReading && phase === "active", isAnother ? causeOf() : undefined)
    })

  const take = (input: Told) =>
    Effect.gen(function* () {
      const now = yield* Monotonic.millis
      const before = output
      if (before.state.safety.phase === "ended") return
      if (input._tag === "End") {
        const next = Step.end(state, input.why, now)
        output = { state: next, setpoint: "let-go", why: input.why }
      } else {
        order = yield* orderAt(now)
        output = Step.step(config, state, {
          now,
          ...order,
          ...(input._tag === "Reading" ? { reading: input.reading } : {}),
          ...(input._tag === "Unit" ? { unit: [input.sample] } : {})
        })
      }
      state = output.state
      if (input._tag === "Unit") {
        unitWatts = input.sample.inputWatts
        unitAt = input.sample.at
      }
      if (input._tag === "Reading") {
        readings++
        const { rejected: rejection } = output
        if (rejection !== undefined) {
          rejected[rejection] = (rejected[rejection] ?? 0) + 1
          yield* publish({ _tag: "Rejected", rejection, watts: input.reading.watts })
        }
      }
      yield* apply(before, input._tag === "Reading")
      yield* onStep
    })

  // Everything comes through one queue: a step is never in the way of another one.
  yield* Queue.take(queue).pipe(Effect.flatMap(take), Effect.forever, Effect.forkScoped)
  yield* Queue.offer(queue, { _tag: "Tick" }).pipe(
    Effect.andThen(Effect.sleep(TICK_MILLIS)),
    Effect.forever,
    Effect.forkScoped
  )
  /** The line is kept free for the set-point that the next reading of the meter leads to. */
  const untilFree = Effect.flatMap(Monotonic.millis, (now) => {
    const { meterPeriodMillis } = config
    const wait = readAt + meterPeriodMillis - now
    return meterPeriodMillis >= SLOW_MILLIS && wait > -KEPT_FREE_MILLIS && wait < KEPT_FREE_MILLIS
      ? Effect.sleep(wait + KEPT_FREE_MILLIS)
      : Effect.void
  })
  yield* untilFree.pipe(
    Effect.andThen(Unit.sample(unit, hasCapacity)),
    Effect.flatMap((sample) =>
      sample === null ? Effect.void : Queue.offer(queue, { _tag: "Unit", sample })
    ),
    Effect.andThen(Effect.sleep(LOOK_MILLIS)),
    Effect.catch(() => Effect.sleep(AGAIN_MILLIS)),
    Effect.forever,
    Effect.forkScoped
  )
  yield* Effect.sleep(LAMPS_MILLIS).pipe(
    Effect.andThen(Unit.fault(quick)),
    Effect.flatMap((fault) => (fault === null ? Effect.void : endNow("fault", `the unit shows ${fault}`))),
    Effect.ignore,
    Effect.forever,
    Effect.forkScoped
  )
  yield* meter.pipe(
    Stream.runForEach(({ watts, windowMillis, ageMillis = 0 }) =>
      Effect.flatMap(Monotonic.millis, (now) => {
        readAt = now
        return Queue.offer(queue, {
          _tag: "Reading",
          reading: { watts, at: now - ageMillis, ...(windowMillis === undefined ? {} : { windowMillis }) }
        })
      })
    ),
    Effect.matchCauseEffect({
      onSuccess: () => publish({ _tag: "MeterEnded", message: "the meter has ended" }),
      onFailure: (cause) =>
        publish({ _tag: "MeterEnded", message: `the meter has ended: ${messageOf(Cause.squash(cause))}` })
    }),
    Effect.forkScoped
  )
  return {
    status: () => ({
      phase: output.state.safety.phase,
      why: output.why,
      setpoint: output.setpoint,
      acknowledged: held?.hold?.acknowledged() ?? null,
      mode: order.mode,
      target: Wanted.targetOf(config, order),
      gridWatts: state.gridWatts,
      readAt: state.safety.readAt,
      unitWatts,
      unitAt,
      readings,
      rejected: { ...rejected },
      setpoints
    }),
    events: Stream.fromPubSub(published),
    want: (order, forMillis) =>
      Effect.map(Monotonic.millis, (now) => void (wish = { order, until: now + forMillis })),
    aim: (target, forMillis) =>
      Effect.map(
        Monotonic.millis,
        (now) => void (aimed = target === null ? null : { target, until: now + forMillis })
      ),
    ended: Deferred.await(ended),
    rested: Deferred.await(rested)
  }
})

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The longest time by any source until a unit that hears nothing lets go. */
const LETS_GO_SECONDS = 60

const lostText = (watts: number, message: string): string =>
  watts === 0
    ? message
    : `${message}; the last set-point that the unit acknowledged is ${watts} W, and until it lets go may take ${LETS_GO_SECONDS} s`
