/**
 * Readings of any system: one to four phases, up to six units, and every figure that may be absent absent now and then.
 * They follow the schema of `vebus.reading/1`, not what a plant could do: outputs must hold for all of them.
 *
 *     fc.property(reading(), (reading) => ...)
 */
import { Alarm, LedMasks, type Quantity, States } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import fc from "fast-check"

const MOST_UNITS = 6
const LARGEST = 1e6

/** Any finite figure; those at the edge are where outputs go wrong. */
const figure: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.double({ min: -LARGEST, max: LARGEST, noNaN: true }), weight: 4 },
  { arbitrary: fc.integer({ min: -9999, max: 9999 }).map((hundredths) => hundredths / 100), weight: 4 },
  fc.constantFrom(0, -0, 1e-7, -1e-7, 1e21, Number.MIN_VALUE, Number.MAX_VALUE)
)

const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(arbitrary, { freq: 4 })

/** A figure in the unit that is asked for, or none. */
const quantity = <A extends number>(): fc.Arbitrary<A | null> => maybe(figure as fc.Arbitrary<A>)

/** By the byte: most are known, the others `unknown-<n>`. */
const byte = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 10 }), weight: 5 },
  fc.integer({ min: 0, max: 255 })
)
const operatingState = byte.map(States.OperatingState.decode)
const chargeState = byte.map(States.ChargeState.decode)

const ratio = fc.double({ min: 0, max: 1, noNaN: true }) as unknown as fc.Arbitrary<Quantity.Ratio>

const battery: fc.Arbitrary<Reading.Battery> = fc.record({
  voltage: quantity<Quantity.Volts>(),
  current: quantity<Quantity.Amperes>(),
  power: quantity<Quantity.Watts>(),
  stateOfCharge: maybe(ratio),
  temperature: quantity<Quantity.DegreesCelsius>()
})

const phases = (count: number): fc.Arbitrary<ReadonlyArray<Reading.AcPhase>> =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        phase: fc.constant((index + 1) as Reading.Phase),
        voltage: quantity<Quantity.Volts>(),
        current: quantity<Quantity.Amperes>(),
        power: quantity<Quantity.Watts>(),
        frequency: quantity<Quantity.Hertz>(),
        currentDoubtful: fc.boolean()
      })
    )
  )

const unit = (address: number): fc.Arbitrary<Reading.Unit> =>
  fc.record({
    address: fc.constant(address),
    phase: maybe(fc.constant(((address % 3) + 1) as Reading.Phase)),
    status: fc.constantFrom("present" as const, "silent" as const),
    battery: maybe(
      fc.record({
        voltage: quantity<Quantity.Volts>(),
        current: quantity<Quantity.Amperes>(),
        power: quantity<Quantity.Watts>()
      })
    ),
    inputPower: quantity<Quantity.Watts>(),
    outputPower: quantity<Quantity.Watts>(),
    inverterPower: quantity<Quantity.Watts>(),
    state: maybe(operatingState),
    chargeState: maybe(chargeState)
  })

const units: fc.Arbitrary<ReadonlyArray<Reading.Unit>> = fc
  .uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: MOST_UNITS })
  .chain((addresses) => fc.tuple(...addresses.sort((one, other) => one - other).map(unit)))

const lamps = fc.record(
  Object.fromEntries(
    LedMasks.lamps.map((lamp) => [lamp, fc.constantFrom("off", "on", "blink", "blink-antiphase")])
  ) as Record<LedMasks.Lamp, fc.Arbitrary<LedMasks.LedState>>
)

const subjects = fc.subarray([...Alarm.subjects])

/** Since the beginning of 2000, by the second. */
const time = fc
  .integer({ min: 946_684_800, max: 4_102_444_800 })
  .map((seconds) => new Date(seconds * 1000).toISOString())

/** Any reading. */
export const reading = (): fc.Arbitrary<Reading.Reading> =>
  fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc.record({
      schema: fc.constant(Reading.SCHEMA),
      time,
      port: fc.constantFrom("sim:", "/dev/ttyUSB0", 'tcp://"boat"\\\n:1'),
      address: fc.integer({ min: 0, max: 31 }),
      battery: maybe(battery),
      acInput: maybe(phases(count)),
      acOutput: maybe(phases(count)),
      acInputPower: quantity<Quantity.Watts>(),
      acOutputPower: quantity<Quantity.Watts>(),
      device: maybe(fc.record({ state: operatingState, chargeState: maybe(chargeState) })),
      leds: maybe(lamps),
      alarms: maybe(fc.record({ warnings: subjects, alarms: subjects })),
      vebusError: maybe(fc.record({ code: fc.integer({ min: 0, max: 31 }), name: maybe(fc.string()) })),
      switch: maybe(
        fc.record({
          requested: fc.constantFrom("off", "charger-only", "inverter-only", "on"),
          charge: fc.boolean(),
          invert: fc.boolean(),
          front: maybe(fc.constantFrom("off", "charger-only", "on"))
        })
      ),
      currentLimit: maybe(
        fc.record({
          actual: figure as fc.Arbitrary<Quantity.Amperes>,
          minimum: figure as fc.Arbitrary<Quantity.Amperes>,
          maximum: figure as fc.Arbitrary<Quantity.Amperes>
        })
      ),
      activeInput: maybe(fc.constantFrom(1 as const, 2 as const)),
      inputs: maybe(fc.integer({ min: 0, max: 2 })),
      units: maybe(units)
    })
  )
