import { assert, describe, it } from "@effect/vitest"
import { LedMasks, Scale } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import { replies, winmonReplies, Words as Arbitraries } from "@vebus/testing/arbitraries"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { ac, config, dc, head, leds, raw16, raw24, raw8, scales, state } from "./ReadingParts.ts"

const at = <A>(value: A, time = 0): Reading.Arrived<A> => ({ value, at: time })
type Words = Reading.UnitParts["ram"]
const ram = (words: Readonly<Record<number, number>>, time = 0): Words =>
  new Map(Object.entries(words).map(([id, word]) => [Number(id), at(raw16(word), time)]))

/** The parts of a system, and those of its only unit. */
type Lone = Partial<
  Omit<Reading.Parts, "units"> & Pick<Reading.UnitParts, "ram" | "state" | "batteryCapacity">
>

const lone = ({ ram: words, state: doing, batteryCapacity, ...parts }: Lone, of = scales): Reading.Parts => {
  const unit = Reading.unitParts(0, of)
  return {
    ...Reading.noParts,
    ...parts,
    units: [
      {
        ...unit,
        ram: words ?? unit.ram,
        state: doing ?? null,
        batteryCapacity: batteryCapacity ?? null
      }
    ]
  }
}

const assemble = (parts: Lone, notBefore = 0) => Reading.assemble(lone(parts), { ...head, notBefore })
/** One phase of both sides. */
const phase = (reading: Reading.Reading, index = 0) => ({
  input: reading.acInput?.[index],
  output: reading.acOutput?.[index]
})

describe("signs", () => {
  it("charging is positive: charger current minus inverter current", () => {
    assert.strictEqual(assemble({ dc: at(dc) }).battery?.current, 10.5)
    assert.strictEqual(assemble({ dc: at(dc) }).battery?.power, 546)
  })
  it("discharging is negative", () => {
    const inverting = { ...dc, inverterCurrentRaw: raw24(200), chargerCurrentRaw: raw24(0) }
    assert.strictEqual(assemble({ dc: at(inverting) }).battery?.current, -20)
    assert.strictEqual(assemble({ dc: at(inverting) }).battery?.power, -1040)
  })
  it("the DC currents are magnitudes, above 3276.7 A too", () => {
    const large = { ...dc, chargerCurrentRaw: raw24(0x9000) }
    assert.strictEqual(assemble({ dc: at(large) }).battery?.current, 3686.4)
  })
  it("AC currents are signed even where the scale says unsigned", () => {
    const feeding = { ...ac, mainsCurrentRaw: raw16(-161), outputCurrentRaw: raw16(-2) }
    const { input, output } = phase(assemble({ ac: [at(feeding)] }))
    assert.strictEqual(input?.current, -1.61)
    assert.strictEqual(output?.current, -0.02)
  })
  it("the factors of the frame multiply the AC currents", () => {
    const { input, output } = phase(assemble({ ac: [at({ ...ac, backfeedFactor: 2, inverterFactor: 3 })] }))
    assert.strictEqual(input?.current, 7)
    assert.closeTo(output?.current ?? Number.NaN, 3.6, 1e-9)
  })
  it("input power is what is drawn, the negative of RAM 15; output power goes to the loads", () => {
    const { input, output } = phase(assemble({ ac: [at(ac)], ram: ram({ 15: -640, 16: 250 }) }))
    assert.strictEqual(input?.power, 640)
    assert.strictEqual(output?.power, 250)
  })
  it("input power is what is drawn as a RAM variable too, filtered and not; others are as the device reports", () => {
    const values = [14, 15, 16, 17, 18, 19].map((id) => Reading.ramOf(id, Scale.ramScale(-1, 0), raw16(-640)))
    assert.deepStrictEqual(
      values.map(({ value }) => value),
      [-640, 640, -640, -640, 640, -640]
    )
    assert.isTrue(values.every(({ raw, unit }) => raw === raw16(-640) && unit === "W"))
    assert.isTrue(Object.is(Reading.ramOf(15, Scale.ramScale(-1, 0), raw16(0)).value, 0))
    assert.strictEqual(Reading.ramOf(15, Scale.ramScale(0, 0), raw16(1)).value, null)
    assert.strictEqual(Reading.ramOf(15, Scale.ramScale(1, -32768), raw16(1)).value, true)
  })
  it("a DC frame tells both currents as magnitudes, and the inverter's frequency", () => {
    const { inverterCurrent, chargerCurrent, frequency } = Reading.dcOf(
      { ...dc, inverterCurrentRaw: raw24(200), inverterPeriodRaw: raw8(0x86) },
      scales
    )
    assert.deepStrictEqual([inverterCurrent, chargerCurrent] as unknown, [20, 10.5])
    assert.closeTo(frequency ?? Number.NaN, 50.077, 0.001)
  })
})

