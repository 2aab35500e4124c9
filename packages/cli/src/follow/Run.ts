/**
 * Runs `vebus ess follow`: reads the file, looks whether anything speaks against it, shows a minute of what it would do
 * or asks and does it. Ends with 0 on the wire, whatever ends it.
 */
import { FollowFile, Meters } from "@vebus/gateway"
import { Control, Link } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import { Places } from "@vebus/runtime/files"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Carry from "../change/Carry.ts"
import type * as WriteFlags from "../change/WriteFlags.ts"
import * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"
import * as Printing from "../output/Printing.ts"
import * as Stdout from "../output/Stdout.ts"
import { Surroundings } from "../Surroundings.ts"
import * as DryRuns from "./DryRuns.ts"

/** The input of the command. */
export interface Input extends Omit<WriteFlags.Input, "json"> {
  /** The file. */
  readonly config: string
}

const DRY_RUN_SECONDS = 60
const SHOWN_EVERY_SECONDS = 2

/** The flags byte of a set-point's frame, by its place among the bytes: 02 writes to RAM alone. */
const FLAGS_PLACE = 4
const RAM_ONLY = "02"

/** Another master that is heard, and whether set-points would be stored. */
const ofPlan = ({ control }: Carry.Planning, address: number, hasAssistant: boolean) =>
  hasAssistant
    ? Effect.matchEffect(control.planEss(0, { address }), {
        onSuccess: ({ frame }) =>
          Effect.succeed({ otherMaster: null, isStored: frame.split(" ")[FLAGS_PLACE] !== RAM_ONLY }),
        onFailure: (error) =>
          error._tag === "ControlError" && error.reason._tag === "OtherMaster"
            ? Effect.succeed({ otherMaster: error.reason.master, isStored: false })
            : Effect.fail(error)
      })
    : Effect.succeed({ otherMaster: null, isStored: false })

const refusalsOf = (
  planning: Carry.Planning,
  file: FollowFile.FollowFile,
  address: number,
  isNamed: boolean,
  isDryRunMade: boolean
) =>
  Effect.gen(function* () {
    const facts = yield* Ess.Unit.facts(planning.device, address)
    const plan = yield* ofPlan(planning, address, facts.hasAssistant)
    return Ess.Refusals.check(file, {
      ...facts,
      ...plan,
      arePhasesStated: isNamed,
      isSignChecked: file.signChecked,
      // No unit tells what it is built for.
      ratedWatts: null,
      isDryRunMade,
      epochMillis: yield* Clock.currentTimeMillis
    })
  })

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
      meter: Meters.readings(file.meter, {
        periodMillis: file.meterPeriodMillis,
        onTrouble: (message) => (message === null ? Effect.void : Console.error(`vebus: meter: ${message}`))
      })
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
export const run = (input: Input): Effect.Effect<void, Carry.Failure> =>
  Effect.gen(function* () {
    const parsed = FollowFile.parse(input.config, yield* GivenFile.text(input.config))
    if (Result.isFailure(parsed)) {
      return yield* new ExitCode.CommandError(ExitCode.badFile, parsed.failure.join("\n"))
    }
    const file = parsed.success
    const { env } = yield* Surroundings
    const memory = DryRuns.of(Places.here(env).state, FollowFile.canonical(file))
    const named = Option.getOrElse(input.address, () => file.address)
    const address = named ?? 0
    yield* Carry.controlled(input, { by: "vebus ess follow" }, (planning) =>
      Effect.gen(function* (): Effect.fn.Return<void, Carry.Failure, Scope.Scope> {
        const isMade = input.dryRun || (yield* memory.isMade)
        const refusals = yield* refusalsOf(planning, file, address, named !== null, isMade)
        if (refusals.length > 0) {
          return yield* new ExitCode.CommandError(
            ExitCode.refused,
            ["the meter is not followed:", ...refusals.map(({ message }) => `  ${message}`)].join("\n"),
            { reason: refusals[0]!.code }
          )
        }
        if (input.dryRun) {
          const readings = yield* dryRun(planning, file, address)
          if (readings === 0) {
            return yield* new ExitCode.CommandError(
              ExitCode.noAnswer,
              "the meter told nothing in a minute: this does not count as a dry run"
            )
          }
          yield* memory.make
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
