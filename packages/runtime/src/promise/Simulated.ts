/**
 * The simulator behind a `sim:` URL. It is no dependency: it is loaded by name when it is asked for and installed, which
 * alone keeps the two from knowing each other. A type test holds what is used of it to what it is.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Errors from "../Errors.ts"
import { type Duplex, make, type Transport } from "../transports/Transport.ts"
import type { PortUrl } from "../transports/PortUrl.ts"

/** The used part of `@vebus/simulator`. */
export interface Simulator<Profile> {
  readonly Driver: {
    readonly make: (options: {
      readonly profile: Profile
      readonly versionPeriodMillis?: number
    }) => Effect.Effect<{ readonly open: Effect.Effect<Duplex, never, Scope.Scope> }, never, Scope.Scope>
  }
  readonly Profile: {
    readonly profiles: Readonly<Record<string, Profile>>
    readonly defaultProfile: string
  }
}

const failed = (port: string, cause: string) => Errors.transport(new Errors.OpenFailed({ port, cause }))

/** A simulated inverter, until the scope closes. */
export const transport = Effect.fn("Simulated.transport")(function* ({
  profile,
  versionEveryMillis
}: Extract<PortUrl, { readonly _tag: "Simulated" }>): Effect.fn.Return<
  Transport["Service"],
  Errors.TransportError,
  Scope.Scope
> {
  const simulator = yield* Effect.tryPromise({
    try: () =>
      // A plain string to the compiler, which need not find it; by its name to a bundler, which takes it along.
      import("@vebus/simulator" as string) as Promise<Simulator<unknown>>,
    catch: () =>
      failed(
        `sim:${profile ?? ""}`,
        `the simulator is not installed. Install it: npm install @vebus/simulator`
      )
  })
  const { profiles, defaultProfile } = simulator.Profile
  const wanted = profile ?? defaultProfile
  if (!Object.hasOwn(profiles, wanted)) {
    return yield* failed(
      `sim:${wanted}`,
      `there is no such profile. Expected one of ${Object.keys(profiles).join(", ")}`
    )
  }
  const { open } = yield* simulator.Driver.make({
    profile: profiles[wanted],
    ...(versionEveryMillis === null ? {} : { versionPeriodMillis: versionEveryMillis })
  })
  return make(`sim:${wanted}`, open)
})
