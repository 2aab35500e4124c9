/**
 * The simulator as a service, for programs that are composed of layers. It has the shape of a port: `url`,
 * `bytesPerSecond` and `open`.
 *
 *     Layer.effect(Transport.Transport, Simulator.Simulator).pipe(Layer.provide(Simulator.layer({ profile })))
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Driver from "./Driver.ts"

export * from "./Simulator.ts"

/** A simulation that runs, as a port to open and a plant to change. */
export class Simulator extends Context.Service<
  Simulator,
  Driver.Simulated & {
    /** `sim:` */
    readonly url: string
    /** `null`: the line may be faster than that of an adapter. */
    readonly bytesPerSecond: number | null
  }
>()("@vebus/simulator/Simulator") {}

/** Runs a simulation as long as the layer lives. Never fails. */
export const layer = (options?: Driver.Options): Layer.Layer<Simulator> =>
  Layer.effect(
    Simulator,
    Effect.map(Driver.make(options), (simulated) => ({ ...simulated, url: "sim:", bytesPerSecond: null }))
  )
