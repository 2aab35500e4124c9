/** Who is not a program that talks to an adapter is turned away before anything is passed on, on every port. */
import { once } from "node:events"
import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Driver } from "@vebus/simulator"
import { serveControl, serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import * as FirstBytes from "../../src/serve/FirstBytes.ts"
import { bytes } from "../support/Host.ts"

/** Stores 52.5 V in setting 2, as any host would: selects the id, then writes. */
const WRITE = bytes("07 FF 58 37 01 02 AA 14 AA")
const VERSION = bytes("02 FF 56 A9")

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"))

/** What may come instead of a program. */
const strangers: ReadonlyArray<readonly [name: string, first: Uint8Array, reason: RegExp]> = [
  ["POST", latin1("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), /request line of HTTP/],
  ["GET", latin1("GET /x HTTP/1.0\r\n\r\n"), /request line of HTTP/],
  ["a method of no standard", latin1("x-y~1 * HTTP/1.1\r\n\r\n"), /request line of HTTP/],
  ["HTTP/0.9 without anything but a target", latin1("A /\r\n"), /request line of HTTP/],
  ["HTTP/2", latin1("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), /request line of HTTP/],
  ["empty lines before a request", latin1("\r\n\r\nPUT / HTTP/1.1\r\n\r\n"), /request line of HTTP/],
  ["TLS", Uint8Array.from({ length: 90 }, (_, n) => [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3][n] ?? n + 128), /^/],
  ["text", latin1("hello, is anybody there? ".repeat(4)), /^/]
]

/** What a client that sends these bytes, in these pieces, leaves in a log, once it was cut off. */
const attack = (port: number, pieces: ReadonlyArray<Uint8Array>) =>
  Effect.promise(async () => {
    const socket = connect({ host: "127.0.0.1", port })
    socket.on("error", () => {})
    await once(socket, "connect")
    const closed = once(socket, "close")
    for (const piece of pieces) {
      socket.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.resume()
    await closed
  })

const logged = () => {
  const lines: Array<string> = []
  return { lines, layer: Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]) }
}

describe("a line over TCP", () => {
  it.live.each(strangers)("is closed to %s with frames behind it", ([, first, reason]) => {
    const log = logged()
    return Effect.gen(function* () {
      const written: Array<Uint8Array> = []
      const { port } = yield* serveTcp(
        { port: 0 },
        {
          open: Effect.succeed({
            bytes: Stream.never,
            write: (chunk) => Effect.sync(() => void written.push(chunk))
          })
        }
      )
      yield* attack(port, [first, WRITE, WRITE])
      yield* attack(port, [Uint8Array.from([...first, ...WRITE, ...WRITE])])
      assert.deepStrictEqual(written, [])
      assert.lengthOf(log.lines, 2)
      for (const line of log.lines) {
        assert.match(line, /^refused 127\.0\.0\.1:\d+: it sent .*, and nothing of it was passed on$/)
        assert.match(line, reason)
      }
    }).pipe(Effect.provide(log.layer))
  })

  it.live("passes on everything of a program, as it came, from its first frame on", () =>
    Effect.gen(function* () {
      const heard = yield* Queue.unbounded<number>()
      const { port } = yield* serveTcp(
        { port: 0 },
        {
          open: Effect.succeed({
            bytes: Stream.never,
            write: (chunk) => Effect.asVoid(Queue.offerAll(heard, chunk))
          })
        }
      )
      const sent = Uint8Array.from([0, 0, 17, ...VERSION, ...latin1("POST / HTTP/1.1\r\n"), ...WRITE])
      yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const socket = connect({ host: "127.0.0.1", port })
          await once(socket, "connect")
          socket.write(sent.subarray(0, 5))
          socket.write(sent.subarray(5))
          return socket
        }),
        (socket) => Effect.sync(() => void socket.destroy())
      )
      assert.deepStrictEqual(yield* Queue.takeN(heard, sent.length), [...sent])
    })
  )
})

describe("a control channel", () => {
  const served = Effect.gen(function* () {
    const simulated = yield* Driver.make({ line: "unpaced" })
    return yield* serveControl(
      { port: 0 },
      {
        simulated,
        plug: {
          served: Effect.void,
          isIn: Effect.succeed(true),
          pull: Effect.die("pulled"),
          push: Effect.void
        },
        faults: Effect.succeed({})
      }
    )
  })
  const COMMAND = latin1('\r\n{"change":"unplug"}\n')

  it.live.each(strangers)("is closed to %s with commands behind it", ([, first]) => {
    const log = logged()
    return Effect.gen(function* () {
      const { port } = yield* served
      yield* attack(port, [first, COMMAND])
      yield* attack(port, [Uint8Array.from([...first, ...COMMAND])])
      assert.lengthOf(log.lines, 2)
      for (const line of log.lines) assert.match(line, /^refused 127\.0\.0\.1:\d+: it sent /)
    }).pipe(Effect.provide(log.layer))
  })

  it.live("is closed to a first line that does not end, before it fills the memory", () => {
    const log = logged()
    return Effect.gen(function* () {
      const { port } = yield* served
      yield* attack(port, [latin1('{"ask":"'), ...Array.from({ length: 20 }, () => latin1("x".repeat(1000)))])
      assert.lengthOf(log.lines, 1)
      assert.match(log.lines[0]!, /it sent a line of more than 16384 bytes, and nothing of it was passed on$/)
    }).pipe(Effect.provide(log.layer))
  })

  it.live("ends with an answer when a line does not end", () =>
    Effect.gen(function* () {
      const { port } = yield* served
      const answers = yield* Effect.promise(async () => {
        const socket = connect({ host: "127.0.0.1", port })
        let text = ""
        socket.on("data", (data) => (text += data.toString())).on("error", () => {})
        socket.write('{"ask":"state"}\n')
        await once(socket, "data")
        socket.write(`{"ask":"${"x".repeat(16_384)}`)
        await once(socket, "close")
        return text.trimEnd().split("\n")
      })
      assert.lengthOf(answers, 2)
      assert.match(answers[0]!, /"plugged":true/)
      assert.strictEqual(answers[1], '{"error":"Expected a line of at most 16384 bytes"}')
    })
  )
})

describe("first bytes", () => {
  const token = fc.string({
    unit: fc.constantFrom(...Array.from("!#$%&'*+-.^_`|~09AZaz")),
    minLength: 1,
    maxLength: 20
  })
  const target = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => /^[!-~]/.test(text))

  it("of any method and target are nobody's, whatever follows and however they are cut", () => {
    fc.assert(
      fc.property(token, target, fc.uint8Array({ maxLength: 40 }), fc.nat(60), (method, path, rest, cut) => {
        const all = Uint8Array.from([...latin1(`${method} ${path}\r\n\r\n`), ...WRITE, ...rest])
        for (const judge of [FirstBytes.ofLine, FirstBytes.ofControl]) {
          assert.isObject(judge(all))
          assert.notStrictEqual(judge(all.subarray(0, Math.min(cut, method.length + path.length))), "ours")
        }
      })
    )
  })

  it("are told within the limit, and any text is no frame", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 64 }), (text) => {
        assert.isObject(FirstBytes.ofLine(latin1(text)))
      })
    )
  })

  it("of JSON in any pieces are a program's", () => {
    const line = latin1(' {"change":"load","watts":2000}\n')
    for (let cut = 0; cut < line.length; cut++) {
      assert.strictEqual(FirstBytes.ofControl(line.subarray(0, cut)), "undecided")
    }
    assert.strictEqual(FirstBytes.ofControl(line), "ours")
  })
})
