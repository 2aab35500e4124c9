/**
 * What tests about the set-point of the ESS assistant share.
 */
import { type Frames, Scale } from "@vebus/codec"
import type { EssHold } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { played } from "../Played.ts"
import { type Controlled, controlled } from "./Controlled.ts"

/** The set-points that went out, with the sign of the wire, and where to. */
export const setpoints = (requests: ReadonlyArray<Frames.Request>) =>
  requests.flatMap((request) =>
    request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
      ? [[request.command.id, Scale.numberOf(request.command.valueRaw, true)] as const]
      : []
  )
/** The same without where to, and with our sign. */
export const watts = ({ requests }: Controlled) => setpoints(requests).map(([, value]) => 0 - value + 0)

/** A unit whose set-point is held until the scope is closed. */
export const holding = (
  value: number,
  options: EssHold.HoldOptions = {},
  of: Parameters<typeof controlled>[0] = {}
) =>
  Effect.gen(function* () {
    const unit: Controlled = yield* controlled(of)
    const scope = yield* Scope.make()
    const hold = yield* played(Scope.provide(unit.control.holdEss(value, options), scope))
    const closing = Scope.close(scope, Exit.void)
    return { unit, hold, closing, close: played(closing) }
  })
