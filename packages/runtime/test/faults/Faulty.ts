/**
 * A session with a simulated device over a line with faults, on the test clock; and what it sent.
 */
import { Errors, Session, Transport } from "@vebus/runtime"
import { Driver, Faults, type Truth } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

export interface Options {
  readonly plan?: Faults.FaultPlan
  readonly device?: Driver.Options
  readonly session?: Session.Options
}

const unplugged = new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) })

/** A session over a line with the faults of a plan, which begin with the connecting. */
export const connect = ({ plan = {}, device = {}, session: options = {} }: Options = {}) =>
  Effect.gen(function* () {
    const truths: Array<Truth.Truth> = []
    const simulated = yield* Driver.make({ ...device, onTruth: (truth) => void truths.push(truth) })
    const line = yield* Faults.wrap(plan, simulated.open, { unplugged })
    const { requests, transport } = Wire.tapped(Transport.make("sim:", line.open, Transport.BYTES_PER_SECOND))
    const session = yield* played(
      Session.connect(options).pipe(Effect.provideService(Transport.Transport, transport))
    )
    return { session, requests, truths, simulated, line }
  })
