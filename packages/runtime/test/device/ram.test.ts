/**
 * RAM variables: any number, by name or id, with the device's scales and our signs.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Frames, Scale } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

const reads = (requests: ReadonlyArray<Frames.Request>) =>
  Reads.commands(requests, "ReadRamRequest").map(({ ids }) => [...ids])

/** The value of an id among those read. */
const valueOf = ({ values }: Device.Ram.RamValues, id: number) => values.find((value) => value.id === id)

describe("values", () => {
  it.effect("are what the device held, scaled by what it tells", () =>
    Effect.gen(function* () {
      const { device, truths } = yield* Reads.connect()
      const { values } = yield* played(device.ram([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 16]))
      assert.strictEqual(values.length, 13)
      for (const { id, value, raw } of values) {
        assert.isTrue(truths.some((truth) => truth.raw[id] === raw.value))
        const scale = Scale.ramScale(raw.scale!, raw.offset!)
        assert.strictEqual(scale._tag, "Linear")
        if (scale._tag === "Linear") assert.strictEqual(value, Scale.toValue(scale, raw.value))
      }
    })
  )

  it.effect("of input power count what is drawn as positive, unlike their words", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      // 15 and 18: -350 and -340 W on the wire, which is drawn from the input; 14: charging with 120 W.
      const ram = { "14": 120, "15": 0x1_0000 - 350, "16": 230, "18": 0x1_0000 - 340 }
      yield* simulated.control({ change: "hold", ram })
      const read = yield* played(device.ram([14, 15, 16, 18]))
      assert.deepStrictEqual(
        [14, 15, 16, 18].map((id) => [valueOf(read, id)?.value, valueOf(read, id)?.raw.value]),
        [
          [120, 120],
          [350, 0x1_0000 - 350],
          [230, 230],
          [340, 0x1_0000 - 340]
        ]
      )
      const { input, output, inverter } = yield* played(device.power)
      assert.deepStrictEqual([input, output, inverter], [350, 230, 120])
    })
  )

  it.effect(
    "of AC currents are signed though an old unit calls them unsigned, and its words are told as they are",
    () =>
      Effect.gen(function* () {
        const { device, simulated } = yield* Reads.ofProfile("multi-12-3000-unsigned")
        yield* simulated.control({ change: "hold", ram: { "1": 0x1_0000 - 161 } })
        const current = valueOf(yield* played(device.ram(["IMains"])), 1)
        assert.strictEqual(current?.value, -1.61)
        assert.deepStrictEqual(current?.raw, { value: 0x1_0000 - 161, scale: 32668, offset: 0 } as never)
      })
  )

  it.effect("of bits are booleans", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "hold", ram: { "12": 0x20 } })
      assert.strictEqual(valueOf(yield* played(device.ram(["MultiFunctionalRelayState"])), 12)?.value, true)
      yield* simulated.control({ change: "hold", ram: { "12": 0xffdf } })
      const off = valueOf(yield* played(device.ram(["multi_func_relay"])), 12)
      assert.strictEqual(off?.value, false)
      assert.deepStrictEqual(off?.raw, { value: 0xffdf, scale: 6, offset: -32768 } as never)
    })
  )

  it.effect("of assistant records come raw, without a request for their info", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const record = valueOf(yield* played(device.ram([130])), 130)
      assert.strictEqual(record?.value, null)
      assert.deepStrictEqual(record?.raw, { value: 0x54, scale: null, offset: null } as never)
      assert.deepStrictEqual(Reads.commands(requests, "RamInfoRequest"), [])
    })
  )
})

describe("over a bad line", () => {
  for (const seed of [1, 2, 3]) {
    it.effect(`each value is one that its variable had, all at one time, seed ${seed}`, () =>
      Effect.gen(function* () {
        const { device, truths, line } = yield* Reads.connect({
          plan: {
            seed,
            requests: { drop: 0.1 },
            replies: { drop: 0.1, noise: 0.05, duplicate: 0.05 }
          }
        })
        const ids = [4, 5, 13, 14, 15, 16]
        for (let time = 0; time < 20; time++) {
          const { values } = yield* played(device.ram(ids))
          assert.strictEqual(values.length, ids.length)
          assert.isTrue(truths.some((truth) => values.every(({ id, raw }) => truth.raw[id] === raw.value)))
        }
        assert.isAbove((yield* line.counts).drop ?? 0, 0)
      })
    )
  }
})

