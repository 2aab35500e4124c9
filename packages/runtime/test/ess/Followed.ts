/**
 * Grid control on a simulated unit, byte for byte and on the test clock: a house with a meter around it, and what went out on
 * the wire.
 */
import { Control, Link } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import { Metered } from "@vebus/simulator"
import { ClosedLoop, Setups } from "@vebus/testing/ess"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Controlled from "../control/Controlled.ts"
import { setpoints } from "../control/Holds.ts"
import { played } from "../Played.ts"

/** How it is followed. */
export interface Options extends Controlled.Options {
  readonly config?: Ess.Config.Config
  /** What is beside the unit, by milliseconds since it was connected. */
  readonly house?: (millis: number) => { readonly loadWatts: number; readonly pvWatts: number }
  readonly meter?: Metered.Options["meter"]
  /** Sets nothing. */
  readonly isDryRun?: boolean
  /** What becomes of a reading; `null`: it is lost. */
  readonly passes?: (reading: Ess.MeterReading, millis: number) => Ess.MeterReading | null
}

/** Half charged, so that nothing stands in the way; and no loads behind the unit. */
const prepared = (unit: Controlled.Controlled) =>
  Effect.all([
    unit.simulated.control({ change: "state-of-charge", ratio: 0.5 }),
    unit.simulated.control({ change: "load", watts: 0 })
  ])

/** A unit that follows a meter until `close`. */
export const followed = ({
  config = Setups.config(),
  house = () => ({ loadWatts: 1000, pvWatts: 0 }),
  meter,
  passes = (reading) => reading,
  isDryRun = false,
  ...options
}: Options = {}) =>
  Effect.gen(function* () {
    const unit = yield* Controlled.controlled({
      ...options,
      device: {
        essFollowing: { ...ClosedLoop.worseUnit, delayMillis: 0 },
        ...options.device
      }
    })
    yield* prepared(unit)
    const ticks: Array<{ readonly at: number; readonly gridWatts: number }> = []
    let millis = 0
    const metered = yield* Metered.make(unit.simulated, {
      house,
      meter: { noiseWatts: 1, ...meter },
      onTick: (at, gridWatts) => {
        millis = at
        ticks.push({ at, gridWatts })
      }
    })
    const scope = yield* Scope.make()
    // A test that fails must not wait for a clock that nobody moves.
    yield* Effect.addFinalizer(() => Effect.ignore(played(Scope.close(scope, Exit.void), 90)))
    const events: Array<Ess.Event> = []
    const following = yield* played(
      Ess.follow({
        config,
        isDryRun,
        meter: metered.readings.pipe(
          Stream.map((reading) => passes(reading, millis)),
          Stream.filter((reading) => reading !== null)
        )
      }).pipe(
        Effect.provideService(Control.Control, unit.control),
        Effect.provideService(Link.Link, unit.session),
        Effect.provideService(Scope.Scope, scope)
      )
    )
    yield* following.events.pipe(
      Stream.runForEach((event) => Effect.sync(() => void events.push(event))),
      Effect.forkIn(scope, { startImmediately: true })
    )
    return {
      unit,
      metered,
      following,
      events,
      ticks,
      millis: () => millis,
      /** The states it went through, with their reasons. */
      states: () =>
        events.flatMap((event) => (event._tag === "State" ? [`${event.phase} ${event.why}`] : [])),
      closing: Scope.close(scope, Exit.void),
      close: played(Scope.close(scope, Exit.void), 90)
    }
  })

/** A unit that follows a meter. */
export interface Followed extends Effect.Success<ReturnType<typeof followed>> {}

/** Lets seconds go by. */
export const wait = (seconds: number) =>
  Effect.gen(function* () {
    for (let tenth = 0; tenth < seconds * 10; tenth++) yield* TestClock.adjust("100 millis")
  })

/** The set-points that went out since the list of requests was emptied, positive when drawn. */
export const watts = ({ unit }: Followed): ReadonlyArray<number> =>
  setpoints(unit.requests).map(([, value]) => 0 - value + 0)

/** A unit that has followed its meter for a while. */
export const settled = (options: Options = {}, seconds = 25) =>
  Effect.gen(function* () {
    const all = yield* followed(options)
    yield* wait(seconds)
    return all
  })
