/**
 * Whole systems as people in the field had them, from `vectors/field.json`: the reading of each is that of the system,
 * whatever unit is selected and whichever is silent.
 */
import { assert, describe, it } from "@effect/vitest"
import { Device, Session, Telemetry, Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FieldSystem from "./field/FieldSystem.ts"
import { holds } from "./field/Holds.ts"
import { played } from "./Played.ts"

/** A session with the system of a case. */
const connect = (
  system: FieldSystem.FieldSystem,
  options: Session.Options = system.readWith ?? {},
  units?: ReadonlyArray<FieldSystem.FieldUnit>
) =>
  Effect.gen(function* () {
    const { transport, requests } = yield* FieldSystem.transport(system, units)
    const session = yield* played(
      Effect.provideService(Session.connect(options), Transport.Transport, transport)
    )
    return { session, requests, device: Device.make(session) }
  })

const readings = (session: Session.Session, count: number, seconds = 60) =>
  played(Telemetry.readings(session).pipe(Stream.take(count), Stream.runCollect), seconds)

for (const { id, title, input, expected } of FieldSystem.cases) {
  const info = expected["info"] as Readonly<Record<string, unknown>> | undefined
  describe(`${id}: ${title}`, () => {
    it.effect("the first reading", () =>
      Effect.gen(function* () {
        const { session } = yield* connect(input)
        const [reading] = yield* readings(session, 1)
        holds(reading, FieldSystem.readingOf(expected))
      })
    )
    it.effect("every later one", () =>
      Effect.gen(function* () {
        const { session } = yield* connect(input)
        for (const reading of yield* readings(session, 4)) holds(reading, FieldSystem.readingOf(expected))
      })
    )
    for (const { address } of input.units.filter(({ silent }) => silent !== true)) {
      it.effect(`with address ${address} selected the same`, () =>
        Effect.gen(function* () {
          const { session } = yield* connect(input, { address })
          const [reading] = yield* readings(session, 1)
          holds(reading, { ...FieldSystem.readingOf(expected), address })
        })
      )
    }
    if (info !== undefined) {
      it.effect("the units that there are, and those that there should be", () =>
        Effect.gen(function* () {
          const { device } = yield* connect(input)
          const { units } = yield* played(device.system)
          holds(units, info["units"])
          for (const unit of units)
            if (unit.status === "silent") assert.include(unit.reason, `address ${unit.address}`)
        })
      )
    }
  })
}

describe("the phases of a 2x120 V unit", () => {
  const countOf = (requests: ReadonlyArray<{ readonly _tag: string }>, phase: number): number =>
    requests.filter(
      (request) =>
        request._tag === "AcInfoRequest" && (request as unknown as { phase: number }).phase === phase
    ).length

  it.effect("F 2 is asked in each cycle once it has answered, F 3 and F 4 never", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* connect(FieldSystem.byId("field-17").input)
      yield* readings(session, 4)
      assert.deepStrictEqual(
        [2, 3, 4].map((phase) => countOf(requests, phase)),
        [4, 0, 0]
      )
    })
  )
  it.effect("F 2 is asked twice at most where it does not answer", () =>
    Effect.gen(function* () {
      const { input } = FieldSystem.byId("field-17")
      const answers = input.answers.filter(({ request }) => request !== "03 ff 46 02 b6")
      const { session, requests } = yield* connect({ ...input, answers })
      for (const { acInput, acInputPower } of yield* readings(session, 4)) {
        assert.deepStrictEqual(acInput?.map(({ power }) => power) as unknown, [1540])
        assert.strictEqual(acInputPower as number, 1540)
      }
      assert.deepStrictEqual(
        [2, 3, 4].map((phase) => countOf(requests, phase)),
        [2, 0, 0]
      )
    })
  )
})

describe("units that do not answer", () => {
  it.effect("are found by trying addresses where nobody reports the configuration", () =>
    Effect.gen(function* () {
      const { input, expected } = FieldSystem.byId("field-13")
      const answers = input.answers.filter(({ request }) => !request.startsWith("04 ff 46 07"))
      const { session } = yield* connect({ ...input, answers })
      const [reading] = yield* readings(session, 1)
      const { units, ...rest } = FieldSystem.readingOf(expected)
      assert.isArray(units)
      holds(reading, rest)
      assert.deepStrictEqual(
        reading?.units?.map(({ address, phase }) => [address, phase]),
        [[1, 2]]
      )
    })
  )

  it.effect("are asked again every 30 s, and counted once they answer, without a new start", () =>
    Effect.gen(function* () {
      const { input } = FieldSystem.byId("field-15")
      const units = input.units.map((unit) => ({ ...unit }))
      const { session, requests } = yield* connect(input, {}, units)
      const identity = session.identity()
      yield* readings(session, 1)
      let isBack = false
      const all = yield* played(
        Telemetry.readings(session).pipe(
          Stream.tap(() =>
            Effect.sync(() => {
              // Two of three answer, from the fifth second on.
              for (const unit of units) if (isBack) Object.assign(unit, { silent: false, like: "profile" })
              isBack = true
            })
          ),
          Stream.take(60),
          Stream.runCollect
        ),
        200
      )
      const silent = all.map((reading) => reading.units!.filter(({ status }) => status === "silent").length)
      assert.strictEqual(silent[0], 2)
      assert.strictEqual(silent.at(-1), 0)
      assert.isNull(all[0]!.acInputPower)
      assert.isNotNull(all.at(-1)!.acInputPower)
      assert.strictEqual(session.identity(), identity, "nothing was initialised again")
      const proofs = requests.filter(({ _tag }) => _tag === "AddressRequest").length
      assert.isBelow(proofs, 120)
    })
  )

  it.effect("are asked again at once when the VE.Bus error changes", () =>
    Effect.gen(function* () {
      const { input } = FieldSystem.byId("field-15")
      const units = input.units.map((unit) => ({ ...unit }))
      const answers = input.answers.map((answer) => ({ ...answer }))
      const script = FieldSystem.script(
        { ...input, answers: answers.filter(({ request }) => !isLeds(request)) },
        units
      )
      let error = 3
      const { transport } = yield* FieldSystem.scripted((request, transmission) =>
        request._tag === "LedsRequest" ? FieldSystem.leds(error) : script(request, transmission)
      )
      const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
      const all = yield* played(
        Telemetry.readings(session).pipe(
          Stream.tap(() =>
            Effect.sync(() => {
              for (const unit of units) Object.assign(unit, { silent: false, like: "profile" })
              error = 0
            })
          ),
          Stream.take(4),
          Stream.runCollect
        )
      )
      assert.deepStrictEqual(
        all.map((reading) => reading.units!.filter(({ status }) => status === "silent").length),
        [2, 0, 0, 0]
      )
    })
  )
})

const isLeds = (request: string): boolean => request.startsWith("02 ff 4c")

describe("a system whose adapter never sends its version unasked", () => {
  it.effect("does not count as asleep while nobody asks it anything for a minute", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* connect(FieldSystem.byId("field-11").input)
      const identity = session.identity()
      yield* played(Effect.sleep("60 seconds"), 90)
      const [state] = yield* played(session.states.pipe(Stream.take(1), Stream.runCollect))
      assert.strictEqual(state, "connected")
      assert.strictEqual(session.identity(), identity)
      assert.isAbove(requests.filter(({ _tag }) => _tag === "VersionRequest").length, 10)
    })
  )
})
