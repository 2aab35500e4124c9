/**
 * The single looks of an examination, over whatever asks: at the units, their alarms, the battery, other controllers. All are
 * reads. Reference: protocol.md 3.5.4, 3.10, 6.10; integrations.md 12.
 */
import { Alarm, Leds, Plausible, Product, Scale, SoftwareVersion, Switch } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import type * as Errors from "../Errors.ts"
import type * as Exchange from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"
import * as Retry from "../link/Retry.ts"
import * as Addresses from "../session/Addresses.ts"
import type { Battery, Device, OtherControllers, System } from "./Observations.ts"

/** Asks what changes nothing in the device. */
export type Ask = Exchange.Ask<"read">

/** The answer, or `null` where nobody answers. */
export const orNull = <A>(
  asked: Effect.Effect<A, Errors.LinkError>
): Effect.Effect<A | null, Errors.TransportError> =>
  Effect.catchTag(asked, "DeviceError", () => Effect.succeed(null))

/** The addresses that are configured and do not answer. */
const silentUnits = (
  ask: Ask,
  answering: number
): Effect.Effect<ReadonlyArray<number>, Errors.TransportError> =>
  Effect.gen(function* () {
    const configured = yield* orNull(Addresses.configured(ask, { retry: Retry.times(0) }))
    return yield* Effect.filter(
      (configured ?? []).filter((address) => address !== answering),
      (address) =>
        Effect.map(
          orNull(ask(Question.softwareVersion, { address, retry: Retry.times(1) })),
          (version) => version === null
        )
    )
  })

/** So many answers, of which two must agree. */
const ANSWERS = 3

/** The battery's voltage: one damaged reply must not make it wrong, so two answers have to agree on its scale. */
const batteryOf = (
  ask: Ask,
  { address, version }: Device
): Effect.Effect<Battery | null, Errors.TransportError> =>
  Effect.gen(function* () {
    const told: Array<string> = []
    for (let answer = 0; answer < ANSWERS; answer++) {
      const info = yield* orNull(
        ask(Question.ramInfo(Reading.Ram.batteryVoltage), { address, retry: Retry.times(1) })
      )
      // Between two answers something else is asked: a reply that is late or doubled answers only one of them.
      const read = yield* orNull(
        ask(Question.ram([Reading.Ram.batteryVoltage]), { address, retry: Retry.times(1) })
      )
      if (info === null || read === null) return null
      const { scaleWord, offsetWord } = info.value
      const words = `${scaleWord} ${offsetWord}`
      if (told.includes(words)) {
        const volts = Scale.volts(Scale.ramScale(scaleWord, offsetWord), read.value[0]!)
        if (volts === null) return null
        const nominal = Product.nominal(SoftwareVersion.productId(version))
        return { volts, impossible: Plausible.impossible(Reading.Ram.batteryVoltage, volts, nominal) }
      }
      told.push(words)
    }
    return null
  })

/**
 * The troubles that a system reports; `null`: nobody is there to say. `answering`: a unit that answers, to be asked for the
 * others; `null`: they are not asked for.
 */
export const systemOf = (
  ask: Ask,
  { device, answering }: { readonly device: Device | null; readonly answering: number | null }
): Effect.Effect<System | null, Errors.TransportError> =>
  Effect.gen(function* () {
    const leds = yield* orNull(ask(Question.leds, { retry: Retry.times(1) }))
    if (leds === null && device === null && answering === null) return null
    return {
      alarms: leds === null || leds.value.alarms === null ? null : Alarm.standing(leds.value.alarms),
      error: leds === null ? null : Leds.vebusError(leds.value),
      silent: answering === null ? null : yield* silentUnits(ask, answering),
      battery: device === null ? null : yield* batteryOf(ask, device)
    }
  })

/** Signs of another controller, besides its frames. */
export const controlOf = (
  ask: Ask
): Effect.Effect<Omit<OtherControllers, "foreignFrames">, Errors.TransportError> =>
  Effect.gen(function* () {
    const panel = yield* orNull(ask(Question.acInputConfig, { retry: Retry.times(1) }))
    const settings = yield* orNull(ask(Question.adapterSettings, { retry: Retry.times(1) }))
    return {
      digitalMultiControl: panel?.value.digitalMultiControl ?? null,
      isForwarding: settings === null ? null : (settings.value.flags & Switch.Flags.forwardPanelFrames) !== 0
    }
  })
