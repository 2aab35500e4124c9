/**
 * Ends a hold of a set-point whose program was killed. Nobody is asked: it ends what somebody has begun.
 */
import { type OpenHolds, Outcome } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Carry from "./Carry.ts"

/** Writes 0, or only shows the frame, and says what became of it. */
export const stop = (
  { control }: Carry.Planning,
  hold: OpenHolds.OpenHold,
  { dryRun, json = false }: { readonly dryRun: boolean; readonly json?: boolean }
): Effect.Effect<void, Carry.Failure> =>
  Effect.gen(function* () {
    // stdout is for the one document of the command.
    const say = json ? Console.error : Stdout.line
    const { frame, id } = yield* control.planStop(hold)
    const what = `ESS set-point: ${hold.line.watts} W -> 0 W`
    yield* say(what)
    yield* say(`  RAM ${id}, frame ${frame}`)
    if (dryRun) return
    const outcome = yield* Carry.changing(control.stopEss(hold))
    yield* say(`${what}: ${Outcome.message(outcome)}`)
    if (!("cause" in outcome)) return
    return yield* new ExitCode.CommandError(
      ExitCode.ofReason(outcome.cause),
      `the hold is still open: the 0 ${Outcome.message(outcome)}. Try again; the unit stops obeying by itself within a minute`
    )
  })
