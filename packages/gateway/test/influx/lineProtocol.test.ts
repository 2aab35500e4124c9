/**
 * Line protocol: laws over any text and any number, and the figures of the simulated products.
 */
import { assert, describe, it } from "@effect/vitest"
import { LineProtocol } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Backlog from "../../src/influx/Backlog.ts"
import * as Points from "../../src/influx/Points.ts"
import { fresh, products, viewOf } from "../Simulated.ts"
import { parse } from "./Parser.ts"

const awkward = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...Array.from('\\,= "#\n\r\tabL1é\u2028\ud800')) })
)
const value = fc.oneof(fc.double(), fc.boolean(), awkward)
const record = <A>(values: fc.Arbitrary<A>) =>
  fc.array(fc.tuple(awkward, values), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs))
const point = fc.record({
  measurement: awkward,
  tags: record(awkward),
  fields: record(value),
  at: fc.oneof(fc.integer(), fc.double())
})

describe("a line", () => {
  it("reads back as the point that it was made of, whatever stood in it", () => {
    fc.assert(
      fc.property(point, (made) => {
        const text = LineProtocol.line(made)
        const told = Object.entries(made.fields).filter(
          ([key, found]) => key !== "" && (typeof found !== "number" || Number.isFinite(found))
        )
        if (made.measurement === "" || told.length === 0 || !Number.isSafeInteger(Math.trunc(made.at))) {
          assert.isNull(text)
          return
        }
        const read = parse(text!)
        assert.strictEqual(read.measurement, LineProtocol.plain(made.measurement).replace(/^#/u, "_"))
        assert.strictEqual(read.at, Math.trunc(made.at) + 0)
        // Texts that differ in what a name cannot hold become one name; the last of them is told.
        assert.deepEqual(
          { ...read.fields },
          Object.fromEntries(
            told.map(([key, found]) => [
              LineProtocol.plain(key),
              typeof found === "string" ? found.toWellFormed() : found === 0 ? 0 : found
            ])
          )
        )
        for (const [key, text_] of Object.entries(read.tags))
          assert.isTrue(
            Object.entries(made.tags).some(
              ([one, other]) => LineProtocol.plain(one) === key && LineProtocol.plain(other) === text_
            )
          )
      })
    )
  })

  it("is one line, unless a value of a field holds the end of one", () => {
    fc.assert(
      fc.property(awkward, awkward, awkward, (measurement, key, text) => {
        const made = LineProtocol.line({ measurement, tags: { [key]: text }, fields: { [key]: 1 }, at: 0 })
        assert.isFalse(/[\n\r\u2028]/u.test(made ?? ""))
      })
    )
  })

  const cases: ReadonlyArray<readonly [string, LineProtocol.Point, string | null]> = [
    [
      "escapes what divides",
      { measurement: "a b,c", tags: { "k=1": "x, y" }, fields: { "f g": 'say "\\"' }, at: 1 },
      String.raw`a\ b\,c,k\=1=x\,\ y f\ g="say \"\\\"" 1`
    ],
    [
      "leaves out what is no number, and tags without a value",
      { measurement: "m", tags: { a: "", b: "1" }, fields: { x: NaN, y: Infinity, z: -0.5 }, at: 1.9 },
      "m,b=1 z=-0.5 1"
    ],
    ["is none without a field", { measurement: "m", tags: {}, fields: { x: NaN }, at: 1 }, null]
  ]
  it.each(cases)("%s", (_, made, expected) => {
    assert.strictEqual(LineProtocol.line(made), expected)
  })
})

describe("the points of a site", () => {
  for (const product of products) {
    it.effect(`${product}: are read back, with each field of one type`, () =>
      Effect.gen(function* () {
        const view = yield* viewOf(product)
        const made = Points.of({ ...view, energy: null })
        const read = made.map((each) => parse(LineProtocol.line(each)!))
        const system = read.find(({ tags }) => Object.keys(tags).join() === "site")!
        assert.strictEqual(system.fields["battery_voltage_volts"], view.reading!.battery!.voltage!)
        assert.strictEqual(system.fields["switch_mode"], view.reading!.switch?.requested)
        for (const { phase, power } of view.reading!.acOutput ?? []) {
          const found = read.find(
            ({ tags }) => tags["phase"] === `L${phase}` && tags["address"] === undefined
          )
          if (power !== null) assert.strictEqual(found!.fields["ac_output_power_watts"], power)
        }
        const types = new Map<string, string>()
        for (const { fields, measurement, tags } of read) {
          assert.strictEqual(measurement, "vebus")
          assert.strictEqual(tags["site"], "van")
          for (const [key, told] of Object.entries(fields)) {
            assert.match(key, /^[a-z0-9_]+$/)
            assert.strictEqual(types.get(key) ?? typeof told, typeof told)
            types.set(key, typeof told)
          }
        }
      })
    )
  }

  it.effect("there are none without a fresh reading, and absent figures are no fields", () =>
    Effect.gen(function* () {
      const { reading } = yield* viewOf("multiplus-ii-48-3000-230v")
      assert.deepStrictEqual(Points.of(fresh({ site: "van", reading, fresh: false })), [])
      assert.deepStrictEqual(Points.of(fresh({ site: "van", reading: null })), [])
      const without = Points.of(fresh({ site: "van", reading: { ...reading!, battery: null } }))
      assert.isFalse(
        without.some(({ fields }) => Object.keys(fields).some((key) => key.startsWith("battery_")))
      )
    })
  )
})

describe("what waits", () => {
  it("never takes more than its bound, keeps the newest, and tells what it dropped", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 })),
        fc.integer({ min: 50, max: 200 }),
        (all, bound) => {
          const backlog = Backlog.make(bound)
          let dropped = 0
          for (const lines of all) {
            dropped += backlog.add(lines)
            assert.isAtMost(backlog.size(), Math.max(bound, 84))
          }
          const total = all.flat()
          let text = ""
          for (;;) {
            const batch = backlog.oldest(3)
            if (batch === null) break
            text += batch.text
            backlog.remove(batch)
          }
          assert.strictEqual(backlog.size(), 0)
          assert.strictEqual(
            text,
            total
              .slice(dropped)
              .map((line) => `${line}\n`)
              .join("")
          )
        }
      )
    )
  })

  it("a batch that is dropped while it is on its way is not taken out a second time", () => {
    const backlog = Backlog.make(20)
    backlog.add(["aaaa"])
    const batch = backlog.oldest(1)!
    for (const line of ["bbbbbbbb", "cccccccc"]) backlog.add([line])
    backlog.remove(batch)
    assert.strictEqual(backlog.oldest(9)!.text, "bbbbbbbb\ncccccccc\n")
  })
})
