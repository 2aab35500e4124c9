/**
 * The demo: a simulated inverter, read and changed as a real one is.
 */
import { Transport } from "@vebus/runtime"
import { Driver, Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Engine from "./Engine.ts"
import * as Scope from "./Scope.ts"

/** The default profile has no state of charge: its battery capacity is not set. */
const PROFILE = "multiplus-ii-48-5000-mk3"

const capabilities = { history: false, frames: true, settings: "write", stage: true } as const

// Loaded while the demo begins: later there may be no network.
const stage = import("./Stage.ts")

Engine.serve(Scope.own(), () =>
  // Faster than the line of an adapter: nobody wants to wait half a minute for settings that are made up.
  Effect.map(Driver.make({ profile: Profile.profiles[PROFILE], line: "unpaced" }), (simulated) => ({
    label: "Demo",
    capabilities,
    transport: Transport.make(`sim:${PROFILE}`, simulated.open),
    answering: async () => (await stage).make(simulated, capabilities)
  }))
)
