/**
 * `vebus monitor`: readings, one per interval, until stopped: a live screen on a terminal, lines elsewhere. Sends only
 * reads. Reference: decisions.md 9.
 */
import type { Errors } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import type * as ExitCode from "../ExitCode.ts"
import { flags, type Input } from "../monitor/Flags.ts"

const handle = (input: Input): Effect.Effect<void, Errors.LinkError | ExitCode.CommandError> =>
  Effect.flatMap(
    Lazy.load(() => import("../monitor/Watched.ts")),
    (Watched) => Watched.watched(input)
  )

export const monitor = Command.make("monitor", flags, handle).pipe(
  Command.withDescription("Show what the inverter does, once a second. Changes nothing."),
  Command.withExamples([
    {
      command: "vebus monitor",
      description: "Watch the only MK3 of this machine; ? shows the keys, q quits"
    },
    { command: "vebus monitor --port tcp://boat:8139 --jsonl", description: "Log readings over the network" },
    {
      command: "vebus monitor --csv --fields time,battery,acInput.1.power --interval 1m",
      description: "A table for a spreadsheet"
    },
    { command: "vebus monitor --wait", description: "Start before the inverter does" },
    { command: "vebus monitor --demo", description: "Try it without hardware" }
  ])
)
