/**
 * `vebus doctor`: finds out why there is no adapter, no answer, or somebody else at the helm, and says what to do. Sends
 * only reads.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Connected from "../Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../Flags.ts"
import * as Progress from "../output/Progress.ts"

const flags = {
  ...Connected.flags,
  json: Flags.json("vebus.doctor/1"),
  report: Flag.String("report").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      "Write a bundle for an issue to this new file (vebus.report/1): versions, infos, a capture; serial numbers masked"
    ),
    Flag.optional
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const handle = ({ json, report, address, ...input }: Input) =>
  Effect.scoped(
    Effect.gen(function* () {
      const [Diagnosis, Examination, Probe, Report, Stdout, System, { SerialPorts }] = yield* Effect.promise(
        () =>
          Promise.all([
            import("../doctor/Diagnosis.ts"),
            import("../output/Examination.ts"),
            import("../doctor/Probe.ts"),
            import("../doctor/Report.ts"),
            import("../output/Stdout.ts"),
            import("../doctor/System.ts"),
            import("@vebus/runtime/serial")
          ])
      )
      const write = yield* Effect.transposeOption(Option.map(report, Report.create))
      let step = ""
      const onStep = (next: string): void => void (step = next)
      yield* Progress.shown(() => `${step} …`)

      const time = new Date().toISOString()
      const ports = yield* SerialPorts.list
      const infos = Report.noInfos()
      const capture: Array<string> = []
      const transport = yield* Connected.transportOf(input).pipe(
        Effect.map((found) => Result.succeed(found)),
        Effect.catchTag("TransportError", ({ reason }) => Effect.succeed(Result.fail(reason)))
      )

      const seen =
        transport._tag === "Failure"
          ? { ...Probe.nothing, failure: transport.failure }
          : yield* Probe.examine(
              Option.isNone(write) ? transport.success : yield* Report.recorded(transport.success, capture),
              {
                address,
                onStep,
                further: Option.isNone(write) ? () => Effect.void : Report.collect(infos, onStep)
              }
            )
      const port = transport._tag === "Success" ? transport.success.url : null
      const path = System.pathOf(port)
      const observations = {
        ...seen,
        platform: process.platform,
        port,
        isNamedAdapter: path !== null && (yield* System.isNamedAdapter(path, ports)),
        group: path === null ? null : yield* System.groupOf(path)
      }
      const checks = Diagnosis.diagnose(observations)

      if (json) yield* Stdout.line(Examination.json(checks, { port, time }))
      else for (const line of Examination.lines(checks)) yield* Stdout.line(line)
      if (Option.isSome(write)) {
        write.value(Report.text({ time, checks, observations, infos, ports, capture }))
        yield* Console.error(
          `vebus: wrote ${Option.getOrElse(report, () => "")}: look at it before you send it`
        )
      }
      const problems = Diagnosis.problemsOf(checks)
      const [first] = problems
      if (first === undefined) {
        if (!json) yield* Stdout.line(Examination.allIsWell(checks))
        return
      }
      const causes = problems.map(({ cause }) => cause).join(", ")
      return yield* Effect.fail(new ExitCode.CommandError(first.exitCode, `found: ${causes}`))
    })
  )

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
