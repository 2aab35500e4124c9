/**
 * The meter and the unit that a command of grid control is about: out of the file of `ess follow`, or out of a site of a
 * gateway's file.
 */
import { Config, FollowFile, Meters } from "@vebus/gateway"
import * as Ess from "@vebus/runtime/ess"
import * as PortUrl from "@vebus/runtime/port-url"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Carry from "../change/Carry.ts"
import type * as WriteFlags from "../change/WriteFlags.ts"
import * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"
import * as Plain from "../output/Plain.ts"
import { Surroundings } from "../Surroundings.ts"

/** The input of such a command. */
export interface Input extends Omit<WriteFlags.Input, "json"> {
  /** The file. */
  readonly config: string
  /** The site whose `ess` is meant, where the file is that of a gateway. */
  readonly site: Option.Option<string>
}

/** What is followed, and where its unit is; `port`: what the file says, if it does. */
interface Meant {
  readonly file: FollowFile.FollowFile
  readonly address: number | null
  readonly port: Option.Option<PortUrl.PortUrl>
}

/** What a file says. Fails with all that is wrong with it. */
const meant = (
  path: string,
  text: string,
  site: string | null
): Result.Result<Meant, ReadonlyArray<string>> => {
  if (site === null)
    return Result.map(FollowFile.parse(path, text), (file) => ({
      file,
      address: file.address,
      port: Option.none()
    }))
  return Result.flatMap(
    Config.load({ file: { path, text }, env: {}, flags: [] }),
    ({ config: { sites } }) => {
      const { ess, address, port } = sites[site] ?? { ess: null, address: null, port: "" }
      if (ess !== null)
        return Result.succeed({ file: ess, address: ess.address ?? address, port: PortUrl.parse(port) })
      const others = Object.entries(sites).flatMap(([name, each]) => (each.ess === null ? [] : name))
      return Result.fail([
        `${path}: site "${site}" has no "ess". ${others.length === 0 ? "No site of this file has any" : `Sites that have: ${others.join(", ")}`}`
      ])
    }
  )
}

/** The file of a command, the unit that it or the command line names, and its port. */
export const read = (input: Input) =>
  Effect.gen(function* () {
    const parsed = meant(input.config, yield* GivenFile.text(input.config), Option.getOrNull(input.site))
    if (Result.isFailure(parsed))
      return yield* new ExitCode.CommandError(ExitCode.badFile, Plain.lines(parsed.failure))
    const { file, address, port } = parsed.success
    return { file, port, named: Option.getOrElse(input.address, () => address) }
  })

/** The readings of its meter. What is wrong with it is said. */
export const readings = (file: FollowFile.FollowFile) =>
  Effect.map(Surroundings, ({ readingsOf = Meters.readings }) =>
    readingsOf(file.meter, {
      periodMillis: file.meterPeriodMillis,
      onTrouble: (message) => (message === null ? Effect.void : Console.error(`vebus: meter: ${message}`))
    })
  )

/** Fails with all that speaks against it, after `not`: what does not happen then. */
export const mayBegin = (
  { control, device }: Carry.Planning,
  config: FollowFile.FollowFile,
  named: number | null,
  not: string,
  known: Pick<Ess.Ready.Options, "isProbed" | "isDryRunMade">
): Effect.Effect<void, Carry.Failure> =>
  Effect.gen(function* () {
    const refusals = yield* Ess.Ready.refusals({
      ...known,
      config,
      control,
      device,
      address: named ?? 0,
      isNamed: named !== null
    })
    if (refusals.length === 0) return
    return yield* new ExitCode.CommandError(
      ExitCode.refused,
      Plain.lines([`${not}:`, ...refusals.map(({ message }) => `  ${message}`)]),
      { reason: refusals[0]!.code }
    )
  })
