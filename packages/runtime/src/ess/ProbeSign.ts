/**
 * The probe of a meter's sign on a unit: some watts are drawn, then given, and the meter is looked at. It is small, it ends
 * by itself, and it ends at 0 whatever ends it. Whether it may begin is for `Ready` to say.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Control } from "../Control.ts"
import type { HoldError } from "../control/ess/EssHold.ts"
import * as Device from "../Device.ts"
import * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import { Link } from "../session/Link.ts"
import type { Config } from "./core/Config.ts"
import * as Sign from "./core/Sign.ts"
import type { MeterReading } from "./Follow.ts"
import * as Unit from "./Unit.ts"

/** How a meter is probed. */
export interface Options<E = never, R = never> {
  readonly config: Config
  /** The unit that draws and gives. */
  readonly address: number
  readonly meter: Stream.Stream<MeterReading, E, R>
  /** Hears of each set-point before it is written, in watts drawn. */
  readonly onSetpoint?: (watts: number) => Effect.Effect<void>
}

const LOOK_MILLIS = 250
const LAMPS_MILLIS = 5000
/** The hold itself goes to 0 where nobody sets it anew for so long, in milliseconds. */
const STALE_MILLIS = 5000
const CAUSE = "probe of the meter's sign"

/** Probes the sign of a meter; done once the unit is at 0 again. Fails where the set-point cannot be held. */
export const probeSign = <E, R>({
  config,
  address,
  meter,
  onSetpoint = () => Effect.void
}: Options<E, R>): Effect.Effect<Sign.Verdict, HoldError, Control | Link | R> =>
  Effect.scoped(
    Effect.gen(function* () {
      const probe = Sign.make(config)
      if (probe === null) return Sign.undecided("maxCharge and maxDischarge allow less than 100 W")
      const { setpoints, settleMillis, lookMillis } = probe
      const { voltageFloor, voltageCeiling } = config.battery
      const control = yield* Control
      const device = Device.make(yield* Link, { retry: Retry.times(0) })
      const unit = device.unit(address)
      let grid: Array<number> = []
      let drawn: Array<number> = []
      /** What is in the way of going on, in words. */
      let obstacle: string | null = null
      yield* meter.pipe(
        Stream.runForEach(({ watts }) => Effect.sync(() => void grid.push(watts))),
        Effect.ignore,
        Effect.forkScoped
      )
      yield* Unit.sample(unit, false).pipe(
        Effect.map((sample) => {
          if (sample === null) return
          drawn.push(sample.inputWatts)
          const volts = sample.batteryVolts ?? null
          if (volts !== null && (volts < voltageFloor || volts > voltageCeiling))
            obstacle = "the battery is beyond its floor or ceiling"
        }),
        Effect.ignore,
        Effect.andThen(Effect.sleep(LOOK_MILLIS)),
        Effect.forever,
        Effect.forkScoped
      )
      yield* Unit.fault(device).pipe(
        Effect.map((fault) => {
          if (fault !== null) obstacle = `the unit shows ${fault}`
        }),
        Effect.ignore,
        Effect.andThen(Effect.sleep(LAMPS_MILLIS)),
        Effect.forever,
        Effect.forkScoped
      )
      const hold = yield* control.holdEss(0, { address, staleAfter: STALE_MILLIS, notes: "with-cause" })
      /** Holds a set-point for a time, or until something is in the way of that. */
      const stay = (watts: number, millis: number) =>
        Effect.gen(function* () {
          const until = (yield* Monotonic.millis) + millis
          for (;;) {
            const left = until - (yield* Monotonic.millis)
            if (left <= 0 || obstacle !== null) return
            yield* hold.set(watts)
            yield* Effect.sleep(Math.min(LOOK_MILLIS, left))
          }
        })
      const all = Effect.gen(function* () {
        const seen: Array<Sign.Seen> = []
        for (const watts of setpoints) {
          yield* onSetpoint(watts)
          yield* hold.set(watts, CAUSE)
          yield* stay(watts, settleMillis)
          grid = []
          drawn = []
          yield* stay(watts, lookMillis)
          if (obstacle !== null) return Sign.undecided(obstacle)
          const here = { grid, unit: drawn }
          // Nothing is drawn or given for a meter that does not tell.
          const missing = Sign.lacking(here)
          if (missing !== null) return Sign.undecided(missing)
          seen.push(here)
        }
        return Sign.verdict(seen)
      })
      return yield* Effect.raceFirst(all, hold.ended)
    })
  )
