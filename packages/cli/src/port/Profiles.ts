/**
 * Simulator profiles as the user names them: by id, or by the file that holds one. Loads the simulator.
 */
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"

type Found = readonly [name: string, profile: Profile.Profile]

/** A file shows itself by a folder or by its ending; ids have neither. */
const isFile = (name: string): boolean => /[/\\]|\.json$/i.test(name)

/** The profile of an id or of a JSON file, or the default one. Fails with what is known, or with what is wrong where. */
export const find = (name: string | null): Effect.Effect<Found, ExitCode.CommandError> =>
  Effect.suspend(() => {
    const wanted = name ?? Profile.defaultProfile
    if (isFile(wanted)) return read(wanted)
    return Object.hasOwn(Profile.profiles, wanted)
      ? Effect.succeed<Found>([wanted, Profile.profiles[wanted as Profile.ProfileId]])
      : Effect.fail(
          ExitCode.wrongUse(
            `no simulator profile "${wanted}": expected one of ${Object.keys(Profile.profiles).join(", ")}, or a JSON file`
          )
        )
  })

const bad = (file: string, why: string): ExitCode.CommandError =>
  new ExitCode.CommandError(ExitCode.badFile, `cannot use the profile ${file}: ${why}`)

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const read = (file: string): Effect.Effect<Found, ExitCode.CommandError> =>
  GivenFile.text(file).pipe(
    Effect.flatMap((text) =>
      Effect.try({ try: () => JSON.parse(text) as unknown, catch: (cause) => bad(file, messageOf(cause)) })
    ),
    Effect.flatMap((json) =>
      Effect.fromResult(Result.mapError(Profile.decode(json), ({ message }) => bad(file, message)))
    ),
    Effect.map((profile) => [profile.id, profile] as const)
  )
