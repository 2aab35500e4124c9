/**
 * Sites as the simulated products show them: one reading and the identity of each, on the test clock.
 */
import { Discovery, Permissions, type SiteView, UnitFacts } from "@vebus/gateway"
import {
  Control,
  Device,
  type Errors,
  Link,
  Session,
  StateStore,
  Telemetry,
  Transport,
  WritePolicy
} from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { simulated, transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"

/** The names of all simulated products. */
export const products = Object.keys(Profile.profiles) as ReadonlyArray<Profile.ProfileId>

const STEP_MILLIS = 50
/** Nothing that is tested here takes two minutes. */
const MOST_STEPS = 120_000 / STEP_MILLIS

/** Lets time pass until something is done. */
export const played = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    for (let step = 0; fiber.pollUnsafe() === undefined; step++) {
      if (step > MOST_STEPS) return yield* Effect.die(new Error("it has not ended after two minutes"))
      yield* TestClock.adjust(STEP_MILLIS)
    }
    return yield* Fiber.join(fiber)
  })

/** The controls of a unit that answers at once, as a gate takes them. */
export const control = Effect.gen(function* () {
  const port = yield* transport({ profile: Profile.profiles["multiplus-ii-48-3000-230v"], line: "unpaced" })
  const session = yield* Effect.provideService(Session.connect(), Transport.Transport, port)
  return yield* Control.make.pipe(
    Effect.provideService(Link.Link, session),
    Effect.provide(StateStore.inMemory),
    Effect.provideService(WritePolicy.WritePolicy, { by: "test", eepromPerDay: 20, readOnly: false })
  )
})

/** A site that shows one reading of a product, after so many seconds. */
export const viewOf = (
  product: Profile.ProfileId,
  site = "van"
): Effect.Effect<SiteView.SiteView, Errors.LinkError> =>
  Effect.scoped(
    played(
      Effect.gen(function* () {
        const session = yield* simulated({ profile: Profile.profiles[product], line: "unpaced" })
        const device = Device.make(session)
        const reading = yield* Telemetry.readings(session).pipe(Stream.take(3), Stream.runLast)
        const identity = yield* device.system
        return fresh({ site, reading: Option.getOrNull(reading), identity })
      })
    )
  )

/** A view with a fresh reading. */
export const fresh = (
  parts: Pick<SiteView.SiteView, "site" | "reading"> & Partial<SiteView.SiteView>
): SiteView.SiteView => ({
  link: "connected",
  since: 0,
  interval: 1000,
  readAt: Date.parse("2026-01-01T12:00:00Z"),
  fresh: true,
  reason: null,
  identity: null,
  energy: null,
  ess: null,
  metrics: [],
  ...parts
})

/** The discovery document of a unit that has shown every figure that these facts let it have, where everything is allowed. */
export const discovered = (facts: UnitFacts.UnitFacts): Discovery.Document =>
  Discovery.make(
    UnitFacts.remember(
      facts,
      UnitFacts.figuresOf(facts).map(({ key }) => key)
    ),
    {
      site: "van",
      base: "vebus",
      prefix: "homeassistant",
      version: "1",
      allow: Permissions.all,
      interval: 1000,
      configurationUrl: null
    }
  )
