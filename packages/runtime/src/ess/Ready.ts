/**
 * Whether grid control may begin: what the unit, its bus and the configuration say against it. Sends only reads.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Control } from "../Control.ts"
import type { HoldError } from "../control/ess/EssHold.ts"
import type { Device } from "../Device.ts"
import type { Config } from "./core/Config.ts"
import * as Refusals from "./core/Refusals.ts"
import * as Unit from "./Unit.ts"

/** The configuration, the unit and what is known besides. */
export interface Options {
  readonly config: Config
  readonly control: Control["Service"]
  readonly device: Device["Service"]
  /** The unit that is to be steered. */
  readonly address: number
  /** Whether the configuration names it. */
  readonly isNamed: boolean
  /** Whether the sign of the meter was probed, and found right. */
  readonly isProbed: boolean
  /** Whether a dry run was made for this configuration. */
  readonly isDryRunMade: boolean
}

/** The flags byte of a set-point's frame, by its place among the bytes: 02 writes to RAM alone. */
const FLAGS_PLACE = 4
const RAM_ONLY = "02"

/** Another master that is heard, and whether set-points would be stored. */
const ofPlan = ({ control, address }: Options, hasAssistant: boolean) =>
  hasAssistant
    ? Effect.matchEffect(control.planEss(0, { address }), {
        onSuccess: ({ frame }) =>
          Effect.succeed({ otherMaster: null, isStored: frame.split(" ")[FLAGS_PLACE] !== RAM_ONLY }),
        onFailure: (error) =>
          error._tag === "ControlError" && error.reason._tag === "OtherMaster"
            ? Effect.succeed({ otherMaster: error.reason.master, isStored: false })
            : Effect.fail(error)
      })
    : Effect.succeed({ otherMaster: null, isStored: false })

/** All reasons not to begin; empty where it may. Fails where the unit does not answer. */
export const refusals = (options: Options): Effect.Effect<ReadonlyArray<Refusals.Refusal>, HoldError> =>
  Effect.gen(function* () {
    const { config, device, address, isNamed, isProbed, isDryRunMade } = options
    const facts = yield* Unit.facts(device, address)
    return Refusals.check(config, {
      ...facts,
      ...(yield* ofPlan(options, facts.hasAssistant)),
      arePhasesStated: isNamed,
      isSignChecked: isProbed,
      // No unit tells what it is built for.
      ratedWatts: null,
      isDryRunMade,
      epochMillis: yield* Clock.currentTimeMillis
    })
  })
