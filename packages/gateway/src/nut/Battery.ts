/**
 * Facts about the battery from the settings of a unit: its capacity, and where the inverter stops. They are read once for each
 * session, when a first reading is there, until two answers agree: a damaged one must not become a runtime.
 */
import { Setting } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Feed } from "../Feed.ts"
import { Sites } from "../Sites.ts"

/** The settings about a battery; `null`: not known, or the unit has none. */
export interface Battery {
  /** In ampere-hours. */
  readonly capacity: number | null
  /** The voltage at which the inverter stops, in volts. */
  readonly stop: number | null
}

/** Nothing is known. */
export const unknown: Battery = { capacity: null, stop: null }

const CAPACITY = Setting.byName("BatteryCapacity")!.id
const STOP = Setting.byName("UBatLowLimitForInverter")!.id
/** From one answer to the next, and how many there are at most in a session. */
const AGAIN = Schedule.upTo(Schedule.spaced("10 seconds"), { times: 30 })

/** Keeps what the settings of all sites say, until the scope closes. */
export const make: Effect.Effect<(site: string) => Battery, never, Feed | Sites | Scope.Scope> = Effect.gen(
  function* () {
    const feed = yield* Feed
    const sites = yield* Sites
    const known = new Map<string, Battery>()
    const asking = yield* FiberMap.make<string>()

    /** One answer; `null`: not all of it came. */
    const ask = (site: string): Effect.Effect<Battery | null> =>
      Effect.gen(function* () {
        const connected = yield* sites.connected(site)
        if (connected === null) return null
        const { settings, missing } = yield* Effect.orDie(connected.device.settings([CAPACITY, STOP]))
        const valueOf = (id: number) => settings.find((setting) => setting.id === id)?.value ?? null
        return missing.length > 0
          ? null
          : // A capacity of 0 says that nobody has told it.
            { capacity: valueOf(CAPACITY) || null, stop: valueOf(STOP) }
      })

    const learn = (site: string): Effect.Effect<void> =>
      Effect.suspend(() => {
        let before: Battery | null = null
        return ask(site).pipe(
          Effect.map((answer) => {
            const agrees =
              answer !== null && before?.capacity === answer.capacity && before.stop === answer.stop
            before = answer
            if (agrees) known.set(site, answer)
            return agrees
          }),
          Effect.repeat({ schedule: AGAIN, until: (agrees) => agrees }),
          Effect.asVoid
        )
      })

    yield* Effect.forkScoped(
      Stream.runForEach(feed.events, (event) =>
        Effect.gen(function* () {
          if (event._tag !== "State") return
          const { site, fresh, link } = event
          if (link !== "connected") known.delete(site)
          if (!fresh) return yield* FiberMap.remove(asking, site)
          if (!known.has(site)) yield* FiberMap.run(asking, site, learn(site))
        })
      ),
      { startImmediately: true }
    )
    return (site) => known.get(site) ?? unknown
  }
)
