/**
 * Under which conditions somebody may write: a program that wants `Control` has to say them.
 * Reference: integrations.md 12.5, 12.14; decisions.md 6.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

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
    /** `Control` refuses every write: `VEBUS_READ_ONLY` is set, or nobody said that it may write. */
    readonly readOnly: boolean
    /** Why, in words that go on with "so nothing is changed"; left out: since `VEBUS_READ_ONLY` is set. */
    readonly why?: string
  }
>()("@vebus/runtime/WritePolicy") {}

const isSet = (value: string): boolean => !["", "0", "false", "no"].includes(value.trim().toLowerCase())

interface Surroundings {
  readonly process?: { readonly versions?: { readonly node?: string } }
}

/**
 * Whether there is an environment in which somebody could have switched writing off: that of a process. A browser has none,
 * whatever a bundler puts in its place, so silence there is no consent.
 */
const hasEnvironment = (): boolean => typeof (globalThis as Surroundings).process?.versions?.node === "string"

/** Why writing is switched off: the variable is set, or nobody has allowed it; `null` where it is not. */
const closed: Effect.Effect<"set" | "not-allowed" | null> = Effect.gen(function* () {
  const said = yield* Config.option(Config.String("VEBUS_READ_ONLY"))
  if (Option.isNone(said)) return hasEnvironment() ? null : "not-allowed"
  return isSet(said.value) ? "set" : null
}).pipe(
  // A variable that cannot be read must not open what it was meant to close.
  Effect.orElseSucceed(() => "set" as const)
)

/**
 * Whether writing is switched off: by `VEBUS_READ_ONLY`, in the environment or where else a program takes its configuration
 * from. Where nothing is said it is allowed in a process, and switched off in a browser.
 */
export const isReadOnly: Effect.Effect<boolean> = Effect.map(closed, (why) => why !== null)

/**
 * The policy of a program, and of `VEBUS_READ_ONLY` in its environment. In a browser, which has none, it is read-only: a page
 * whose user allows changes makes its own policy.
 */
export const layer = ({ by, eepromPerDay = EEPROM_PER_DAY }: Options): Layer.Layer<WritePolicy> =>
  Layer.effect(
    WritePolicy,
    Effect.map(closed, (why) =>
      WritePolicy.of({
        by,
        eepromPerDay,
        readOnly: why !== null,
        ...(why === "not-allowed" ? { why: "nobody has allowed changes here" } : {})
      })
    )
  )
