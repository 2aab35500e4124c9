/** A simulation over TCP, with real sockets. */
import { connect, createServer, type Socket } from "node:net"
import { once } from "node:events"
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver } from "@vebus/simulator"
import { ServeError, serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { bytes } from "../support/Host.ts"

const FRESH = "07 FF 56 24 DB 11 00 42 52"
const version = bytes("02 FF 56 A9")

const client = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = connect({ host: "127.0.0.1", port })
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => void socket.destroy())
  )

const hear = (socket: Socket) =>
  Effect.promise(async () => Hex.toHex((await once(socket, "data"))[0] as Buffer))

const closed = (socket: Socket) =>
  Effect.promise(async () => {
    if (!socket.closed) await once(socket.resume(), "close")
  })

/** A port that gives back what is written to it. */
const echo: Pick<Driver.Simulated, "open" | "state"> = {
  open: Effect.gen(function* () {
    const queue = yield* Queue.unbounded<Uint8Array>()
    return { bytes: Stream.fromQueue(queue), write: (chunk) => Effect.asVoid(Queue.offer(queue, chunk)) }
  }),
  state: Effect.die("an echo has no state")
}

describe("TCP", () => {
  it.live("answers a client", () =>
    Effect.gen(function* () {
      const served = yield* serveTcp({ port: 0 }, yield* Driver.make({ line: "unpaced" }))
      assert.strictEqual(served.host, "127.0.0.1")
      const socket = yield* client(served.port)
      socket.write(version)
      assert.strictEqual(yield* hear(socket), FRESH)
    })
  )

  it.effect("lets a client that has sent nothing for a while give way to the next", () =>
    Effect.gen(function* () {
      const { port } = yield* serveTcp({ port: 0 }, echo)
      const silent = yield* client(port)
      const early = yield* client(port)
      const words = (socket: Socket) =>
        Effect.promise(async () => ((await once(socket, "data"))[0] as Buffer).toString())
      assert.match(yield* words(early), /another client is connected/)
      yield* TestClock.adjust("5 seconds")
      const next = yield* client(port)
      assert.match(yield* words(silent), /has sent nothing yet, and another client has come/)
      yield* closed(silent)
      next.write(version)
      assert.strictEqual(yield* hear(next), "02 FF 56 A9")
      // Who has spoken keeps the line, however long it is silent.
      yield* TestClock.adjust("1 minute")
      assert.match(yield* words(yield* client(port)), /another client is connected/)
    }).pipe(Effect.provide(Logger.layer([])))
  )

  it.live("passes all 256 values both ways", () =>
    Effect.gen(function* () {
      const { port } = yield* serveTcp({ port: 0 }, echo)
      const socket = yield* client(port)
      // A frame first: who begins with anything else is no program of an adapter.
      const all = Uint8Array.from([...version, ...Array(256).keys()])
      const heard: Array<number> = []
      socket.on("data", (chunk) => heard.push(...chunk)).write(all)
      yield* Effect.sleep(10).pipe(Effect.repeat({ while: () => heard.length < all.length }))
      assert.deepStrictEqual(heard, [...all])
    })
  )

  it.live("turns a second client away, says so, and keeps the first", () => {
    const logged: Array<string> = []
    const logger = Logger.make(({ message }) => void logged.push(String(message)))
    return Effect.gen(function* () {
      const { port } = yield* serveTcp({ port: 0 }, yield* Driver.make({ line: "unpaced" }))
      const first = yield* client(port)
      first.write(version)
      yield* hear(first)
      const second = yield* client(port)
      const told: Array<string> = []
      second.on("data", (chunk: Buffer) => void told.push(chunk.toString("latin1")))
      yield* closed(second)
      assert.strictEqual(told.join(""), "another client is connected, and a serial line has one owner\r\n")
      assert.match(logged.join(), /refused 127\.0\.0\.1:\d+: another client is connected/)
      first.write(version)
      assert.strictEqual(yield* hear(first), FRESH)
    }).pipe(Effect.provide(Logger.layer([logger])))
  })

  it.live("serves the next client when the first has gone, with the adapter as that left it", () =>
    Effect.gen(function* () {
      const { port } = yield* serveTcp({ port: 0 }, yield* Driver.make({ line: "unpaced" }))
      const first = yield* client(port)
      first.write(bytes("04 FF 41 01 00 BB"))
      yield* hear(first)
      first.end()
      yield* closed(first)
      const second = yield* client(port)
      second.write(version)
      assert.strictEqual(yield* hear(second), "07 FF 56 24 DB 11 00 00 94")
    })
  )

  it.live("survives a client that breaks off", () =>
    Effect.gen(function* () {
      const { port } = yield* serveTcp({ port: 0 }, yield* Driver.make({ line: "unpaced" }))
      const first = yield* client(port)
      first.write(version)
      yield* hear(first)
      first.resetAndDestroy()
      yield* Effect.sleep(50)
      const second = yield* client(port)
      second.write(version)
      assert.strictEqual(yield* hear(second), FRESH)
    })
  )

  it.live("lets go of its port and its client when the scope closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const simulated = yield* Driver.make()
      const { port } = yield* serveTcp({ port: 0 }, simulated).pipe(Scope.provide(scope))
      const socket = yield* client(port)
      yield* Effect.sleep(20)
      yield* Scope.close(scope, Exit.void)
      yield* closed(socket)
      const again = yield* serveTcp({ port }, simulated)
      assert.strictEqual(again.port, port)
    })
  )

  it.live("says what to try when the port is taken", () =>
    Effect.gen(function* () {
      const other = createServer().listen(0, "127.0.0.1")
      yield* Effect.promise(() => once(other, "listening"))
      const { port } = other.address() as { port: number }
      const error = yield* Effect.flip(serveTcp({ port }, echo))
      other.close()
      assert.instanceOf(error, ServeError)
      assert.strictEqual(error.code, "EADDRINUSE")
      assert.strictEqual(
        error.message,
        `cannot listen on 127.0.0.1:${port}: EADDRINUSE. Another program listens there: end it, or choose another port (0 for any).`
      )
    })
  )
})