it("each value takes the scale of its own RAM variable", () => {
  // The scale of RAM n multiplies by n + 1, so that a word of 1 tells whose scale it met.
  const numbered = new Map(Array.from({ length: 17 }, (_, id) => [id, Scale.ramScale(id + 1, 0)]))
  const one = raw16(1)
  const parts: Lone = {
    dc: at({
      ...dc,
      batteryVoltageRaw: one,
      inverterCurrentRaw: raw24(0),
      chargerCurrentRaw: raw24(1),
      inverterPeriodRaw: raw8(1)
    }),
    ac: [
      at({
        ...ac,
        mainsVoltageRaw: raw16(60),
        mainsCurrentRaw: one,
        outputVoltageRaw: one,
        outputCurrentRaw: one,
        mainsPeriodRaw: raw8(1)
      })
    ],
    ram: ram({ 13: 1, 15: 1, 16: 1 }),
    batteryCapacity: 1
  }
  const { battery, acInput, acOutput } = Reading.assemble(lone(parts, numbered), head)
  const values = { battery, acInput, acOutput } as unknown
  assert.deepStrictEqual(values, {
    battery: { voltage: 5, current: 6, power: 30, stateOfCharge: 14, temperature: null },
    acInput: [{ phase: 1, voltage: 60, current: 2, power: -16, frequency: 10 / 9, currentDoubtful: true }],
    acOutput: [{ phase: 1, voltage: 3, current: 4, power: 17, frequency: 10 / 8, currentDoubtful: false }]
  })
})

describe("frequencies", () => {
  it("are ten divided by the period", () => {
    const { input, output } = phase(assemble({ ac: [at(ac)], dc: at(dc) }))
    assert.closeTo(input?.frequency ?? Number.NaN, 50.1025641, 1e-6)
    assert.closeTo(output?.frequency ?? Number.NaN, 50.0769231, 1e-6)
  })
  it("below 50 V there is no mains frequency: the period is what was left in the register", () => {
    const mainsAt = (word: number) =>
      phase(assemble({ ac: [at({ ...ac, mainsVoltageRaw: raw16(word) })] })).input
    assert.isNull(mainsAt(4999)?.frequency)
    assert.isNotNull(mainsAt(5000)?.frequency)
    assert.strictEqual(mainsAt(4999)?.voltage, 49.99)
  })
  it.each([0x00, 0xff])("a mains period of %i is none", (period) =>
    assert.isNull(phase(assemble({ ac: [at({ ...ac, mainsPeriodRaw: raw8(period) })] })).input?.frequency)
  )
  it("the output has none without a DC frame", () =>
    assert.isNull(phase(assemble({ ac: [at(ac)] })).output?.frequency))
})

describe("state of charge", () => {
  const soc = (batteryCapacity: number | null) =>
    assemble({ dc: at(dc), ram: ram({ 13: 170 }), batteryCapacity }).battery?.stateOfCharge
  it("is a ratio", () => assert.strictEqual(soc(200), 0.85))
  it("means nothing while the battery capacity is not set, or not known", () => {
    assert.isNull(soc(0))
    assert.isNull(soc(null))
  })
  it("makes a battery even without a DC frame", () =>
    assert.deepStrictEqual(assemble({ ram: ram({ 13: 170 }), batteryCapacity: 200 }).battery, {
      voltage: null,
      current: null,
      power: null,
      stateOfCharge: 0.85,
      temperature: null
    } as Reading.Battery))
})

