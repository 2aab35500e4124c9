/**
 * A session with a simulated device in one line, for tests of programs that talk to an inverter. Time is Effect's
 * clock: on the test clock nothing waits, and plant, line and session move together.
 *
 * With the session comes what stands behind it. `simulator` changes the plant and shows its state, `line` makes faults
 * happen and counts them, `truths` is what the device held whenever it answered.
 */
import { Errors, Session, Transport } from "@vebus/runtime"
import { Driver, Faults, type Truth } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** How the simulated device begins, and what goes wrong on the line to it. */
export interface DeviceOptions extends Driver.Options {
  /** Faults of the line, which begin at once; none unless said otherwise. Chance starts from `seed` where the plan has none. */
  readonly faults?: Faults.FaultPlan
}

export interface Options extends DeviceOptions {
  readonly session?: Session.Options
}

type Line = Faults.Faulty<Errors.TransportError, Errors.TransportError, never>

/** The simulation behind a simulated port: for a test to change, and to compare with. */
export interface Behind {
  /** The device and the plant around it: `control` changes them, `state` shows them. */
  readonly simulator: Pick<Driver.Simulated, "control" | "state">
  /** The line: `happen` makes a fault happen now; `log` and `counts` tell of those that did, `plan` repeats them. */
  readonly line: Omit<Line, "open">
  /** The truth behind the latest answers, a thousand at most, the oldest first. */
  readonly truths: Effect.Effect<ReadonlyArray<Truth.Truth>>
}

/** The transport of a simulated device, and what stands behind it. */
export type SimulatedTransport = Transport.Transport["Service"] & Behind

/** A session with a simulated device, and what stands behind it. */
export interface SimulatedSession extends Session.Session, Behind {}

const URL = "sim:"
const TRUTHS = 1000

const unplugged = new Errors.TransportError({ reason: new Errors.NotFound({ port: URL }) })

/** The transport of a simulated device. Open it as often as you like: the device lives on until the scope closes. */
export const transport = (
  options: DeviceOptions = {}
): Effect.Effect<SimulatedTransport, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { faults, onTruth, ...device } = options
    let truths: Array<Truth.Truth> = []
    const simulator = yield* Driver.make({
      ...device,
      onTruth: (truth) => {
        onTruth?.(truth)
        truths.push(truth)
        if (truths.length >= 2 * TRUTHS) truths = truths.slice(-TRUTHS)
      }
    })
    const plan = device.seed === undefined ? { ...faults } : { seed: device.seed, ...faults }
    const { open, ...line } = yield* Faults.wrap(plan, simulator.open, { unplugged })
    return {
      ...Transport.make(URL, open, device.line === "unpaced" ? null : Transport.BYTES_PER_SECOND),
      simulator,
      line,
      truths: Effect.sync(() => truths.slice(-TRUTHS))
    }
  })

/** A session with a simulated device, until the scope closes. Fails as any connecting does where the faults are such. */
export const simulated = ({ session, ...options }: Options = {}): Effect.Effect<
  SimulatedSession,
  Errors.LinkError,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const port = yield* transport(options)
    const connected = yield* Effect.provideService(Session.connect(session), Transport.Transport, port)
    const { simulator, line, truths } = port
    return { ...connected, simulator, line, truths }
  })
