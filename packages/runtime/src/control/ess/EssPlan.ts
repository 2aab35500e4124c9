/**
 * The frames of a hold of the ESS set-point: writes to a RAM variable of the assistant.
 */
import { type Quantity, WriteViaId } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Ess from "../../device/Ess.ts"
import type { LinkError } from "../../Errors.ts"
import type { Session } from "../../session/Session.ts"
import type { ControlError } from "../ControlError.ts"
import * as Ram from "../kinds/Ram.ts"
import * as Order from "../Order.ts"
import * as Refuse from "../Refuse.ts"
import * as EssSetpoint from "./EssSetpoint.ts"

/** The frames of a hold, before it begins. A value, to be shown and confirmed. */
export interface EssPlan {
  /** In whole watts; positive: drawn from the AC input. */
  readonly watts: Quantity.Watts
  /** The RAM variable of the set-point. */
  readonly id: number
  /** The frame in hex; on a ramp other set-points go before it. */
  readonly frame: string
  /** The frame that ends the hold: 0. */
  readonly restFrame: string
}

const requestOf = (id: number, watts: number) => WriteViaId.ram(id, EssSetpoint.toRaw(watts))

/** The frame of a set-point in whole watts, in hex. */
export const frameOf = (id: number, watts: number): string => Order.frameOf(requestOf(id, watts))

/** The order of a set-point in whole watts. */
export const orderOf = (id: number, watts: number): Order.Order => Ram.orderOf(requestOf(id, watts))

/** Looks where the set-point of a unit is. Sends only reads. */
export const make = Effect.fn("EssPlan.make")(function* (
  session: Session,
  watts: number,
  address: number
): Effect.fn.Return<EssPlan, LinkError | ControlError> {
  const setpoint = yield* Effect.fromResult(EssSetpoint.make(watts))
  const { ess } = yield* Ess.find(session.unit(address))
  if (ess === null) {
    return yield* Refuse.refusal(
      EssSetpoint.NAME,
      "no ESS assistant is installed on this unit",
      "Install it with Victron's tools"
    )
  }
  const { setpointId: id } = ess
  return {
    watts: setpoint as Quantity.Watts,
    id,
    frame: frameOf(id, setpoint),
    restFrame: frameOf(id, EssSetpoint.REST)
  }
})
