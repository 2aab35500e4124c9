/**
 * Registers and frames of Modbus: what is not known is never 0, nothing wraps round, and any bytes at all give answers or none.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  ModbusFrame as Frame,
  ModbusRegisters as Registers,
  ModbusWrites as Writes,
  Permissions,
  UnitState,
  VenusValues
} from "@vebus/gateway"
import { reading as anyReading } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { fresh } from "../Simulated.ts"
import { mains, showing } from "../nut/Upses.ts"

const ABSENT = {
  uint16: [0xffff],
  int16: [0x7fff],
  uint32: [0xffff, 0xffff],
  int32: [0x7fff, 0xffff]
} as const

/** What is known of a site that shows a reading. */
const known = (reading = showing(mains)): ReadonlyMap<string, VenusValues.Value> =>
  VenusValues.of(fresh({ site: "van", reading }), {
    instance: 228,
    version: "1",
    permissions: Permissions.none,
    inForce: UnitState.unknown
  })

describe("registers", () => {
  it("have one value each, and those of a GX", () => {
    const taken = Registers.rows.flatMap((row) =>
      Array.from({ length: Registers.lengthOf(row) }, (_, index) => row.register + index)
    )
    assert.strictEqual(new Set(taken).size, taken.length)
    const at = (register: number) => Registers.rows.find((row) => row.register === register)
    for (const [register, path, type, scale] of [
      [3, "/Ac/ActiveIn/L1/V", "uint16", 10],
      [12, "/Ac/ActiveIn/L1/P", "int16", 0.1],
      [21, "/Ac/Out/L1/F", "int16", 100],
      [22, "/Ac/ActiveIn/CurrentLimit", "int16", 10],
      [26, "/Dc/0/Voltage", "uint16", 100],
      [27, "/Dc/0/Current", "int16", 10],
      [29, "/Ac/ActiveIn/ActiveInput", "uint16", 1],
      [33, "/Mode", "uint16", 1],
      [36, "/Alarms/Overload", "uint16", 1],
      [39, "/Hub4/DisableFeedIn", "uint16", 1],
      [41, "/Hub4/L3/AcPowerSetpoint", "int16", 1],
      [47, "/Alarms/L1/Ripple", "uint16", 1],
      [55, "/Alarms/L3/Ripple", "uint16", 1],
      [61, "/Dc/0/Temperature", "int16", 10],
      [64, "/Alarms/GridLost", "uint16", 1],
      [92, "/Energy/OutToInverter", "uint32", 100],
      [95, "/VebusChargeState", "uint16", 1],
      [100, "/Hub4/L3/AcPowerSetpoint", "int32", 1],
      [105, "/RedetectSystem", "uint16", 1],
      [109, "/Settings/UpsFunction", "uint16", 1],
      [130, "/Ac/Out/NominalInverterPower", "uint32", 1],
      [140, "/CustomName", "text", 1]
    ] as const)
      assert.deepStrictEqual(at(register), { register, path, type, scale })
  })

  it("hold values at their scale, negative ones as two's complement", () => {
    const words = (type: Registers.Type, scale: number, value: VenusValues.Value) =>
      Registers.encode({ type, scale }, value)
    assert.deepStrictEqual(words("uint16", 10, 230.04), [2300])
    assert.deepStrictEqual(words("int16", 10, -3.1), [65505])
    assert.deepStrictEqual(words("int16", 0.1, -1234), [0x1_0000 - 123])
    assert.deepStrictEqual(words("int32", 1, -2), [0xffff, 0xfffe])
    assert.deepStrictEqual(words("uint32", 100, 1234.56), [1, 57920])
    assert.deepStrictEqual(words("text", 1, "van"), [0x7661, 0x6e00, 0, 0, 0, 0, 0, 0])
  })

  it("say that a value is not known, or does not fit, by the largest number; never by 0, and it never wraps", () => {
    for (const [type, absent] of Object.entries(ABSENT)) {
      const row = { type: type as Registers.Type, scale: 10 }
      for (const value of [null, "text", 1e12, -1e12, Number.NaN, Number.POSITIVE_INFINITY])
        assert.deepStrictEqual(Registers.encode(row, value), [...absent], `${type} ${value}`)
    }
  })

  it("give back what they hold", () => {
    const row = fc.record({
      type: fc.constantFrom("uint16", "int16", "uint32", "int32") as fc.Arbitrary<Registers.Type>,
      scale: fc.constantFrom(0.1, 1, 10, 100)
    })
    fc.assert(
      fc.property(row, fc.integer({ min: -40_000, max: 70_000 }), ({ type, scale }, raw) => {
        const value = raw / scale
        const words = Registers.encode({ type, scale }, value)
        for (const word of words) assert.isTrue(Number.isInteger(word) && word >= 0 && word <= 0xffff)
        const back = Registers.decode({ type, scale }, words)
        if (back !== null) assert.closeTo(back, value, 1e-6)
        else assert.deepStrictEqual(words, [...ABSENT[type as keyof typeof ABSENT]])
      })
    )
    for (const [type, words] of Object.entries(ABSENT))
      assert.isNull(Registers.decode({ type: type as Registers.Type, scale: 1 }, words))
    assert.isNull(Registers.decode({ type: "int32", scale: 1 }, [1]))
    assert.isNull(Registers.decode({ type: "int16", scale: 1 }, [1, 2]))
  })

  it("are read in a row, across values and in the middle of one, and not where there is none", () => {
    const words = Registers.read(26, 2, known())!
    assert.deepStrictEqual(words, [5200, 100])
    assert.lengthOf(Registers.read(3, 53, known())!, 53)
    assert.deepStrictEqual(Registers.read(75, 2, known()), [0xffff, 0xffff])
    for (const [register, count] of [
      [2, 1],
      [0, 1],
      [55, 2],
      [148, 1],
      [65_535, 1],
      [3, 125]
    ] as const)
      assert.isNull(Registers.read(register, count, known()), `${register} ${count}`)
  })

  it("of any reading are words", () => {
    fc.assert(
      fc.property(anyReading(), (reading) => {
        for (const row of Registers.rows) {
          const words = Registers.read(row.register, Registers.lengthOf(row), known(reading))!
          for (const word of words)
            assert.isTrue(Number.isInteger(word) && word >= 0 && word <= 0xffff, row.path)
        }
      })
    )
  })

  it("can be written where a command stands behind them, and nowhere else", () => {
    const writable = Registers.rows.filter(({ register }) => Registers.writable(register) !== null)
    assert.deepStrictEqual(
      writable.map(({ register }) => register),
      [22, 33, 37, 38, 62, 96]
    )
    // The low word of a set-point alone is none.
    assert.isNull(Registers.writable(97))
    for (const [path, value, change] of [
      ["/Mode", 2, { target: "mode", value: "inverter-only" }],
      ["/Mode", 5, null],
      ["/Hub4/L1/AcPowerSetpoint", -1500, { target: "ess_setpoint", value: -1500 }],
      ["/Hub4/L2/AcPowerSetpoint", 100, null],
      ["/Hub4/DisableCharge", 2, null],
      ["/SystemReset", 1, { target: "vebus_reset", value: "PRESS" }],
      ["/SystemReset", 0, null],
      ["/Soc", 50, null],
      ["constructor", 1, null]
    ] as const)
      assert.deepStrictEqual(Writes.changeOf(path, value), change, `${path} ${value}`)
  })
})

