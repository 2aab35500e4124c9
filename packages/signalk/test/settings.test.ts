/**
 * The configuration: the form of the admin page and what reads it agree, and everything that is wrong is said.
 */
import { Ajv } from "ajv"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import fc from "fast-check"
import * as Settings from "../src/Settings.ts"

const isValid = new Ajv({ strict: false }).compile(Settings.jsonSchema())

describe("a configuration", () => {
  it("that is empty is that of the only MK3, and allows nothing", () => {
    for (const empty of [{}, undefined, null])
      assert.deepStrictEqual(Result.getOrThrow(Settings.decode(empty)), {
        port: "",
        id: "vebus",
        interval: 1,
        source1: "unknown",
        source2: "unknown",
        allow: { switch: false, limit: false }
      })
  })

  it("of the form is read, unless it is about ports, names or bounds, which a form cannot check", () => {
    const text = fc.oneof(fc.constantFrom("sim:", "", "tcp://a:1", "foo://", "a.b"), fc.string())
    const number = fc.oneof(fc.integer({ min: -5, max: 4000 }), fc.double())
    fc.assert(
      fc.property(
        fc.record(
          {
            port: text,
            id: text,
            interval: number,
            address: number,
            source1: fc.constantFrom("shore", "grid", "genset", "unknown", "wind"),
            allow: fc.record(
              { switch: fc.oneof(fc.boolean(), fc.constant(1)), limitMinimum: number, limitMaximum: number },
              { requiredKeys: [] }
            )
          },
          { requiredKeys: [] }
        ),
        (configuration) => {
          const read = Settings.decode(configuration)
          if (Result.isSuccess(read)) assert.isTrue(isValid(configuration), JSON.stringify(isValid.errors))
          else if (isValid(configuration))
            assert.match(read.failure, /port|letters|lowest limit|Infinity|NaN|finite/)
        }
      )
    )
  })

  it("with several faults is told all of them, with their places, on one line", () => {
    const read = Settings.decode({
      port: "foo:bar",
      interval: 0,
      address: 32,
      allow: { limitMinimum: 9, limitMaximum: 8 }
    })
    if (Result.isSuccess(read)) return assert.fail()
    assert.notInclude(read.failure, "\n")
    for (const part of [
      "at port",
      "seconds from 0.5 to 3600 at interval",
      "address from 0 to 31",
      "at allow"
    ])
      assert.include(read.failure, part)
  })
})
