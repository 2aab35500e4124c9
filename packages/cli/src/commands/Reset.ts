/**
 * `vebus reset`: restarts all devices of the system, or the adapter.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Lazy from "../Lazy.ts"
import * as ChangeCommand from "../change/ChangeCommand.ts"

export const reset = ChangeCommand.make(
  "reset",
  "reset",
  {
    what: Argument.Literals("what", ["device", "adapter"]).pipe(
      Argument.withDescription(
        "device: every unit on the bus, AC output is interrupted. adapter: the MK2 or MK3"
      )
    )
  },
  ({ what }) =>
    Effect.succeed(
      Result.succeed([{ _tag: "Restart", what: what === "device" ? "devices" : "adapter" } as const])
    ),
  (input, error) =>
    input.what === "device"
      ? Effect.fail(error)
      : Effect.flatMap(
          Lazy.load(() => import("../change/Unheard.ts")),
          (Unheard) => Unheard.restart(input)
        )
).pipe(
  Command.withDescription(
    "Restart the devices or the adapter. vebus sends the restart once and never repeats it. To an adapter that does not answer it sends it at 2400 and at 115200 baud."
  )
)
