/**
 * Control over a simulated device, on the test clock: what it sent, what the device holds, what is remembered.
 */
import { assert } from "@effect/vitest"
import { Frames, WinmonEnvelope, type Words, WriteViaId } from "@vebus/codec"
import {
  type Change,
  Control,
  Errors,
  Link,
  type Outcome,
  Session,
  StateStore,
  Transport,
  WritePolicy
} from "@vebus/runtime"
import { Driver, Faults, Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"
import { type Meddle, meddled } from "./Meddled.ts"

export interface Options {
  readonly device?: Driver.Options
  /** A simulation that runs already, instead of a new one. */
  readonly simulated?: Driver.Simulated
  readonly faults?: Faults.FaultPlan
  readonly session?: Session.Options
  readonly policy?: Partial<WritePolicy.WritePolicy["Service"]>
  /** What an earlier program left behind. */
  readonly store?: StateStore.StateStore["Service"]
  readonly isLost?: (request: Frames.Request) => boolean
  /** Somebody in the middle of the line, once it is connected. */
  readonly meddle?: Meddle
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
  simulated: running,
  faults = {},
  session: options = {},
  policy,
  store,
  isLost,
  meddle
}: Options = {}) =>
  Effect.gen(function* () {
    const simulated = running ?? (yield* Driver.make(device))
    const line = yield* Faults.wrap(faults, simulated.open, { unplugged })
    let isConnected = false
    const { requests, transport } = Wire.tapped(
      meddled(Transport.make("sim:", line.open, Transport.BYTES_PER_SECOND), (request) =>
        isConnected ? meddle?.(request) : undefined
      ),
      isLost
    )
    const session = yield* played(
      Session.connect(options).pipe(Effect.provideService(Transport.Transport, transport))
    )
    isConnected = true
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
    return {
      simulated,
      line,
      requests,
      session,
      control,
      store: state,
      /** A setting as it is stored, and as it acts; in the first unit unless said otherwise. */
      setting: (id: number, unit = 0) =>
        Effect.map(simulated.state, ({ system }) => {
          const { stored, active } = system.devices[unit]!
          return { stored: stored[id], active: active[id] }
        }),
      /** How many frames that change something went out. */
      writes: () => requests.filter(isWrite).length
    }
  })

export interface Controlled extends Effect.Success<ReturnType<typeof controlled>> {}

export const ofProfile = (id: Profile.ProfileId, options: Options = {}) =>
  controlled({ ...options, device: { ...options.device, profile: Profile.profiles[id] } })

/** Whether a request changes something in the device. */
export const isWrite = (request: Frames.Request): boolean => Frames.traits(request).effect === "write"

/** The winmon command of a request, when it is the one with this tag. */
export const hasCommand = (request: Frames.Request, tag: string): boolean =>
  request._tag === "WinmonRequest" && request.command._tag === tag

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

/** The reason why a plan, or its execution, is refused. */
export const refusal = <A>(effect: Effect.Effect<A, Control.PlanError>) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(played(effect, 60))
    if (error._tag !== "ControlError") throw error
    return error.reason
  })

export const raw = (word: number) => word as Words.Raw16

type Destination = Change.Destination

/** A setting to be written, by its value. */
export const setting = (id: number, value: number, to: Destination = "eeprom"): Change.SettingChange => ({
  _tag: "Setting",
  id,
  to,
  wanted: { value }
})

/** A flag to be written. */
export const flag = (
  number: Change.FlagChange["flag"],
  on: boolean,
  to: Destination = "eeprom"
): Change.FlagChange => ({ _tag: "Flag", flag: number, on, to })

/** The tags of outcomes. */
export const tags = (outcomes: ReadonlyArray<Outcome.Outcome>) => outcomes.map(({ _tag }) => _tag)

/** What became of the only write of a plan. */
export const only = (outcomes: ReadonlyArray<Outcome.Outcome>): Outcome.Outcome => {
  assert.strictEqual(outcomes.length, 1)
  return outcomes[0]!
}

/** What the only write of a plan gives as the cause that it did not come out, for people. */
export const causeOf = (outcomes: ReadonlyArray<Outcome.Outcome>): string => {
  const outcome = only(outcomes)
  return "cause" in outcome ? outcome.cause.message : ""
}

/** Another program writes a setting to the same unit. */
export const elsewhere = (
  simulated: Driver.Simulated,
  id: number,
  word: number,
  to: Destination = "eeprom"
) =>
  Effect.gen(function* () {
    const { write } = yield* simulated.open
    yield* write(
      Result.getOrThrow(Frames.toWire(WinmonEnvelope.request("X", WriteViaId.setting(id, raw(word), to))))
    )
    for (let tenth = 0; tenth < 5; tenth++) yield* TestClock.adjust("100 millis")
  }).pipe(Effect.scoped)

/** What went out by command 37. */
export const viaId = (requests: ReadonlyArray<Frames.Request>) =>
  requests.flatMap((request) =>
    request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
      ? [{ flags: request.command.flags, id: request.command.id, raw: Number(request.command.valueRaw) }]
      : []
  )
