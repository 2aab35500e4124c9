/**
 * Under which conditions somebody may write: a program that wants `Control` has to say them.
 * Reference: integrations.md 12.5, 12.14; decisions.md 6.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The conditions that a program names itself. */
export interface Options {
  /** Who writes, for the journal: a command, a program. */
  readonly by: string
  /** How often the EEPROM of one unit may be written in one day (UTC); 20 unless said otherwise. */
  readonly eepromPerDay?: number
}

/** How often the EEPROM of one unit may be written in one day unless said otherwise. */
export const EEPROM_PER_DAY = 20

/** The conditions under which `Control` writes. */
export class WritePolicy extends Context.Service<
  WritePolicy,
  Required<Options> & {
    /** `VEBUS_READ_ONLY` is set: `Control` refuses every write. */
    readonly readOnly: boolean
  }
>()("@vebus/runtime/WritePolicy") {}

const isSet = (value: string): boolean => !["", "0", "false", "no"].includes(value.trim().toLowerCase())

/** Whether `VEBUS_READ_ONLY` is set, in the environment or where else a program takes its configuration from. */
export const isReadOnly: Effect.Effect<boolean> = Effect.gen(function* () {
  return isSet(yield* Config.String("VEBUS_READ_ONLY").pipe(Config.withDefault("")))
}).pipe(
  // A variable that cannot be read must not open what it was meant to close.
  Effect.orElseSucceed(() => true)
)

/** The policy of a program, and of `VEBUS_READ_ONLY` in its environment. */
export const layer = ({ by, eepromPerDay = EEPROM_PER_DAY }: Options): Layer.Layer<WritePolicy> =>
  Layer.effect(
    WritePolicy,
    Effect.map(isReadOnly, (readOnly) => WritePolicy.of({ by, eepromPerDay, readOnly }))
  )
