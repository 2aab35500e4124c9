/**
 * `vebus lines set`: pulls a line of the bus, or lets go of it.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ChangeCommand from "../../change/ChangeCommand.ts"

export const set = ChangeCommand.make(
  "set",
  "lines set",
  {
    line: Argument.Literals("line", ["panel-detect", "standby"]).pipe(
      Argument.withDescription("panel-detect: a panel is present. standby: the unit stays reachable when off")
    ),
    state: Argument.Literals("state", ["on", "off"]).pipe(Argument.withDescription("Whether it is pulled"))
  },
  ({ line, state }) =>
    Effect.succeed(
      Result.succeed([
        { _tag: "Lines", [line === "standby" ? "standby" : "panelDetect"]: state === "on" } as const
      ])
    )
).pipe(
  Command.withDescription("Pull a line of an MK3, or let go of it. A restart of the adapter lets go of it.")
)
