/**
 * Control over a simulated device, on the test clock: what it sent, what the device holds, what is remembered.
 */
import { Frames } from "@vebus/codec"
import { Control, Errors, Link, Session, StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { Driver, Faults } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

export interface Options {
  readonly device?: Driver.Options
  readonly faults?: Faults.FaultPlan
  readonly session?: Session.Options
  readonly policy?: Partial<WritePolicy.WritePolicy["Service"]>
  /** What an earlier program left behind. */
  readonly store?: StateStore.StateStore["Service"]
  readonly isLost?: (request: Frames.Request) => boolean
}

const unplugged = new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) })

/** A store in memory that claims to outlive the program. */
export const surviving: Effect.Effect<StateStore.StateStore["Service"]> = Effect.gen(function* () {
  const store = yield* StateStore.StateStore
  return { ...store, survives: true }
}).pipe(Effect.provide(StateStore.inMemory))

/** Control over a simulated device, and all that it does. */
export const controlled = ({
  device,
  faults = {},
  session: options = {},
  policy,
  store,
  isLost
}: Options = {}) =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make(device)
    const line = yield* Faults.wrap(faults, simulated.open, { unplugged })
    const { requests, transport } = Wire.tapped(
      Transport.make("sim:", line.open, Transport.BYTES_PER_SECOND),
      isLost
    )
    const session = yield* played(
      Session.connect(options).pipe(Effect.provideService(Transport.Transport, transport))
    )
    const state = store ?? (yield* surviving)
    const control = yield* Control.make.pipe(
      Effect.provideService(Link.Link, session),
      Effect.provideService(StateStore.StateStore, state),
      Effect.provideService(WritePolicy.WritePolicy, {
        by: "test",
        eepromPerDay: 20,
        readOnly: false,
        ...policy
      })
    )
    requests.length = 0
    const unit = Effect.map(simulated.state, ({ system }) => system.devices[0])
    return {
      simulated,
      line,
      requests,
      session,
      control,
      store: state,
      /** A setting as it is stored, and as it acts. */
      setting: (id: number) =>
        Effect.map(unit, ({ stored, active }) => ({ stored: stored[id], active: active[id] })),
      /** How many frames that change something went out. */
      writes: () => requests.filter((request) => Frames.traits(request).effect === "write").length
    }
  })

export type Controlled = Effect.Success<ReturnType<typeof controlled>>

/** Plans and executes. */
export const carriedOut = (
  { control }: Controlled,
  asked: Parameters<Controlled["control"]["plan"]>[0],
  seconds = 60
) =>
  Effect.gen(function* () {
    const plan = yield* played(control.plan(asked), seconds)
    const outcomes = yield* played(control.execute(plan), seconds)
    return { plan, outcomes }
  })
