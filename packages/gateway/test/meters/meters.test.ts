/**
 * Meters, each with a simulated counterpart: what they tell, and what is no reading.
 */
import { assert, describe, it } from "@effect/vitest"
import type { MeterReading } from "@vebus/runtime/ess"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { createServer as createHttp } from "node:http"
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net"
import * as Meters from "../../src/meters/Meters.ts"
import * as Modbus from "../../src/meters/Modbus.ts"
import * as Pointer from "../../src/meters/Pointer.ts"
import { Meter } from "../../src/config/Meter.ts"
import * as Telegram from "../../src/meters/Telegram.ts"

const decode = Schema.decodeUnknownSync(Meter)
const PERIOD = { periodMillis: 500 }

const first = (meter: unknown, count: number, onTrouble?: (message: string | null) => void) =>
  Effect.map(
    Stream.runCollect(
      Stream.take(
        Meters.readings(decode(meter), {
          ...PERIOD,
          onTrouble: (message) => Effect.sync(() => onTrouble?.(message))
        }),
        count
      )
    ),
    (all): ReadonlyArray<MeterReading> => [...all]
  )

/** An HTTP server that answers by path. */
const http = (answer: (path: string) => { readonly status?: number; readonly body: string }) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(
        () =>
          new Promise<ReturnType<typeof createHttp>>((resolve) => {
            const server = createHttp((request, response) => {
              const { status = 200, body } = answer(request.url ?? "")
              response.writeHead(status, { connection: "close" }).end(body)
            })
            server.listen(0, "127.0.0.1", () => resolve(server))
          })
      ),
      (server) => Effect.sync(() => void server.close())
    ),
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  )

/** A TCP server. */
const tcp = (onSocket: (socket: Socket) => void) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(
        () =>
          new Promise<ReturnType<typeof createTcp>>((resolve) => {
            const server = createTcp((socket) => {
              socket.on("error", () => undefined)
              onSocket(socket)
            })
            server.listen(0, "127.0.0.1", () => resolve(server))
          })
      ),
      (server) => Effect.sync(() => void server.close())
    ),
    (server) => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  )

describe("a meter that is asked by HTTP", () => {
  it.live("Shelly: three phases or one, and its sign can be turned", () =>
    Effect.gen(function* () {
      const url = yield* http((path) =>
        path === "/rpc/EM.GetStatus?id=0"
          ? { body: JSON.stringify({ id: 0, total_act_power: 415.7 }) }
          : path === "/rpc/EM1.GetStatus?id=1"
            ? { body: JSON.stringify({ id: 1, act_power: -80 }) }
            : { status: 404, body: "" }
      )
      assert.deepStrictEqual(yield* first({ type: "shelly", url }, 2), [{ watts: 415.7 }, { watts: 415.7 }])
      assert.deepStrictEqual(
        yield* first({ type: "shelly", url: `${url}/`, component: "em1", id: 1, invert: true }, 1),
        [{ watts: 80 }]
      )
    }).pipe(Effect.scoped)
  )

  it.live("HomeWizard: import is positive, export negative", () =>
    Effect.gen(function* () {
      const url = yield* http((path) => ({ body: path === "/api/v1/data" ? '{"active_power_w":-543}' : "" }))
      assert.deepStrictEqual(yield* first({ type: "homewizard", url }, 1), [{ watts: -543 }])
    }).pipe(Effect.scoped)
  )

  it.live("that answers with something else gives no reading, says why once, and is asked again", () =>
    Effect.gen(function* () {
      let turn = 0
      const bodies = ["no JSON", '{"active_power_w":null}', '{"active_power_w":"x"}', '{"active_power_w":12}']
      const url = yield* http(() => ({ body: bodies[Math.min(turn++, 3)]! }))
      const troubles: Array<string | null> = []
      const readings = yield* first({ type: "homewizard", url }, 1, (message) => troubles.push(message))
      assert.deepStrictEqual(readings, [{ watts: 12 }])
      assert.strictEqual(
        troubles.filter((message) => message?.endsWith("has no number at /active_power_w")).length,
        1
      )
      assert.isNull(troubles.at(-1)!)
    }).pipe(Effect.scoped)
  )
})

const telegram = (lines: ReadonlyArray<string>): Uint8Array => {
  const text = ["/ISK5\\2M550T-1012", "", ...lines, "!"].join("\r\n")
  const body = new TextEncoder().encode(text)
  const crc = Telegram.crc16(body).toString(16).toUpperCase().padStart(4, "0")
  return new TextEncoder().encode(`${text}${crc}\r\n`)
}
const lines = ["1-3:0.2.8(50)", "1-0:1.8.1(000123.456*kWh)", "1-0:1.7.0(00.424*kW)", "1-0:2.7.0(00.000*kW)"]

