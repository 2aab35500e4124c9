/**
 * A scene with the simulated unit over its line of 2400 baud, byte for byte, in virtual time.
 */
import { Control, Link, Session, StateStore, Transport, WritePolicy } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import { Driver, Metered, Profile } from "@vebus/simulator"
import { Scenes, Setups } from "@vebus/testing/ess"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

const policy = { by: "bench", eepromPerDay: 0, readOnly: false }
const HOUR = 3600
/** Clouds give 2.5 kW to charge with, which the charger of the default profile does not bear. */
const profile = Result.getOrThrow(
  Profile.decode({
    extends: Profile.defaultProfile,
    id: "strong",
    label: "a stronger charger",
    ratings: { chargerAmperes: { value: 70, basis: "made-up" } },
    settings: [{ id: 4, raw: 70, max: 70 }]
  })
)

/** Watt-hours over the house connection, and how often a set-point was set. */
export interface Cost extends Scenes.Target {
  readonly setpoints: number
}

/** Plays a scene. Nothing is behind the unit, and its battery is half full. */
export const cost = (
  scene: Scenes.Scene,
  rampWattsPerSecond: number
): Effect.Effect<Cost, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make({ profile, essFollowing: { rampWattsPerSecond } })
    yield* simulated.control({ change: "state-of-charge", ratio: 0.5 })
    yield* simulated.control({ change: "load", watts: 0 })
    const session = yield* Session.connect().pipe(
      Effect.provideService(
        Transport.Transport,
        Transport.make("sim:", simulated.open, Transport.BYTES_PER_SECOND)
      )
    )
    const control = yield* Control.make.pipe(
      Effect.provideService(Link.Link, session),
      Effect.provideService(WritePolicy.WritePolicy, policy),
      Effect.provide(StateStore.inMemory)
    )
    // The edges of a scene come 0.15 s after a second of the meter has begun.
    const begin = Scenes.BEGIN_MILLIS + 150
    const end = begin + scene.seconds * 1000
    let both = 0
    let exported = 0
    let before = { at: 0, watts: 0 }
    let millis = 0
    const metered = yield* Metered.make(simulated, {
      house: (at) => scene.house(at - begin),
      meter: { noiseWatts: 1 },
      onTick: (at, gridWatts) => {
        millis = at
        const hours = (Math.min(at, end) - Math.max(before.at, begin)) / 1000 / HOUR
        if (hours > 0) {
          both += Math.abs(before.watts) * hours
          exported += Math.max(-before.watts, 0) * hours
        }
        before = { at, watts: gridWatts }
      }
    })
    const following = yield* Ess.follow({
      config: Setups.config(),
      meter: Stream.filter(metered.readings, () => scene.tells(millis - begin - 50))
    }).pipe(Effect.provideService(Control.Control, control), Effect.provideService(Link.Link, session))
    yield* Effect.sleep(begin)
    const { setpoints } = following.status()
    yield* Effect.sleep(scene.seconds * 1000)
    return { both, exported, setpoints: following.status().setpoints - setpoints }
  })
