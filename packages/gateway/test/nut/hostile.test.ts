/**
 * Peers of the NUT port that mean no good: whatever they send, others are served, memory is bounded, nothing is written.
 */
import { assert, describe, it } from "@effect/vitest"
import { NutServer as Server } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import fc from "fast-check"
import * as Feed from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { dial, flood, talker, until } from "../listener/Peers.ts"
import { mains, noSessions, nominal, showing } from "./Upses.ts"

/** A site whose writing half must not even be looked at. */
const untouchable = Layer.succeed(Sites)({
  ...noSessions,
  connected: () =>
    Effect.succeed({
      session: null,
      device: { settings: () => Effect.succeed({ settings: [], unsupported: [], missing: [] }) },
      get control(): never {
        return assert.fail("somebody reached for the writing half of a unit")
      }
    } as never)
})

const services = Layer.mergeAll(Feed.layer, untouchable, Layer.succeed(References.MinimumLogLevel)("None"))

/** A server with a site on mains; gives its port. */
const served = Effect.gen(function* () {
  const address = yield* Server.make({
    listen: { host: "127.0.0.1", port: 0 },
    users: [{ name: "monuser", password: Redacted.make("secret"), role: "secondary" }],
    names: null,
    nominal,
    forces: true,
    certificate: null,
    version: "1.2.3",
    state: "/nonexistent"
  })
  const source = yield* Feed.Source
  yield* source.add("van", { interval: 60_000, metrics: Effect.succeed([]) })
  yield* source.link("van", "connected", null)
  yield* source.reading("van", showing(mains))
  return address._tag === "UnixPathAddress" ? 0 : address.port
})

const isLine = (answer: Buffer): boolean => answer.at(-1) === 0x0a
const STATUS = 'VAR ups ups.status "OL CHRG"\n'

/** A client that is served as it should be. */
const isServed = (port: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask } = yield* talker(port)
      const answer = yield* ask("GET VAR ups ups.status\n", isLine)
      assert.strictEqual(answer.toString(), STATUS)
    })
  )

/** A client that is logged in, and stays. */
const upsmon = (port: number) =>
  Effect.gen(function* () {
    const client = yield* talker(port)
    yield* client.ask("USERNAME monuser\n", isLine)
    yield* client.ask("PASSWORD secret\n", isLine)
    assert.strictEqual((yield* client.ask("LOGIN ups\n", isLine)).toString(), "OK\n")
    return {
      ...client,
      isServed: Effect.map(client.ask("GET VAR ups ups.status\n", isLine), (answer) =>
        assert.strictEqual(answer.toString(), STATUS)
      )
    }
  })

describe("the NUT server", () => {
  it.live("answers random bytes with errors, and reaches for nothing that writes", () =>
    Effect.gen(function* () {
      const port = yield* served
      const bytes = fc.sample(fc.uint8Array({ maxLength: 2000 }), { numRuns: 60, seed: 1 })
      const word = fc.constantFrom(
        "SET",
        "VAR",
        "ups",
        "INSTCMD",
        "shutdown.return",
        "FSD",
        "PRIMARY",
        "LOGIN",
        '"',
        "1",
        "USERNAME"
      )
      const lines = fc.sample(fc.array(word, { maxLength: 6 }), { numRuns: 200, seed: 2 })
      yield* Effect.forEach(
        [...bytes, Buffer.from(lines.map((words) => words.join(" ")).join("\n"))],
        (each) =>
          Effect.scoped(
            Effect.gen(function* () {
              const { socket, end } = yield* talker(port)
              socket.end(Buffer.concat([each, Buffer.from("\n")]))
              const answers = (yield* end).toString("latin1")
              assert.match(answers, /^((ERR [A-Z-]+|OK)\n)*$/)
            })
          ),
        { concurrency: 10, discard: true }
      )
      yield* isServed(port)
    }).pipe(Effect.provide(services))
  )

  it.live("ends a connection whose line does not end, and serves the others", () =>
    Effect.gen(function* () {
      const port = yield* served
      const { socket, end } = yield* talker(port)
      const piece = Buffer.alloc(100_000, 0x41)
      for (let count = 0; count < 100; count++) socket.write(piece)
      yield* isServed(port)
      const answer = (yield* end).toString()
      assert.isTrue(answer === "" || answer === "ERR INVALID-ARGUMENT\n", answer)
      const whole = yield* talker(port)
      whole.socket.write(`GET VAR ups ${"a".repeat(2000)}\n`)
      assert.strictEqual((yield* whole.end).toString(), "ERR INVALID-ARGUMENT\n")
    }).pipe(Effect.provide(services))
  )

  it.live("takes no more from a client that reads nothing than fits into buffers", () =>
    Effect.gen(function* () {
      const port = yield* served
      const socket = yield* dial(port)
      const lines = Buffer.from("LIST VAR ups\n".repeat(5000))
      // Each of them asks for some hundred times its size.
      assert.isBelow(yield* flood(socket, lines, 100_000_000), 20_000_000)
      yield* isServed(port)
    }).pipe(Effect.provide(services))
  )

  it.live("serves new clients and those that are logged in beside a thousand that say nothing", () =>
    Effect.gen(function* () {
      const port = yield* served
      const monitor = yield* upsmon(port)
      const silent = yield* Effect.forEach(Array.from({ length: 1000 }), () => dial(port), {
        concurrency: 50
      })
      yield* isServed(port)
      yield* monitor.isServed
      for (const socket of silent) socket.resume()
      yield* until(
        () => silent.filter(({ closed, readableEnded }) => !closed && !readableEnded).length < Server.PEERS
      )
      yield* monitor.isServed
      yield* isServed(port)
    }).pipe(Effect.provide(services))
  )

  it.live(
    "lets nobody in where everybody has logged in and there is no room, and turns away nobody of these",
    () =>
      Effect.gen(function* () {
        const port = yield* served
        const all = yield* Effect.forEach(Array.from({ length: Server.PEERS }), () => upsmon(port), {
          concurrency: 16
        })
        const late = yield* talker(port)
        late.socket.write("VER\n")
        assert.strictEqual((yield* late.end).toString(), "")
        yield* Effect.forEach(all, ({ isServed: served_ }) => served_, { discard: true })
        all[0]!.socket.destroy()
        const again = Effect.scoped(
          Effect.gen(function* () {
            const { socket, end } = yield* talker(port)
            socket.end("VER\n")
            return (yield* end).toString()
          })
        )
        yield* Effect.repeat(again, { until: (answer) => answer === "vebus 1.2.3\n" })
      }).pipe(Effect.provide(services))
  )

  it.live("answers who says no more than a question", () =>
    Effect.gen(function* () {
      const { socket, end } = yield* talker(yield* served)
      socket.end("VER\nNETVER\r\nLOGOUT\nVER\n")
      assert.strictEqual((yield* end).toString(), "vebus 1.2.3\n1.3\nOK Goodbye\n")
    }).pipe(Effect.provide(services))
  )

  it.live("ends at once, whatever its clients do", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const port = yield* Scope.provide(served, scope)
      const monitor = yield* upsmon(port)
      yield* flood(yield* dial(port), Buffer.from("LIST VAR ups\n".repeat(5000)), 1_000_000)
      yield* Scope.close(scope, Exit.void)
      yield* monitor.end
    }).pipe(Effect.provide(services))
  )
})
