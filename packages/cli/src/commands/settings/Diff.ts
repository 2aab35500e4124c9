/**
 * `vebus settings diff`: what differs between a backup and the unit, or between two backups.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../change/Carry.ts"
import * as Connected from "../../command/Connected.ts"
import * as Flags from "../../command/Flags.ts"
import { Surroundings } from "../../Surroundings.ts"
import * as Progress from "../../output/Progress.ts"

const config = {
  ...Connected.flags,
  json: Flags.json("vebus.diff/1"),
  file: Flags.file('A file of "vebus settings backup"'),
  other: Argument.String("other").pipe(
    Argument.withMetavar("FILE"),
    Argument.withDescription("Another one. Default: what the unit holds now"),
    Argument.optional
  )
}

export const diff = Command.make("diff", config, ({ file, other, json, ...input }) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const [Backup, { Diff, Difference }, Json, Stdout, Output, Table] = yield* Lazy.loadAll(() => [
      import("../../backup/Backup.ts"),
      import("@vebus/runtime/backup"),
      import("@vebus/runtime/json"),
      import("../../output/Stdout.ts"),
      import("../../output/Table.ts"),
      import("../../backup/Table.ts")
    ])
    const a = yield* Backup.read(file)
    const b = Option.isSome(other)
      ? yield* Backup.read(other.value)
      : yield* Effect.gen(function* () {
          const { device, session } = yield* Connected.connect(input)
          yield* Progress.shown(() => "vebus: reading settings and flags")
          return yield* Backup.take(device, session)
        }).pipe(Effect.scoped)
    const found = Difference.between(a, b)
    const right = Option.getOrElse(other, () => b.port)
    if (json)
      return yield* Stdout.line(Json.line(Diff.document(found, { a: file, b: right, time: yield* Json.now })))
    if (found.length === 0) return yield* Console.error(`no difference between ${file} and ${right}`)
    const heads = { a: file, b: right }
    yield* Stdout.lines(Table.lines(found, heads, Output.view(yield* Surroundings)))
  })
).pipe(
  Command.withDescription(
    "Show the differences between a backup and the unit, or between two backups. Changes nothing."
  )
)
