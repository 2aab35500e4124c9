/**
 * Surveys of simulated units, on the test clock.
 */
import type * as Survey from "@vebus/codec/survey"
import { Heard, Session, Surveyor, Transport } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { type DeviceOptions, type SimulatedTransport, transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"

/** The longest that a survey may take here, with faults. */
const SECONDS = 1500

/** A survey, and what it took. */
export interface Surveyed {
  readonly survey: Survey.Survey
  /** Names of the cells, in their order. */
  readonly cells: ReadonlyArray<string>
  readonly bytes: Heard.Bytes
}

type Options = Partial<Surveyor.Options>

/** Surveys what is behind a transport. Not played. */
export const ofTransport = (port: Transport.Transport["Service"], options: Options = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const heard = Heard.make(port)
      const cells: Array<string> = []
      const session = yield* Session.connect({ window: 3 }).pipe(
        Effect.provideService(Transport.Transport, heard.transport)
      )
      const survey = yield* Surveyor.make(session, heard, {
        software: "test",
        cells: {},
        keep: () => Effect.void,
        ...options,
        onCell: (name, before) => {
          cells.push(name)
          options.onCell?.(name, before)
        }
      })
      return { survey, cells, bytes: heard.bytes() }
    })
  )

/** Surveys a simulated unit on a clock of its own. `during` runs beside it. */
export const of = (
  device: DeviceOptions,
  during: (port: SimulatedTransport) => Effect.Effect<void> = () => Effect.void
): Effect.Effect<Surveyed> =>
  Effect.gen(function* () {
    const port = yield* transport(device)
    yield* Effect.forkScoped(during(port))
    return yield* played(ofTransport(port), SECONDS).pipe(Effect.orDie)
  }).pipe(Effect.scoped, QuickClock.own)

/** Surveys of the simulator's own profiles, each made once: on the test clock they are the same every time. */
const made = new Map<Profile.ProfileId, Surveyed>()

/** The survey of one of the simulator's own profiles while nothing happens. */
export const undisturbed = (id: Profile.ProfileId): Effect.Effect<Surveyed> =>
  Effect.suspend(() => {
    const known = made.get(id)
    return known === undefined
      ? Effect.tap(of({ profile: Profile.profiles[id] }), (survey) => Effect.sync(() => made.set(id, survey)))
      : Effect.succeed(known)
  })

/** What is the same, word for word, whenever the unit is surveyed. */
export const lasting = ({ adapter, system, units }: Survey.Survey) => ({ adapter, system, units })
