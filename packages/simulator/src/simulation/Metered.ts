/**
 * A house with a meter around a running simulation: what the unit draws from its AC input, and what is beside it, on the
 * meter of the house connection. Loads on the output of the unit are the simulation's own.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as House from "../house/House.ts"
import * as Meter from "../house/Meter.ts"
import { TICK_MILLIS } from "../world/Site.ts"
import type { Simulated } from "./Driver.ts"

/** A reading of the meter, as it arrives. */
export interface Reading {
  /** Watts at the house connection, positive when imported. */
  readonly watts: number
  /** The time that it is the mean of, in milliseconds. */
  readonly windowMillis: number
}

/** A house with its meter. */
export interface Metered {
  /** The readings from now on. */
  readonly readings: Stream.Stream<Reading>
  /** The power over the house connection now, in watts. */
  readonly gridWatts: () => number
  /** The power that the units draw from the AC input now, in watts. */
  readonly unitWatts: () => number
}

/** How a house is metered. */
export interface Options {
  /** The loads and the solar power beside the unit, by milliseconds since the house began. */
  readonly house: (millis: number) => House.House
  readonly meter?: Partial<Meter.Habits>
  readonly seed?: number
  /** Sees each quarter of a second, in milliseconds since the house began. */
  readonly onTick?: (millis: number, gridWatts: number) => void
}

const NANOS_PER_MILLI = 1e6
const UNREAD = 64

/** Meters a house, until the scope closes. */
export const make = Effect.fn("Metered.make")(function* (
  simulated: Pick<Simulated, "state">,
  { house, meter: over = {}, seed = 1, onTick }: Options
): Effect.fn.Return<Metered, never, Scope.Scope> {
  const habits: Meter.Habits = { ...Meter.good, ...over }
  const clock = yield* Clock.Clock
  const startedAt = clock.monotonicTimeNanosUnsafe()
  const now = () => Number(clock.monotonicTimeNanosUnsafe() - startedAt) / NANOS_PER_MILLI
  const told = yield* PubSub.sliding<Reading>(UNREAD)
  let meter = Meter.make(seed, 0)
  let unitWatts = 0
  let gridWatts = 0

  const look = Effect.gen(function* () {
    const { system } = yield* simulated.state
    const millis = now()
    // What has flowed until now is what was so since the last look.
    meter = Meter.count(meter, habits, gridWatts, millis)
    unitWatts = system.plant.units.reduce((sum, unit) => sum + unit.inputWatts, 0)
    gridWatts = House.gridWatts(house(millis), unitWatts)
    onTick?.(millis, gridWatts)
    const [rest, readings] = Meter.taken(meter, millis)
    meter = rest
    for (const { watts, windowMillis } of readings) yield* PubSub.publish(told, { watts, windowMillis })
  })
  /** The next time at which the plant moves or a reading arrives. */
  const nextAt = (): number =>
    Math.min(
      (Math.floor(now() / TICK_MILLIS) + 1) * TICK_MILLIS,
      ...meter.coming.map(({ at }) => Math.max(at, now()))
    )

  yield* look
  yield* Effect.suspend(() => Effect.andThen(Effect.sleep(Math.max(nextAt() - now(), 1)), look)).pipe(
    Effect.forever,
    Effect.forkScoped
  )
  return {
    readings: Stream.fromPubSub(told),
    gridWatts: () => gridWatts,
    unitWatts: () => unitWatts
  }
})
