/**
 * `vebus settings restore`: makes a unit's configuration what a backup says: a plan, confirmed, verified.
 */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import * as Connected from "../../command/Connected.ts"
import type { Failure } from "../../change/Carry.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"
import * as ExitCode from "../../ExitCode.ts"
import * as Progress from "../../output/Progress.ts"
import * as Flags from "../../command/Flags.ts"

const config = {
  ...WriteFlags.flags,
  ...WriteFlags.stored,
  file: Flags.file('A file of "vebus settings backup" of this unit, or of one of the same model')
}

export const restore = Command.make("restore", config, (input) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const [Backup, Carry, { Restore }] = yield* Lazy.loadAll(() => [
      import("../../backup/Backup.ts"),
      import("../../change/Carry.ts"),
      import("@vebus/runtime/backup")
    ])
    const { file, to, overrideBudget } = input
    const backup = yield* Backup.read(file)
    yield* Carry.controlled(input, { by: "vebus settings restore", overrideBudget }, (planning) =>
      Effect.gen(function* () {
        const now = yield* Effect.scoped(
          Effect.andThen(
            Progress.shown(() => "vebus: reading settings and flags"),
            Backup.take(planning.device, planning.session)
          )
        )
        if (now.unit.productId !== backup.unit.productId) {
          return yield* new ExitCode.CommandError(
            ExitCode.refused,
            `${file} is of ${named(backup.unit)}, and this unit is ${named(now.unit)}: settings of one model mean harm to another. Nothing was changed. "vebus settings diff" shows the differences; set what you want by name`
          )
        }
        const { changes, leftOut } = Restore.plan(backup, now, to)
        for (const { name, why } of leftOut) yield* Console.error(`left out: ${name}: ${why}`)
        if (changes.length === 0) {
          yield* Console.error(`nothing to restore: the unit holds what ${file} says`)
          if (!input.json) return
        }
        const made = yield* planning.control.plan(changes, { address: Connected.addressOf(input) })
        yield* Carry.carryOut(planning, made, input)
      })
    )
  })
).pipe(
  Command.withDescription(
    "Write the settings and flags of a backup to the unit, except those that must not be copied. They go to RAM only, unless --to eeprom."
  ),
  Command.withExamples([
    { command: "vebus settings restore before.json --dry-run", description: "See what would change" },
    { command: "vebus settings restore before.json --to eeprom", description: "Store it" }
  ])
)

const named = ({
  product,
  productId
}: {
  readonly product: string | null
  readonly productId: number
}): string => product ?? `a unit with product id ${productId}`