describe("what is absent", () => {
  const nothing = {
    schema: "vebus.reading/1",
    time: head.time,
    port: "sim:",
    address: 0,
    battery: null,
    acInput: null,
    acOutput: null,
    acInputPower: null,
    acOutputPower: null,
    device: null,
    leds: null,
    alarms: null,
    vebusError: null,
    switch: null,
    currentLimit: null,
    activeInput: null,
    inputs: null,
    units: [
      {
        address: 0,
        phase: 1,
        status: "present",
        battery: null,
        inputPower: null,
        outputPower: null,
        inverterPower: null,
        state: null,
        chargeState: null
      }
    ]
  }
  const all: Lone = {
    dc: at(dc, 100),
    ac: [at(ac, 100)],
    ram: ram({ 13: 170, 15: -640, 16: 250 }, 100),
    state: at(state, 100),
    leds: at(leds, 100),
    config: at(config, 100),
    batteryCapacity: 200
  }

  /** The parts that have a reason, and the reading without reasons. */
  const explained = ({ reasons = [], ...rest }: Reading.Reading) => ({
    rest: rest as Reading.Reading,
    why: Object.fromEntries(reasons.map(({ part, reason }) => [part, reason]))
  })

  it("is null, not zero", () =>
    assert.deepStrictEqual(explained(assemble({})).rest, nothing as Reading.Reading))
  it("parts that are too old are absent, all of them", () =>
    assert.deepStrictEqual(explained(assemble(all, 101)).rest, nothing as Reading.Reading))
  it("has its reason: not answered, or too long ago", () => {
    const { why } = explained(assemble({}))
    assert.strictEqual(why["battery"], "DC info (F 0) was not answered")
    assert.strictEqual(
      explained(assemble(all, 101)).why["battery"],
      "the last answer to DC info (F 0) is too old"
    )
    const nulls = Object.entries(nothing).flatMap(([key, value]) => (value === null ? [key] : []))
    assert.includeMembers(Object.keys(why), nulls)
  })
  it("has no reason where all is told", () => {
    const words = ram({ 4: 5200, 5: 105, 13: 170, 14: 390, 15: -640, 16: 250 }, 100)
    assert.notProperty(assemble({ ...all, ram: words }, 100), "reasons")
  })
  it("has the silent unit for its reason, the sums too", () => {
    const other: Reading.UnitParts = { ...Reading.unitParts(3, scales), status: "silent" }
    const parts = lone(all)
    const { why } = explained(Reading.assemble({ ...parts, units: [...parts.units, other] }, head))
    for (const part of ["acInput.1.power", "acInputPower", "acOutput.1.power", "acOutputPower", "units.3"])
      assert.strictEqual(why[part], "address 3 is configured and does not answer", part)
  })
  it("is a voltage that the product cannot have, with what was told", () => {
    const parts = lone({ ...all, ram: ram({ 4: 5200, 15: -640, 16: 250 }, 100) })
    const units = parts.units.map((unit) => ({ ...unit, nominalVolts: 12 }))
    const { rest, why } = explained(Reading.assemble({ ...parts, units }, head))
    assert.deepStrictEqual([rest.battery!.voltage, rest.battery!.power], [null, null])
    assert.isNull(rest.units![0]!.battery?.voltage ?? null)
    assert.strictEqual(why["battery.voltage"], "a battery of 52 V at a unit for 12 V cannot be")
    assert.strictEqual(why["units.0.battery.voltage"], "a battery of 52 V at a unit for 12 V cannot be")
  })
  it("parts just old enough are not", () => {
    const reading = assemble(all, 100)
    assert.isFalse(Object.values(reading).includes(null))
  })
  it("each part ages by itself", () => {
    const reading = assemble({ ...all, dc: at(dc, 50) }, 100)
    assert.isNull(reading.battery?.voltage)
    assert.strictEqual(reading.battery?.stateOfCharge, 0.85)
    const { input, output } = phase(reading)
    assert.strictEqual(input?.voltage, 230)
    assert.isNull(output?.frequency)
  })
  it("what the device has no scale for is absent", () => {
    const few: Reading.RamScales = new Map([
      [4, { _tag: "Unsupported" }],
      [5, Scale.ramScale(-32758, 0)]
    ])
    const reading = Reading.assemble(lone(all, few), head)
    assert.deepStrictEqual(reading.battery, {
      voltage: null,
      current: 10.5,
      power: null,
      stateOfCharge: null,
      temperature: null
    } as Reading.Battery)
    const none = { voltage: null, current: null, power: null, frequency: null, currentDoubtful: false }
    assert.deepStrictEqual(phase(reading), { input: { phase: 1, ...none }, output: { phase: 1, ...none } })
  })
})

