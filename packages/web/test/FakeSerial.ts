/**
 * The script that is put before a worker to give it a serial port with a simulated inverter behind it. `cable` is for a test to
 * pull the plug, and to compare with the truth. Bundled by `Faked.ts`.
 */
import { Driver, Profile } from "@vebus/simulator"
import * as Browser from "@vebus/testing/webserial"
import * as Effect from "effect/Effect"

const faked = Effect.gen(function* () {
  const simulated = yield* Driver.make({ profile: Profile.profiles["multiplus-ii-48-5000-mk3"] })
  const browser = yield* Browser.make(simulated.open)
  Object.defineProperty(navigator, "serial", { value: browser.serial, configurable: true })
  const cable = {
    ...browser,
    change: (change: Parameters<typeof simulated.control>[0]) => Effect.runPromise(simulated.control(change)),
    state: () => Effect.runPromise(simulated.state)
  }
  Object.defineProperty(globalThis, "cable", { value: cable, configurable: true })
  return yield* Effect.never
})

Effect.runFork(Effect.scoped(faked))
