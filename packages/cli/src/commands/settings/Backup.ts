/**
 * `vebus settings backup`: a unit's whole configuration, to a new file.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../change/Carry.ts"
import * as Connected from "../../command/Connected.ts"
import * as Progress from "../../output/Progress.ts"
import * as Flags from "../../command/Flags.ts"

const config = {
  ...Connected.flags,
  file: Flags.file("A new file; an existing one is never overwritten")
}

export const backup = Command.make("backup", config, ({ file, ...input }) =>
  Effect.scoped(
    Effect.gen(function* (): Effect.fn.Return<void, Failure, Scope.Scope> {
      const [Backup, Stdout] = yield* Lazy.loadAll(() => [
        import("../../backup/Backup.ts"),
        import("../../output/Stdout.ts")
      ])
      const write = yield* Backup.create(file)
      const { device, session } = yield* Connected.connect(input)
      let count = ""
      const taken = yield* Effect.scoped(
        Effect.andThen(
          Progress.spoken(() => `vebus: reading settings and flags, each twice${count}`),
          Backup.take(device, session, { report: (done, total) => (count = ` (${done} of ${total})`) })
        )
      )
      yield* write(taken)
      yield* Stdout.line(
        `${taken.settings.length} settings and ${taken.flags.length} flags of ${taken.unit.product ?? "a unit"} written to ${file}`
      )
    })
  )
).pipe(
  Command.withDescription(
    "Write everything needed to compare or restore a unit's configuration to a new file."
  ),
  Command.withExamples([
    { command: "vebus settings backup before.json", description: "Before changing anything" }
  ])
)