describe("the telegram of a customer port", () => {
  it("tells import less export, in watts", () => {
    assert.strictEqual(Telegram.wattsOf(telegram(lines)), 424)
    assert.strictEqual(Telegram.wattsOf(telegram(["1-0:1.7.0(00.000*kW)", "1-0:2.7.0(01.193*kW)"])), -1193)
    assert.isNull(Telegram.wattsOf(telegram(["1-0:1.7.0(00.424*kW)"])))
    assert.isNull(Telegram.wattsOf(new Uint8Array()))
  })

  it("has the checksum of the standard", () => {
    assert.strictEqual(Telegram.crc16(new TextEncoder().encode("123456789")), 0xbb3d)
  })

  it("with any bit flipped is none", () => {
    const good = telegram(lines)
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = good.slice()
      bad[bit >> 3]! ^= 1 << (bit & 7)
      const watts = Telegram.wattsOf(bad)
      // Digits of the checksum are the same in capitals and in small letters.
      assert.isTrue(watts === null || watts === 424, `${bit}`)
    }
  })

  it("is found in whatever pieces and noise it comes", () => {
    const stream = [...new TextEncoder().encode("garbage\r\n1.7.0"), ...telegram(lines), ...telegram(lines)]
    for (const size of [1, 3, 64, 1000]) {
      let state: Telegram.State = []
      const found: Array<number | null> = []
      for (let at = 0; at < stream.length; at += size) {
        const [next, telegrams] = Telegram.step(state, Uint8Array.from(stream.slice(at, at + size)))
        state = next
        found.push(...telegrams.map(Telegram.wattsOf))
      }
      assert.deepStrictEqual(found, [424, 424], `pieces of ${size}`)
    }
  })

  it.live("comes over TCP, and after the server has gone from the next one", () =>
    Effect.gen(function* () {
      let sockets = 0
      const port = yield* tcp((socket) => {
        sockets++
        socket.write(telegram(lines))
        setTimeout(() => socket.destroy(), 20)
      })
      assert.deepStrictEqual(yield* first({ type: "p1", port }, 2), [{ watts: 424 }, { watts: 424 }])
      assert.strictEqual(sockets, 2)
    }).pipe(Effect.scoped)
  )
})

describe("Modbus", () => {
  it("asks with the bytes of the maker's text, and reads its answer", () => {
    const rtu = Modbus.question("rtu", 1, 0x0034, 0)
    assert.strictEqual(Buffer.from(rtu).toString("hex"), "010400340002" + "30" + "05")
    const answer = Buffer.from("01040442f0000000", "hex")
    const crc = Telegram.crc16(Uint8Array.from(answer.subarray(0, 7)), 0xffff)
    const whole = Uint8Array.from([...answer.subarray(0, 7), crc & 0xff, crc >> 8])
    assert.strictEqual(Modbus.answer("rtu", 1, 0, whole), 120)
    for (let length = 0; length < whole.length; length++) {
      assert.isUndefined(Modbus.answer("rtu", 1, 0, whole.subarray(0, length)))
    }
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bad = whole.slice()
      bad[bit >> 3]! ^= 1 << (bit & 7)
      assert.isNotNumber(Modbus.answer("rtu", 1, 0, bad))
    }
  })

  it.live("over TCP: an SDM630 that is asked, and an answer to another question is none", () =>
    Effect.gen(function* () {
      let turn = 0
      const port = yield* tcp((socket) =>
        socket.on("data", (request) => {
          const body = Buffer.alloc(13)
          request.copy(body, 0, 0, 2)
          if (turn++ === 0) body[1]! ^= 1
          body.writeUInt16BE(7, 4)
          body.set([request[6]!, 4, 4], 6)
          body.writeFloatBE(-230.5, 9)
          socket.write(body)
        })
      )
      const troubles: Array<string | null> = []
      assert.deepStrictEqual(
        yield* first({ type: "sdm630", port, unit: 3 }, 2, (message) => troubles.push(message)),
        [{ watts: -230.5 }, { watts: -230.5 }]
      )
      assert.match(troubles[0]!, /no answer of unit 3/)
    }).pipe(Effect.scoped)
  )
})

describe("a JSON pointer", () => {
  it("shows a number or a time, or nothing", () => {
    const value = Pointer.json(
      new TextEncoder().encode('{"a/b":{"~":[1,"2.5"]},"t":"2026-11-29T00:00:00Z","s":1764374400}')
    )
    assert.strictEqual(Pointer.number(Pointer.at(value, "/a~1b/~0/1")), 2.5)
    assert.strictEqual(Pointer.time(Pointer.at(value, "/t")), Date.UTC(2026, 10, 29))
    assert.strictEqual(Pointer.time(Pointer.at(value, "/s")), 1_764_374_400_000)
    for (const pointer of ["/x", "/a~1b/~0/9", "/a~1b/~0/length", "/constructor", "/t/0"]) {
      assert.isNull(Pointer.number(Pointer.at(value, pointer)))
    }
    assert.isUndefined(Pointer.json(new TextEncoder().encode("{")))
  })
})