describe("what goes over the wire", () => {
  it.effect("is six ids in one request", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      yield* played(device.ram([0, 1, 2, 3, 4, 5, 7, 8, 13, 14, 15, 16, 17]))
      assert.deepStrictEqual(reads(requests), [[0, 1, 2, 3, 4, 5], [7, 8, 13, 14, 15, 16], [17]])
    })
  )

  it.effect("names what the device lacks once, and each info once", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const ids = [4, 10, 5, 20, 200]
      for (let time = 0; time < 3; time++) {
        const { values, unsupported } = yield* played(device.ram(ids))
        assert.deepStrictEqual(
          values.map(({ id }) => id),
          [4, 5]
        )
        assert.deepStrictEqual(unsupported, [10, 20, 200])
      }
      // 10 and 20 have no info, so nobody reads them; 200 is no variable with an info, and reading it alone settles it.
      assert.deepStrictEqual(
        Reads.commands(requests, "RamInfoRequest").map(({ id }) => id),
        [4, 10, 5, 20]
      )
      assert.strictEqual(reads(requests).filter((batch) => batch.includes(200)).length, 2)
      assert.isFalse(reads(requests).some((batch) => batch.includes(10) || batch.includes(20)))
    })
  )

  it.effect("is one id after the other where old firmware answers only the first", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("multi-12-3000-mk2")
      const { values, unsupported } = yield* played(device.ram([4, 5, 13, 15]))
      assert.deepStrictEqual(
        values.map(({ id }) => id),
        [4, 5, 13]
      )
      assert.deepStrictEqual(unsupported, [15])
      assert.deepStrictEqual(Reads.effects(requests), ["adapter", "read"])
    })
  )
})

describe("names", () => {
  it("are found without regard to case and _, and ids are themselves", () => {
    for (const text of ["UBat", "u_bat", "UBAT", "4", 4]) {
      assert.deepStrictEqual(Device.Ram.resolve(text), Result.succeed(4), String(text))
    }
    assert.deepStrictEqual(Device.Ram.resolve(200), Result.succeed(200))
  })
  it("that nobody knows fail with those that may have been meant", () => {
    for (const name of ["UBatt", "256", "-1", ""]) {
      const failure = Result.getOrThrow(Result.flip(Device.Ram.resolve(name)))
      assert.strictEqual(failure.kind, "ram-variable")
      assert.strictEqual(failure.name, name)
    }
    const { message } = Result.getOrThrow(Result.flip(Device.Ram.resolve("UBatt")))
    assert.strictEqual(message, 'there is no RAM variable "UBatt". Did you mean UBat or IBat?')
  })
  it.effect("fail before anything is sent", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const sent = requests.length
      const failure = yield* Effect.flip(device.ram(["UBat", "UBattery"]))
      assert.strictEqual(failure._tag, "UnknownName")
      assert.strictEqual(requests.length, sent)
    })
  )
})

describe("info words made from a scale", () => {
  it("mean that scale, for every scale word", () => {
    for (let scaleWord = -0x8000; scaleWord <= 0x7fff; scaleWord++) {
      for (const offsetWord of [0, 256, -32768, 32767]) {
        const scale = Scale.ramScale(scaleWord, offsetWord)
        const words = Device.Ram.wordsOf(scale)
        assert.deepStrictEqual(Scale.ramScale(words.scaleWord, words.offsetWord), scale)
      }
    }
  })
  it("are those that the units of all profiles send", () => {
    const infos = Object.values(Profile.profiles).flatMap(({ ram }) =>
      ram.flatMap((variable) =>
        "scaleWord" in variable
          ? [[Scale.numberOf(variable.scaleWord, true), Scale.numberOf(variable.offsetWord, true)] as const]
          : []
      )
    )
    assert.isAbove(infos.length, 50)
    for (const [scaleWord, offsetWord] of infos) {
      assert.deepStrictEqual(Device.Ram.wordsOf(Scale.ramScale(scaleWord, offsetWord)), {
        scaleWord,
        offsetWord
      })
    }
  })
})
