/**
 * Simulator profiles by the name that the user gave. Loads the simulator.
 */
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as ExitCode from "./ExitCode.ts"

/** The profile of a name, or the default one; fails with the names there are. */
export const find = (
  name: string | null
): Effect.Effect<readonly [name: string, profile: Profile.Profile], ExitCode.CommandError> => {
  const wanted = name ?? Profile.defaultProfile
  const profile: Profile.Profile | undefined = (Profile.profiles as Record<string, Profile.Profile>)[wanted]
  return profile === undefined
    ? Effect.fail(
        new ExitCode.CommandError(
          ExitCode.usage,
          `no simulator profile "${wanted}": expected one of ${Object.keys(Profile.profiles).join(", ")}`
        )
      )
    : Effect.succeed([wanted, profile])
}