describe("phases", () => {
  it("a phase that is missing between others keeps its place, without values", () => {
    const reading = assemble({
      ac: [at(ac), null, at({ ...ac, phaseCode: 6, mainsVoltageRaw: raw16(23100) })]
    })
    assert.deepStrictEqual(
      reading.acInput?.map(({ phase, voltage }) => [phase, voltage]),
      [
        [1, 230],
        [2, null],
        [3, 231]
      ]
    )
    assert.deepStrictEqual(reading.acOutput?.[1], {
      phase: 2,
      voltage: null,
      current: null,
      power: null,
      frequency: null,
      currentDoubtful: false
    })
  })
})

describe("units", () => {
  const powers = { 4: 5200, 5: 100, 14: 300, 15: -640, 16: 250 }
  const unit = (address: number, over: Partial<Reading.UnitParts> = {}): Reading.UnitParts => ({
    ...Reading.unitParts(address, scales),
    ram: ram(powers),
    cycle: 7,
    ...over
  })
  const silent = { status: "silent", ram: new Map() } as const
  const system = (units: ReadonlyArray<Reading.UnitParts>, parts: Partial<Reading.Parts> = {}) =>
    Reading.assemble({ ...Reading.noParts, ac: [at(ac)], ...parts, units }, head)
  const first = ({ acInput, acInputPower }: Reading.Reading) => [acInput?.[0]?.power, acInputPower] as unknown
  const twice = at({ ...ac, backfeedFactor: 2, inverterFactor: 2 })

  it("of a phase add up, on the scales of each", () => {
    const other = new Map([...scales, [15, Scale.ramScale(-10, 0)] as const])
    assert.deepStrictEqual(
      first(system([unit(0), unit(3, { scales: other })], { ac: [twice] })),
      [7040, 7040]
    )
  })
  it("of which one is silent have no sum, and keep their own figures", () => {
    const reading = system([unit(0), unit(3, silent)], { ac: [twice] })
    assert.deepStrictEqual(first(reading), [null, null])
    assert.strictEqual(reading.units?.[0]?.inputPower as number, 640)
    assert.isNull(reading.units?.[1]?.inputPower)
  })
  it("whose words are of different cycles have no sum", () =>
    assert.deepStrictEqual(first(system([unit(0), unit(3, { cycle: 6 })], { ac: [twice] })), [null, null]))
  it("with firmware that measures no power have none, and no sum", () =>
    assert.deepStrictEqual(first(system([unit(0), unit(3, { measuresPower: false })], { ac: [twice] })), [
      null,
      null
    ]))
  it("of which the frame counts more than are known have no sum", () =>
    assert.deepStrictEqual(first(system([unit(0)], { ac: [twice] })), [null, null]))
  it("of which fewer live than the factor says make the current doubtful", () => {
    assert.isFalse(system([unit(0)]).acInput?.[0]?.currentDoubtful)
    assert.isTrue(system([unit(0), unit(3)]).acInput?.[0]?.currentDoubtful)
    assert.isTrue(system([unit(0), unit(3)], { ac: [twice] }).acInput?.[0]?.currentDoubtful)
  })
  it("whose phase does not answer are on none, and their power is on no other", () => {
    const reading = system([unit(0), unit(1), unit(2)], {
      ac: [at({ ...ac, phaseCode: 9 }), at({ ...ac, phaseCode: 7 })]
    })
    assert.deepStrictEqual(reading.units?.map(({ phase }) => phase) as unknown, [1, 2, null])
    assert.deepStrictEqual(reading.acInput?.map(({ power }) => power) as unknown, [640, 640, null])
  })
  it("of a system of four phases are on none", () => {
    const reading = system([unit(0)], { ac: [at({ ...ac, phaseCode: 0x0b })] })
    assert.deepStrictEqual([reading.units?.[0]?.phase, reading.acInput?.length], [null, 4])
    assert.isTrue(reading.acInput?.every(({ power }) => power === null))
  })
  it("without F 0 add up to the battery current, and have no power of the battery", () => {
    const battery = (units: ReadonlyArray<Reading.UnitParts>) => system(units, { ac: [twice] }).battery
    assert.containsSubset(battery([unit(0), unit(3)]), { voltage: 52, current: 20, power: null })
    assert.containsSubset(battery([unit(0), unit(3, silent)]), { voltage: 52, current: null, power: null })
  })
  it("have a battery power of voltage and current of one reply", () =>
    assert.deepStrictEqual(system([unit(0)]).units?.[0]?.battery as unknown, {
      voltage: 52,
      current: 10,
      power: 520
    }))
  it("lend their scales to the frames of their phase", () => {
    const finer = new Map([...scales, [0, Scale.ramScale(-32758, 0)] as const])
    const reading = system([unit(0), unit(1, { scales: finer })], {
      ac: [at({ ...ac, phaseCode: 9 }), at({ ...ac, phaseCode: 7, mainsVoltageRaw: raw16(2300) })]
    })
    assert.deepStrictEqual(reading.acInput?.map(({ voltage }) => voltage) as unknown, [230, 230])
  })
})

