/**
 * Anything that a monitor may have to show. For tests.
 */
import { Alarm, LedMasks, SwitchRegister } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import type { Session, Telemetry } from "@vebus/runtime"
import * as fc from "fast-check"
import * as State from "../../src/monitor/State.ts"

export const NOW = Date.parse("2026-05-01T12:00:00.000Z")

const number = fc.oneof(
  fc.constantFrom(0, -0.01, 230.1, -12_345.678),
  fc.double({ min: -1e6, max: 1e6, noNaN: true })
)
const orNull = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null> =>
  fc.option(arbitrary, { nil: null, freq: 4 })
const amount = orNull(number)

const phases = orNull(
  fc.integer({ min: 0, max: 4 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          phase: fc.constant(index + 1),
          voltage: amount,
          current: amount,
          power: amount,
          frequency: amount,
          currentDoubtful: fc.boolean()
        })
      )
    )
  )
)

const subjects = fc.subarray([...Alarm.subjects])

const unit = fc.record({
  address: fc.nat({ max: 31 }),
  phase: orNull(fc.integer({ min: 1, max: 3 })),
  status: fc.constantFrom("present", "silent"),
  battery: orNull(fc.record({ voltage: amount, current: amount, power: amount })),
  inputPower: amount,
  outputPower: amount,
  inverterPower: amount,
  state: orNull(fc.constantFrom("charge", "slave", "off")),
  chargeState: orNull(fc.constantFrom("bulk", "float"))
})

const lamp = fc.constantFrom(...LedMasks.LedState.literals)

/** Readings with anything missing, and numbers far from what is sensible. */
export const reading: fc.Arbitrary<Reading.Reading> = fc
  .record({
    schema: fc.constant(Reading.SCHEMA),
    time: fc.constant(new Date(NOW).toISOString()),
    port: fc.oneof(fc.constantFrom("sim:", "tcp://boat:8139", "/dev/serial/by-id/usb-MK3"), fc.string()),
    address: fc.integer({ min: 0, max: 31 }),
    battery: orNull(
      fc.record({
        voltage: amount,
        current: amount,
        power: amount,
        stateOfCharge: amount,
        temperature: amount
      })
    ),
    acInput: phases,
    acOutput: phases,
    acInputPower: amount,
    acOutputPower: amount,
    device: orNull(
      fc.record({
        state: fc.constantFrom("charge", "invert-full", "bypass", "off", "unknown-250"),
        chargeState: orNull(fc.constantFrom("bulk", "repeated-absorption", "unknown-77"))
      })
    ),
    leds: orNull(
      fc.record(
        Object.fromEntries(LedMasks.lamps.map((name) => [name, lamp])) as Record<LedMasks.Lamp, typeof lamp>
      )
    ),
    switch: orNull(
      fc.record({
        requested: fc.constantFrom(...SwitchRegister.SwitchPosition.literals),
        charge: fc.boolean(),
        invert: fc.boolean()
      })
    ),
    currentLimit: orNull(fc.record({ actual: number, minimum: number, maximum: number })),
    activeInput: orNull(fc.constantFrom(1, 2)),
    inputs: orNull(fc.nat({ max: 2 })),
    alarms: orNull(fc.record({ warnings: subjects, alarms: subjects })),
    vebusError: orNull(
      fc.record({ code: fc.nat({ max: 31 }), name: orNull(fc.constant("no other device found")) })
    ),
    units: orNull(fc.array(unit, { maxLength: 6 }))
  })
  .map((value) => value as unknown as Reading.Reading)

type Change = (state: State.State) => State.State

const links: ReadonlyArray<Session.State> = ["opening", "connected", "asleep", "unplugged", "closed"]

const update: fc.Arbitrary<Telemetry.Update> = fc.record({
  reading,
  ageMillis: fc.double({ min: 0, max: 1e9, noNaN: true })
})

const step: fc.Arbitrary<number> = fc.oneof(fc.constantFrom(500, 1000), fc.integer({ min: 0, max: 600_000 }))
const count = fc.nat({ max: 1_000_000 })

/** One thing that happens to a monitor, some time after the one before. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(update, step).map(
      ([of, after]): Change =>
        (state) =>
          State.withUpdate(state, of, state.now + after)
    )
  },
  fc.tuple(fc.record({ requests: count, repeats: count, failures: count, reconnects: count }), step).map(
    ([counts, after]): Change =>
      (state) =>
        State.later(state, state.now + after, counts)
  ),
  fc.constantFrom(...links).map(
    (link): Change =>
      (state) =>
        State.withLink(state, link, state.now)
  ),
  fc.string().map(
    (text): Change =>
      (state) =>
        State.withNote(state, text, state.now)
  )
)

/** A monitor after any number of things have happened. */
export const states: fc.Arbitrary<ReadonlyArray<State.State>> = fc
  .array(change, { maxLength: 12 })
  .map((changes) =>
    changes.reduce<ReadonlyArray<State.State>>(
      (all, next) => [...all, next(all.at(-1)!)],
      [State.initial("tcp://boat:8139", 1000, NOW)]
    )
  )
