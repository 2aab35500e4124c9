/**
 * `vebus settings diff`: what differs between a backup and the unit, or between two backups.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Failure } from "../../change/Carry.ts"
import * as Connected from "../../Connected.ts"
import * as Flags from "../../Flags.ts"

const config = {
  ...Connected.flags,
  json: Flags.json("vebus.diff/1"),
  file: Argument.String("file").pipe(
    Argument.withMetavar("FILE"),
    Argument.withDescription('A file of "vebus settings backup"')
  ),
  other: Argument.String("other").pipe(
    Argument.withMetavar("FILE"),
    Argument.withDescription("Another one. Default: what the unit holds now"),
    Argument.optional
  )
}

export const diff = Command.make("diff", config, ({ file, other, json, ...input }) =>
  Effect.scoped(
    Effect.gen(function* (): Effect.fn.Return<void, Failure, Scope.Scope> {
      const [Backup, Difference, Json, Progress, Stdout, Table] = yield* Effect.promise(() =>
        Promise.all([
          import("../../backup/Backup.ts"),
          import("../../backup/Difference.ts"),
          import("../../output/Json.ts"),
          import("../../output/Progress.ts"),
          import("../../output/Stdout.ts"),
          import("../../output/Table.ts")
        ])
      )
      const a = yield* Backup.read(file)
      const b = Option.isSome(other)
        ? yield* Backup.read(other.value)
        : yield* Effect.gen(function* () {
            const { device, session } = yield* Connected.connect(input)
            yield* Progress.shown(() => "vebus: reading settings and flags")
            return yield* Backup.take(device, session.url)
          })
      const found = Difference.between(a, b)
      const right = Option.getOrElse(other, () => b.port)
      if (json) {
        const differences = found.map((difference) => {
          const [before, after] = Difference.sides(difference)
          const { kind, name } = difference
          return {
            kind,
            number: kind === "setting" ? difference.id : difference.flag,
            name,
            a: before,
            b: after
          }
        })
        return yield* Stdout.line(
          Json.line({
            schema: "vebus.diff/1",
            time: new Date().toISOString(),
            a: file,
            b: right,
            differences
          })
        )
      }
      if (found.length === 0) return yield* Console.error(`no difference between ${file} and ${right}`)
      const heads = { a: file, b: right }
      yield* Stdout.line(Difference.table(found, heads, Table.view(process.stdout)).join("\n"))
    })
  )
).pipe(
  Command.withDescription(
    "Show what differs between a backup and the unit, or between two backups. Changes nothing."
  )
)
