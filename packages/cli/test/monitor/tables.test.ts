/**
 * Readings as tables: fields by name, CSV that others read back, columns for people.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import * as Fields from "../../src/monitor/Fields.ts"
import * as Tables from "../../src/monitor/Tables.ts"
import { reading } from "./States.ts"

/** The cells of a CSV text, read as RFC 4180 tells. */
const parse = (text: string): ReadonlyArray<ReadonlyArray<string>> => {
  const rows: Array<Array<string>> = [[]]
  const cell = /("(?:[^"]|"")*"|[^,"\n]*)(,|\n|$)/gy
  for (;;) {
    const [, raw, end] = cell.exec(text)!
    rows.at(-1)!.push(raw!.startsWith('"') ? raw!.slice(1, -1).replaceAll('""', '"') : raw!)
    if (end === "") return rows
    if (end === "\n") rows.push([])
  }
}

describe("fields", () => {
  it("are named as in JSON, whatever their case; a group stands for its fields", () => {
    assert.deepStrictEqual(Result.getOrThrow(Fields.parse("time, battery.voltage,ACINPUT.1.power")), [
      "time",
      "battery.voltage",
      "acInput.1.power"
    ])
    assert.deepStrictEqual(
      Result.getOrThrow(Fields.parse("acOutput.2")),
      ["voltage", "current", "power", "frequency", "currentDoubtful"].map((name) => `acOutput.2.${name}`)
    )
    assert.strictEqual(Result.getOrThrow(Fields.parse("leds,leds.bulk")).length, 8)
  })

  it("that do not exist are refused, naming what may have been meant", () => {
    for (const [text, expected] of [
      ["batery.voltage", /no field "batery\.voltage": did you mean battery\.voltage/],
      ["time,", /no field "": /],
      ["acInput.5.power", /did you mean acInput\.[1-4]\.power/],
      ["qqqqqqqq", /no field "qqqqqqqq": known are time, port/]
    ] as const) {
      const result = Fields.parse(text)
      assert.isTrue(Result.isFailure(result))
      assert.match(
        Result.getOrElse(Result.flip(result), () => ""),
        expected
      )
    }
  })

  it("have the values of the reading, and no others", () =>
    fc.assert(
      fc.property(reading, (value) => {
        for (const field of Fields.all) {
          const text = Fields.valueOf(value, field)
          const [part, ...rest] = field.split(".")
          const whole = value[part as keyof Reading.Reading]
          if (whole === null) assert.isNull(text)
          else if (typeof whole === "string") assert.strictEqual(text, whole)
          else if (rest.length === 0)
            assert.strictEqual(Number(text), Number((whole as number).toPrecision(6)))
          assert.notMatch(text ?? "", /^(NaN|-0|undefined|null)$/)
        }
      })
    ))
})

describe("CSV", () => {
  it("reads back as what was written, absent as empty, every row as wide as the header", () =>
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 5 }), (readings) => {
        const rows = Tables.csv(null)
        const cells = parse(readings.flatMap(rows).join("\n"))
        const [header, ...body] = cells
        assert.deepStrictEqual(header, Fields.ofReading(readings[0]!))
        assert.strictEqual(body.length, readings.length)
        body.forEach((row, index) =>
          assert.deepStrictEqual(
            row,
            header!.map((field) => Fields.valueOf(readings[index]!, field) ?? "")
          )
        )
      })
    ))

  it("has the phases of the first reading, at least one, and its units", () =>
    fc.assert(
      fc.property(reading, (value) => {
        const phases = Math.max(1, value.acInput?.length ?? 0, value.acOutput?.length ?? 0)
        const fields = Fields.ofReading(value)
        assert.strictEqual(fields.filter((name) => /^ac(In|Out)put\./.test(name)).length, phases * 10)
        const addresses = new Set(value.units?.map(({ address }) => address))
        assert.strictEqual(fields.filter((name) => name.startsWith("units.")).length, addresses.size * 10)
      })
    ))
})

describe("columns", () => {
  it("stand below their names, absent as a dash", () => {
    const rows = Tables.columns(["battery.voltage", "acInput.2.power", "device.state"])
    const value = {
      battery: { voltage: 27.4 },
      acInput: [],
      device: { state: "charge" }
    } as unknown as Reading.Reading
    assert.deepStrictEqual(rows(value), [
      "battery.voltage  acInput.2.power  device.state",
      "27.4             -                charge"
    ])
    assert.strictEqual(rows(value).length, 1)
  })
})
