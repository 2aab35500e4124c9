/**
 * Runs `vebus ess probe`: reads the file, looks whether anything speaks against it, asks, and says what the probe has found
 * and what to write into the file. Ends with 0 on the wire, whatever ends it.
 */
import { Control, Link } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import type { FollowFile } from "@vebus/gateway"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Carry from "../change/Carry.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Printing from "../output/Printing.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Meant from "./Meant.ts"

/** A set-point in words: signs alone are what is in doubt. */
const direction = (watts: number): string =>
  watts === 0 ? "0 W" : watts > 0 ? `${watts} W drawn from the grid` : `${-watts} W given to the house`

const shownOf = (
  { meter }: FollowFile.FollowFile,
  probe: Ess.Sign.Probe,
  url: string,
  address: number
): ReadonlyArray<string> => [
  `${url}, address ${address}: set-points of ${probe.setpoints.map(direction).join(", ")}`,
  `  ${Math.ceil(Ess.Sign.millisOf(probe) / 1000)} s in all, while the ${meter.type} meter is looked at`,
  "  keep the loads of the house as they are meanwhile; where the house draws less, some of it is fed in"
]

/** What was found, and what to write into the file. */
const told = (verdict: Ess.Sign.Verdict, { meter }: FollowFile.FollowFile) => {
  switch (verdict._tag) {
    case "Right":
      return Stdout.line("the meter counts import as positive. Write signChecked: true into the file")
    case "Reversed": {
      const remedy = `${meter.invert ? "take invert: true out of meter" : "write invert: true into meter"}, and signChecked: true into the file`
      return new ExitCode.CommandError(
        ExitCode.failure,
        `the sign of the meter is reversed: it counts export as positive. To follow it, ${remedy}`,
        { reason: "reversed", remedy }
      )
    }
    case "Undecided": {
      const remedy = "see to that, and probe again while the loads of the house stay as they are"
      return new ExitCode.CommandError(
        ExitCode.notVerified,
        `the sign of the meter is not known: ${verdict.because}. Remedy: ${remedy}`,
        { reason: "undecided", remedy }
      )
    }
  }
}

/** Probes the sign of a meter. */
export const run = (input: Meant.Input): Effect.Effect<void, Carry.Failure> =>
  Effect.gen(function* () {
    const { file, named, port } = yield* Meant.read(input)
    const probe = Ess.Sign.make(file)
    if (probe === null)
      return yield* new ExitCode.CommandError(
        ExitCode.refused,
        `the meter is not probed: maxCharge, maxDischarge and fuseWatts must be ${Ess.Sign.LEAST_WATTS} W or more`
      )
    const address = named ?? 0
    yield* Carry.controlled(
      { ...input, port: Option.orElse(input.port, () => port) },
      { by: "vebus ess probe" },
      (planning) =>
        Effect.gen(function* (): Effect.fn.Return<void, Carry.Failure, Scope.Scope> {
          // What comes out of it is written into the file, which is another one to the dry run then.
          yield* Meant.mayBegin(planning, file, named, "the meter is not probed", {
            isProbed: true,
            isDryRunMade: true
          })
          const shown = shownOf(file, probe, planning.session.url, address)
          if (input.dryRun) return yield* Stdout.lines([...shown, "nothing was set"])
          const doing = Effect.gen(function* () {
            const plan = yield* planning.control.planEss(0, { address })
            yield* Carry.consented(planning, plan, shown, ["Probe this meter?"], input.yes)
            const verdict = yield* Ess.probeSign({
              config: file,
              address,
              meter: yield* Meant.readings(file),
              onSetpoint: (watts) => Stdout.line(`setting ${direction(watts)}`)
            }).pipe(
              Effect.provideService(Control.Control, planning.control),
              Effect.provideService(Link.Link, planning.session),
              // What nobody can see is found for nobody.
              Effect.raceFirst(Printing.unseen),
              Effect.onInterrupt(() => Console.error("vebus: setting 0"))
            )
            return yield* told(verdict, file)
          })
          return yield* Carry.changing(doing)
        })
    )
  })
