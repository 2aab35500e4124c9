/**
 * `vebus survey`: everything that a unit and its adapter answer, into one file. Sends only reads.
 */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import type { Failure } from "../look/Look.ts"
import * as Flags from "../command/Flags.ts"

const config = {
  port: Flags.port,
  record: Flags.record,
  compare: Flags.text("compare", "FILE", "Another survey: show the differences between the two"),
  file: Flags.file(
    "A new file (vebus.survey/1), or that of a survey to go on with; one that is complete is reported on"
  )
}

export const survey = Command.make("survey", config, ({ file, compare, ...input }) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const [Report, Run, Stdout, SurveyFile] = yield* Lazy.loadAll(() => [
      import("../survey/Report.ts"),
      import("../survey/Run.ts"),
      import("../output/Stdout.ts"),
      import("../survey/SurveyFile.ts")
    ])
    const other = yield* Effect.transposeOption(Option.map(compare, SurveyFile.readComplete))
    const begun = yield* SurveyFile.begun(file)
    const found = begun?.complete === true ? begun : yield* Run.run(file, begun, input)
    yield* Stdout.lines(Report.lines(file, found))
    if (Option.isNone(other) || Option.isNone(compare)) return
    const differences = Report.differences(other.value, found)
    if (differences.length > 0) yield* Stdout.lines(differences)
    else yield* Console.error(`no difference between ${compare.value} and ${file}`)
  })
).pipe(
  Command.withDescription(
    "Ask a unit and its adapter every question that only reads, and write the answers to one file: for an issue, and for `simulate --profile`. Takes about five minutes; after Ctrl-C the next run completes the file. Serial numbers are masked."
  ),
  Command.withExamples([
    { command: "vebus survey unit.json", description: "Survey the unit behind the only MK3 of this machine" },
    {
      command: "vebus survey after.json --compare before.json",
      description: "Survey again, and show the differences"
    },
    {
      command: "vebus simulate --pty /tmp/mk3 --profile unit.json",
      description: "Simulate the unit that was surveyed"
    }
  ])
)
