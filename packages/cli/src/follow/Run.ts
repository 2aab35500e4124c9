/**
 * Runs `vebus ess follow`: reads the file, looks whether anything speaks against it, shows a minute of what it would do
 * or asks and does it. Ends with 0 on the wire, whatever ends it.
 */
import { EssMemory, FollowFile } from "@vebus/gateway"
import { Control, Link } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import { Places } from "@vebus/runtime/files"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Carry from "../change/Carry.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Printing from "../output/Printing.ts"
import * as Stdout from "../output/Stdout.ts"
import { Surroundings } from "../Surroundings.ts"
import * as Meant from "./Meant.ts"

const DRY_RUN_SECONDS = 60
const SHOWN_EVERY_SECONDS = 2

/** Follows the meter of the file, and tells what happens. */
const following = (
  planning: Carry.Planning,
  file: FollowFile.FollowFile,
  address: number,
  isDryRun: boolean
) =>
  Effect.gen(function* () {
    const control = yield* Ess.follow({
      config: file,
      address,
      isDryRun,
      meter: yield* Meant.readings(file)
    }).pipe(
      Effect.provideService(Control.Control, planning.control),
      Effect.provideService(Link.Link, planning.session)
    )
    yield* control.events.pipe(
      Stream.runForEach((event) => Stdout.line(`${isDryRun ? "would be " : ""}${Ess.sentence(event)}`)),
      Effect.forkScoped({ startImmediately: true })
    )
    return control
  })

const watts = (value: number | null): string => (value === null ? "not known" : `${Math.round(value)} W`)

/** A minute of what it would do. */
const dryRun = (planning: Carry.Planning, file: FollowFile.FollowFile, address: number) =>
  Effect.gen(function* () {
    const { status } = yield* following(planning, file, address, true)
    for (let second = 0; second < DRY_RUN_SECONDS; second += SHOWN_EVERY_SECONDS) {
      yield* Effect.sleep(SHOWN_EVERY_SECONDS * 1000)
      const { gridWatts, unitWatts, setpoint, phase, why } = status()
      yield* Stdout.line(
        `grid ${watts(gridWatts)}, unit ${watts(unitWatts)}: ${phase}, would set ${Ess.setpointText(setpoint)} (${why})`
      )
    }
    return status().readings
  })

const shownOf = (file: FollowFile.FollowFile, url: string, address: number): ReadonlyArray<string> => [
  `${url}, address ${address}: follows the ${file.meter.type} meter`,
  `  charges with ${file.maxCharge} W at most, discharges with ${file.maxDischarge} W at most`,
  `  battery from ${file.battery.voltageFloor} V to ${file.battery.voltageCeiling} V, fuse ${file.fuseWatts} W`,
  "  no grid code is claimed, and some watts are fed in whenever a load falls away"
]

/** Follows a meter, or shows what that would be. */
export const run = (input: Meant.Input): Effect.Effect<void, Carry.Failure> =>
  Effect.gen(function* () {
    const { file, named, port } = yield* Meant.read(input)
    const { env } = yield* Surroundings
    const memory = EssMemory.ofDryRun(Places.here(env).state, FollowFile.canonical(file))
    const address = named ?? 0
    yield* Carry.controlled(
      { ...input, port: Option.orElse(input.port, () => port) },
      { by: "vebus ess follow" },
      (planning) =>
        Effect.gen(function* (): Effect.fn.Return<void, Carry.Failure, Scope.Scope> {
          yield* Meant.mayBegin(planning, file, named, "the meter is not followed", {
            isProbed: false,
            isDryRunMade: input.dryRun || (yield* memory.isMade)
          })
          if (input.dryRun) {
            const readings = yield* dryRun(planning, file, address)
            if (readings === 0) {
              return yield* new ExitCode.CommandError(
                ExitCode.noAnswer,
                "the meter told nothing in a minute: this does not count as a dry run"
              )
            }
            yield* Effect.mapError(
              memory.make,
              ({ message }) => new ExitCode.CommandError(ExitCode.failure, message)
            )
            return yield* Stdout.line(
              "nothing was set. This configuration may now be followed without --dry-run"
            )
          }
          const doing = Effect.gen(function* () {
            const plan = yield* planning.control.planEss(0, { address })
            yield* Carry.consented(
              planning,
              plan,
              shownOf(file, planning.session.url, address),
              ["Follow this meter?"],
              input.yes
            )
            const { ended } = yield* following(planning, file, address, false)
            yield* Stdout.line("following the meter. Ctrl-C stops, and sets 0")
            const why = yield* ended.pipe(
              // One that nobody can see goes on for nobody.
              Effect.raceFirst(Printing.unseen),
              Effect.onInterrupt(() => Console.error("vebus: setting 0"))
            )
            return yield* new ExitCode.CommandError(
              ExitCode.failure,
              `the meter is no longer followed: ${Ess.reasons[why]}. Look into it, and start it anew`,
              { reason: why }
            )
          })
          return yield* Carry.changing(doing)
        })
    )
  })
