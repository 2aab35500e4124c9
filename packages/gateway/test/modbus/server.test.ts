/**
 * The Modbus server: what it tells of which unit, what it refuses and why, and peers that mean no good.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Commands } from "@vebus/gateway"
import { ModbusServer as Server } from "@vebus/gateway"
import type { Socket } from "node:net"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Feed from "../../src/Feed.ts"
import { dial, flood, until } from "../listener/Peers.ts"
import { mains, showing } from "../nut/Upses.ts"
import { client, frame, gate, served, services } from "./Served.ts"

const reading = showing(mains)
const VOLTS = [3, 0, 26, 0, 1]
const TOLD = [3, 2, 0x14, 0x50]

const none = services(gate([]))

describe("a Modbus client", () => {
  it.live("reads by both functions, and is told what there is not", () =>
    Effect.gen(function* () {
      const { asks } = yield* client(yield* served(reading))
      assert.deepStrictEqual(yield* asks(VOLTS), TOLD)
      assert.deepStrictEqual(yield* asks([4, 0, 26, 0, 1]), [4, 2, 0x14, 0x50])
      assert.deepStrictEqual(yield* asks([3, 0, 30, 0, 1]), [3, 2, 0xff, 0xff])
      assert.deepStrictEqual(yield* asks([3, 0, 2, 0, 1]), [0x83, 2])
      assert.deepStrictEqual(yield* asks([3, 0, 26, 0, 0]), [0x83, 3])
      assert.deepStrictEqual(yield* asks([1, 0, 26, 0, 1]), [0x81, 1])
      for (const unit of [0, 1, 100, 227, 229, 255])
        assert.deepStrictEqual(yield* asks(VOLTS, unit), [0x83, 11], String(unit))
    }).pipe(Effect.provide(none))
  )

  it.live("hears nothing old: a site without a fresh reading does not answer, and the others do", () =>
    Effect.gen(function* () {
      const port = yield* served(reading, { sites: ["van", "boat"], units: { boat: 7, van: 9 } })
      const source = yield* Feed.Source
      const { asks } = yield* client(port)
      assert.deepStrictEqual(yield* asks(VOLTS, 9), TOLD)
      yield* source.link("van", "unplugged", "the plug is out")
      assert.deepStrictEqual(yield* asks(VOLTS, 9), [0x83, 11])
      assert.deepStrictEqual(yield* asks([6, 0, 33, 0, 4], 9), [0x86, 11])
      assert.deepStrictEqual(yield* asks(VOLTS, 7), TOLD)
      assert.deepStrictEqual(yield* asks(VOLTS, 228), [0x83, 11])
    }).pipe(Effect.provide(none))
  )

  it.live("writes nothing unless it is allowed to at all, and then through the gate alone", () => {
    const submitted: Array<Commands.Command> = []
    let code: string | null = null
    return Effect.gen(function* () {
      const closed = yield* client(yield* served(reading))
      for (const pdu of [
        [6, 0, 33, 0, 4],
        [6, 0, 62, 0, 1],
        [16, 0, 22, 0, 1, 2, 0, 120]
      ])
        assert.deepStrictEqual(yield* closed.asks(pdu), [pdu[0]! | 0x80, 2])
      assert.deepStrictEqual(submitted, [])

      const { asks } = yield* client(yield* served(reading, { writes: true }))
      assert.deepStrictEqual(yield* asks([6, 0, 33, 0, 1]), [6, 0, 33, 0, 1])
      assert.deepStrictEqual(yield* asks([16, 0, 22, 0, 1, 2, 0, 125]), [16, 0, 22, 0, 1])
      assert.deepStrictEqual(yield* asks([6, 0, 37, 0xfc, 0x18]), [6, 0, 37, 0xfc, 0x18])
      assert.deepStrictEqual(yield* asks([16, 0, 96, 0, 2, 4, 0, 0, 7, 208]), [16, 0, 96, 0, 2])
      assert.deepStrictEqual(
        submitted.map(({ site, target, value, from, persist }) => ({ site, target, value, from, persist })),
        [
          { target: "mode", value: "charger-only" },
          { target: "current_limit", value: 12.5 },
          { target: "ess_setpoint", value: -1000 },
          { target: "ess_setpoint", value: 2000 }
        ].map((wanted) => ({ site: "van", from: "modbus", persist: false, ...wanted }))
      )

      submitted.length = 0
      for (const [pdu, exception] of [
        [[6, 0, 33, 0, 9], 3],
        [[6, 0, 22, 0x7f, 0xff], 3],
        [[6, 0, 96, 0, 1], 3],
        [[16, 0, 33, 0, 2, 4, 0, 3, 0, 0], 3],
        [[6, 0, 97, 0, 1], 2],
        [[6, 0, 26, 0, 1], 2],
        [[6, 0, 30, 0, 1], 2],
        [[6, 0, 0, 0, 1], 2]
      ] as const)
        assert.deepStrictEqual(yield* asks(pdu), [pdu[0] | 0x80, exception], pdu.join(" "))
      assert.deepStrictEqual(submitted, [])

      for (const [word, exception] of [
        ["not-allowed", 2],
        ["out-of-bounds", 3],
        ["out-of-range", 3],
        ["too-many", 6],
        ["superseded", 6],
        ["no-link", 11],
        ["asleep", 11],
        ["not-verified", 4],
        ["forbidden", 4]
      ] as const) {
        code = word
        assert.deepStrictEqual(yield* asks([6, 0, 33, 0, 4]), [0x86, exception], word)
      }
    }).pipe(Effect.provide(services(gate(submitted, () => code))))
  })
})

describe("the Modbus server", () => {
  const isServed = (port: number) =>
    Effect.scoped(
      Effect.gen(function* () {
        const { asks } = yield* client(port)
        assert.deepStrictEqual(yield* asks(VOLTS), TOLD)
      })
    )

  it.live("ends a connection that speaks no Modbus, and writes nothing whatever comes", () => {
    const submitted: Array<Commands.Command> = []
    return Effect.gen(function* () {
      const port = yield* served(reading)
      const random = fc.sample(fc.uint8Array({ maxLength: 1000 }), { numRuns: 60, seed: 1 })
      const pdu = fc.tuple(
        fc.constantFrom(3, 4, 5, 6, 15, 16, 22, 23, 43),
        ...Array.from({ length: 7 }, () => fc.integer({ min: 0, max: 40 }))
      )
      const almost = fc.sample(fc.array(pdu, { maxLength: 20 }), { numRuns: 40, seed: 2 })
      yield* Effect.forEach(
        [...random, ...almost.map((pdus) => Buffer.concat(pdus.map((each) => frame(each))))],
        (bytes) =>
          Effect.scoped(
            Effect.gen(function* () {
              const { socket, end } = yield* client(port)
              socket.end(bytes)
              yield* end
            })
          ),
        { concurrency: 10, discard: true }
      )
      assert.deepStrictEqual(submitted, [])
      yield* isServed(port)
    }).pipe(Effect.provide(services(gate(submitted))))
  })

  it.live("takes no more from a client that reads nothing than fits into buffers", () =>
    Effect.gen(function* () {
      const port = yield* served(reading)
      const requests = Buffer.concat(Array.from({ length: 2000 }, () => frame([3, 0, 3, 0, 53])))
      assert.isBelow(yield* flood(yield* dial(port), requests, 100_000_000), 20_000_000)
      yield* isServed(port)
    }).pipe(Effect.provide(none))
  )

  it.live("serves new clients, and those that go on asking, beside a thousand that say nothing", () =>
    Effect.gen(function* () {
      const port = yield* served(reading)
      const regular = yield* client(port)
      const silent: Array<Socket> = []
      for (let round = 0; round < 20; round++) {
        silent.push(
          ...(yield* Effect.forEach(Array.from({ length: 50 }), () => dial(port), { concurrency: 50 }))
        )
        // Who has asked anything keeps its place.
        assert.deepStrictEqual(yield* regular.asks(VOLTS), TOLD)
      }
      yield* isServed(port)
      for (const socket of silent) socket.resume()
      yield* until(
        () => silent.filter(({ closed, readableEnded }) => !closed && !readableEnded).length <= Server.PEERS
      )
      assert.deepStrictEqual(yield* regular.asks(VOLTS), TOLD)
    }).pipe(Effect.provide(none))
  )

  it.live("answers requests in their order, however they are cut and joined", () =>
    Effect.gen(function* () {
      const { socket, end } = yield* client(yield* served(reading))
      const bytes = Buffer.concat([frame(VOLTS, 228, 1), frame(VOLTS, 1, 2), frame(VOLTS, 228, 3)])
      for (const byte of bytes) socket.write(Buffer.from([byte]))
      socket.end()
      const answers = Buffer.concat([frame(TOLD, 228, 1), frame([0x83, 11], 1, 2), frame(TOLD, 228, 3)])
      assert.deepStrictEqual([...(yield* end)], [...answers])
    }).pipe(Effect.provide(none))
  )
})