describe("device, lamps, switch and limit", () => {
  it("the charge state is told only while charging", () => {
    assert.deepStrictEqual(assemble({ state: at(state) }).device, {
      state: "charge",
      chargeState: "absorption"
    })
    assert.deepStrictEqual(assemble({ state: at({ ...state, state: "bypass" }) }).device, {
      state: "bypass",
      chargeState: null
    })
  })
  it("a state outside the table has a name too", () =>
    assert.strictEqual(
      assemble({ state: at({ ...state, state: "unknown-183" }) }).device?.state,
      "unknown-183"
    ))
  it("lamps are off, on, blinking, or blinking in anti-phase", () =>
    assert.deepStrictEqual(assemble({ leds: at({ ...leds, on: 0x21, blink: 0x24 }) }).leds, {
      mains: "on",
      absorption: "off",
      bulk: "blink",
      float: "off",
      inverter: "off",
      overload: "blink-antiphase",
      lowBattery: "off",
      temperature: "off"
    }))
  it("both masks 1F are no information", () => {
    assert.isNull(assemble({ leds: at({ ...leds, on: 0x1f, blink: 0x1f }) }).leds)
    assert.isNotNull(LedMasks.lampStates({ on: 0x1f, blink: 0x1e }))
    assert.isNotNull(LedMasks.lampStates({ on: 0x3f, blink: 0x1f }))
  })
  it("the switch is what was asked for and what the device does", () => {
    const register = (switchRegister: number | null) =>
      assemble({
        config: at(
          switchRegister === null
            ? { ...config, switchRegister, spare: [] as const }
            : { ...config, switchRegister }
        )
      }).switch
    assert.deepStrictEqual(register(0x33), { requested: "on", charge: true, invert: true, front: null })
    assert.deepStrictEqual(register(0x11), {
      requested: "charger-only",
      charge: true,
      invert: false,
      front: null
    })
    assert.deepStrictEqual(register(0x22), {
      requested: "inverter-only",
      charge: false,
      invert: true,
      front: null
    })
    assert.deepStrictEqual(register(0x03), { requested: "on", charge: false, invert: false, front: "off" })
    assert.deepStrictEqual(register(0x40), { requested: "off", charge: false, invert: false, front: "off" })
    assert.deepStrictEqual(register(0x37), { requested: "on", charge: true, invert: true, front: "on" })
    assert.isNull(register(null))
  })
  it("limits are in amperes", () =>
    assert.deepStrictEqual(assemble({ config: at(config) }).currentLimit, {
      actual: 12.5,
      minimum: 3.7,
      maximum: 50
    } as Reading.Reading["currentLimit"]))
})

