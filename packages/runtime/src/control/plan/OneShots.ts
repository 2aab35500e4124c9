/**
 * Plans what happens once and cannot be taken back: forcing a charge state, restarting. Pure. Such an order is never
 * repeated by itself. Reference: protocol.md 4.5.3, 6.9.
 */
import { Flag } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ChargeChange, RestartChange } from "../Change.ts"
import type { ControlError } from "../ControlError.ts"
import * as Order from "../Order.ts"
import type { Write } from "../WritePlan.ts"
import { actingRaw, type Facts } from "./Facts.ts"
import * as Refuse from "../Refuse.ts"
import { sent } from "./Sent.ts"

/** The flag that says that the battery is a lithium one. */
export const LITHIUM = 36

/** Plans to force a charge state. Equalising is refused unless the battery is known to be no lithium one. */
export const planCharge = ({ to }: ChargeChange, facts: Facts): Result.Result<Write, ControlError> => {
  const word = actingRaw(facts, Flag.wordOf(LITHIUM))
  if (to === "equalise" && (word === null || Flag.isSet(LITHIUM, word))) {
    return Refuse.forbidden(
      "force equalise",
      word === null
        ? "the unit does not tell whether the battery is a lithium one"
        : "the battery is configured as lithium, and equalising would damage it",
      "Force absorption instead"
    )
  }
  return Result.succeed({
    name: `force ${to}`,
    action: { _tag: "Charge", to },
    before: "as the charger decides",
    after: to,
    ...sent(Order.forceCharge(to)),
    unchanged: false,
    notes: ["sent once, never repeated by itself"],
    warnings:
      to === "equalise"
        ? [
            "equalising charges above the absorption voltage: only for flooded lead batteries, with the loads off"
          ]
        : []
  })
}

/** Plans a restart of all devices, or of the adapter. */
export const planRestart = ({ what }: RestartChange): Write => ({
  name: what === "devices" ? "restart of all devices" : "restart of the adapter",
  action: { _tag: "Restart", what },
  before: "running",
  after: "restarted",
  ...sent(what === "devices" ? Order.restartDevices(0) : Order.restartAdapter),
  unchanged: false,
  notes: ["sent once, never repeated by itself"],
  warnings: what === "devices" ? ["AC output is interrupted for a moment, and RAM-only values are lost"] : []
})
