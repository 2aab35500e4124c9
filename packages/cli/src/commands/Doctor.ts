/**
 * `vebus doctor`: finds out why there is no adapter, no answer, or somebody else at the helm, and says what to do. Sends
 * only reads.
 */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"
import * as Progress from "../output/Progress.ts"

const flags = {
  ...Connected.flags,
  json: Flags.json("vebus.doctor/1"),
  report: Flags.text(
    "report",
    "FILE",
    "Write a bundle for an issue to this new file (vebus.report/1): versions, infos, a capture; serial numbers masked"
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const handle = ({ json, report, ...input }: Input) =>
  Effect.gen(function* () {
    const [{ Diagnosis, Document }, Json, NewFile, Report, Stdout, Visit, Words] = yield* Lazy.loadAll(() => [
      import("@vebus/runtime/doctor"),
      import("@vebus/runtime/json"),
      import("../files/NewFile.ts"),
      import("../doctor/Report.ts"),
      import("../output/Stdout.ts"),
      import("../doctor/Visit.ts"),
      import("../doctor/Words.ts")
    ])
    const write = yield* Effect.transposeOption(Option.map(report, NewFile.create))
    let step = ""
    const onStep = (next: string): void => void (step = next)
    const visit = yield* Progress.shown(() => `${step} …`).pipe(
      Effect.andThen(Visit.make(input, { isReported: Option.isSome(write), onStep })),
      Effect.scoped
    )
    const checks = Diagnosis.diagnose(visit.observations)

    if (json) yield* Stdout.line(Json.line(Document.make(checks, visit.observations.port, visit.time)))
    else for (const line of Words.lines(checks)) yield* Stdout.line(line)
    if (Option.isSome(write) && Option.isSome(report)) {
      yield* write.value(Report.text({ ...visit, checks }))
      yield* Console.error(`vebus: wrote ${report.value}: look at it before you send it`)
    }
    const problems = Diagnosis.problemsOf(checks)
    const [first] = problems
    if (first === undefined) return json ? undefined : yield* Stdout.line(Words.allIsWell(checks))
    const causes = problems.map(({ cause }) => cause).join(", ")
    return yield* new ExitCode.CommandError(first.exitCode, `found: ${causes}`, {
      reason: first.cause,
      remedy: first.remedy
    })
  }).pipe(Effect.scoped)

export const doctor = Command.make("doctor", flags, handle).pipe(
  Command.withDescription(
    "Find out why there is no adapter or no answer, and say what to do. Sends only reads, and takes some seconds."
  ),
  Command.withExamples([
    { command: "vebus doctor", description: "Examine the only MK3 of this machine" },
    {
      command: "vebus doctor --port tcp://boat:8139 --report report.json",
      description: "Examine a port over the network, and write a bundle for an issue"
    }
  ])
)