describe("any parts at all", () => {
  const arrived = <A>(value: fc.Arbitrary<A>) =>
    fc.option(fc.record({ value, at: fc.integer({ min: -1, max: 1 }) }, { noNullPrototype: true }))
  const scaleMap = fc
    .array(fc.tuple(Arbitraries.int16, Arbitraries.int16), { minLength: 17, maxLength: 17 })
    .map((words): Reading.RamScales => new Map(words.map(([s, o], id) => [id, Scale.ramScale(s, o)])))
  const words = fc
    .array(arrived(Arbitraries.raw16), { maxLength: 17 })
    .map((found) => new Map(found.flatMap((word, id) => (word === null ? [] : [[id, word] as const]))))
  const unit = (units: Reading.RamScales | null): fc.Arbitrary<Omit<Reading.UnitParts, "address">> =>
    fc.record(
      {
        status: fc.constantFrom("present", "silent"),
        scales: units === null ? scaleMap : fc.constant(units),
        ram: words,
        cycle: fc.nat(2),
        state: arrived(winmonReplies.DeviceStateReply.arbitrary),
        batteryCapacity: fc.option(fc.nat(0xffff)),
        measuresPower: fc.boolean(),
        nominalVolts: fc.constantFrom(null, 12, 48)
      },
      { noNullPrototype: true }
    )
  const partsOf = (known: Reading.RamScales | null): fc.Arbitrary<Reading.Parts> =>
    fc.record({
      dc: arrived(replies.DcInfo.arbitrary),
      ac: fc.array(arrived(replies.AcInfo.arbitrary), { maxLength: 4 }),
      leds: arrived(replies.LedsReply.arbitrary),
      config: arrived(replies.AcInputConfig.arbitrary),
      units: fc
        .uniqueArray(fc.nat(31), { maxLength: 6 })
        .chain((addresses) =>
          fc.tuple(...addresses.map((address) => unit(known).map((of) => ({ ...of, address }))))
        )
    })
  const parts = fc.oneof(partsOf(scales), partsOf(null))
  const isReading = Schema.is(Reading.Reading)

  /** Every number in a JSON text, as it is written there. */
  const numbersIn = (json: string) => json.match(/(?<=[:,[])-?\d[^,}\]]*/g) ?? []
  const digitsOf = (text: string) =>
    text
      .replace(/e.*$/, "")
      .replace(/[-.]/g, "")
      .replace(/^0+|0+$/g, "")

  it("give a reading that its schema accepts, before and after JSON", () =>
    fc.assert(
      fc.property(parts, (parts) => {
        const reading = Reading.assemble(parts, head)
        assert.isTrue(isReading(reading))
        assert.isTrue(isReading(JSON.parse(Reading.toJson(reading))))
      }),
      { numRuns: 500 }
    ))
  it("print at most six significant digits, and never -0", () =>
    fc.assert(
      fc.property(parts, (parts) => {
        for (const text of numbersIn(Reading.toJson(Reading.assemble(parts, head)))) {
          assert.isAtMost(digitsOf(text).length, 6, text)
          assert.isFalse(Object.is(Number(text), -0), text)
        }
      }),
      { numRuns: 500 }
    ))
})

describe("JSON", () => {
  it("is one line, in the order of the schema", () => {
    const json = Reading.toJson(assemble({ dc: at(dc), ac: [at(ac)] }))
    assert.notInclude(json, "\n")
    assert.deepStrictEqual(Object.keys(JSON.parse(json)), Object.keys(Reading.Reading.fields))
  })
  it("rounds to six significant digits: 14.4, not 14.400000000000002", () => {
    const reading = assemble({ ac: [at({ ...ac, outputCurrentRaw: raw16(480), inverterFactor: 3 })] })
    assert.include(Reading.toJson(reading), '"current":14.4,')
    assert.include(Reading.toJson(reading), '"frequency":50.1026')
  })
  it("writes no -0 where a current is nothing and its sign was turned", () => {
    const zero = { ...dc, chargerCurrentRaw: raw24(0) }
    const reading = assemble({ dc: at(zero), ac: [at(ac)], ram: ram({ 15: 0, 16: 0 }) })
    assert.isTrue(Object.is(reading.battery?.current, 0))
    assert.isTrue(Object.is(reading.battery?.power, 0))
    assert.isTrue(Object.is(reading.acInput?.[0]?.power, 0))
    assert.notMatch(Reading.toJson(reading), /-0[,}]/)
  })
})