const request = (pdu: ReadonlyArray<number>, unit = 228, transaction = 7): ReadonlyArray<number> => [
  0,
  transaction,
  0,
  0,
  0,
  pdu.length + 1,
  unit,
  ...pdu
]

const one = (pdu: ReadonlyArray<number>) => Frame.cut(Uint8Array.from(request(pdu)))!.requests[0]!

describe("a frame", () => {
  it("is a read, a write, or refused with what is wrong", () => {
    const head = { transaction: 7, unit: 228 }
    assert.deepStrictEqual(one([3, 0, 26, 0, 2]), {
      ...head,
      function: 3,
      _tag: "Read",
      register: 26,
      count: 2
    })
    assert.deepStrictEqual(one([4, 0, 3, 0, 125]), {
      ...head,
      function: 4,
      _tag: "Read",
      register: 3,
      count: 125
    })
    assert.deepStrictEqual(one([6, 0, 33, 0, 4]), {
      ...head,
      function: 6,
      _tag: "Write",
      register: 33,
      words: [4]
    })
    assert.deepStrictEqual(one([16, 0, 96, 0, 2, 4, 255, 255, 255, 254]), {
      ...head,
      function: 16,
      _tag: "Write",
      register: 96,
      words: [0xffff, 0xfffe]
    })
    for (const [pdu, exception] of [
      [[3, 0, 26, 0, 0], 3],
      [[3, 0, 26, 0, 126], 3],
      [[3, 0, 26], 3],
      [[3, 0, 26, 0, 1, 0], 3],
      [[6, 0, 33], 3],
      [[16, 0, 96, 0, 2, 4, 1, 2], 3],
      [[16, 0, 96, 0, 0, 0], 3],
      [[16, 0, 96, 0, 2, 2, 1, 2, 3, 4], 3],
      [[1, 0, 1, 0, 1], 1],
      [[5, 0, 1, 255, 0], 1],
      [[43, 14, 1, 0], 1],
      [[0], 1],
      [[255], 1]
    ] as const)
      assert.deepInclude(one(pdu), { _tag: "Refused", exception }, pdu.join(" "))
  })

  it("is answered with its transaction, its unit and its function", () => {
    const read = one([3, 0, 26, 0, 2])
    assert.deepStrictEqual(
      [...Frame.told(read, [0x1450, 100])],
      [0, 7, 0, 0, 0, 7, 228, 3, 4, 0x14, 0x50, 0, 100]
    )
    assert.deepStrictEqual([...Frame.failed(read, 11)], [0, 7, 0, 0, 0, 3, 228, 0x83, 11])
    const write = one([6, 0, 33, 0, 4])
    if (write._tag === "Write")
      assert.deepStrictEqual([...Frame.written(write)], [0, 7, 0, 0, 0, 6, 228, 6, 0, 33, 0, 4])
    const several = one([16, 0, 96, 0, 2, 4, 0, 0, 0, 1])
    if (several._tag === "Write")
      assert.deepStrictEqual([...Frame.written(several)], [0, 7, 0, 0, 0, 6, 228, 16, 0, 96, 0, 2])
  })

  it("is whole when its end has come, in however many pieces", () => {
    const bytes = Uint8Array.from([
      ...request([3, 0, 26, 0, 2]),
      ...request([16, 0, 96, 0, 2, 4, 0, 0, 0, 1], 1, 8),
      ...request([9], 2, 9)
    ])
    const whole = Frame.cut(bytes)!.requests
    assert.lengthOf(whole, 3)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (places) => {
        const ends = [...places.toSorted((left, right) => left - right), bytes.length]
        let rest: Uint8Array = new Uint8Array()
        let begin = 0
        const requests = ends.flatMap((end) => {
          const found = Frame.cut(Uint8Array.from([...rest, ...bytes.subarray(begin, end)]))!
          begin = end
          rest = found.rest
          return found.requests
        })
        assert.deepStrictEqual(requests, whole)
        assert.lengthOf(rest, 0)
      })
    )
  })

  it("is none where its protocol or its length is not that of Modbus; any bytes at all are looked at", () => {
    assert.isNull(Frame.cut(Uint8Array.from([0, 1, 0, 1, 0, 6, 228, 3, 0, 26, 0, 2])))
    for (const length of [0, 1, 255, 0xffff])
      assert.isNull(Frame.cut(Uint8Array.from([0, 1, 0, 0, length >> 8, length & 0xff, 228])))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const found = Frame.cut(bytes)
        if (found === null) return
        assert.isAtMost(found.rest.length, 260)
        for (const each of found.requests) assert.isAtLeast(Frame.failed(each, 1).length, 9)
      })
    )
  })
})
