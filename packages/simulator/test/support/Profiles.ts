/** Kinds of profiles that come with the package. */
import { Profile, Simulator } from "@vebus/simulator"

/** Those of which every unit answers and that have an AC input. */
export const withMains: ReadonlyArray<Profile.ProfileId> = Profile.whole.filter(
  (id) => Simulator.make({ profile: Profile.profiles[id] }).system.inputs.length > 0
)
