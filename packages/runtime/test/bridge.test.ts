/**
 * A bridge between a program and an adapter: nothing is altered or held back, whoever comes and goes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Bridge, Errors, Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"

/** An adapter under the hand of a test: what it was sent, what it sends, and its plug. */
const adapter = () => {
  const sent: Array<number> = []
  let openings = 0
  let port: Queue.Queue<Uint8Array, Errors.TransportError> | undefined
  const open = Effect.gen(function* () {
    openings++
    const queue = yield* Queue.unbounded<Uint8Array, Errors.TransportError>()
    port = queue
    return {
      bytes: Stream.fromQueue(queue),
      write: (bytes: Uint8Array) => Effect.sync(() => void sent.push(...bytes))
    }
  })
  return {
    sent,
    openings: () => openings,
    say: (...bytes: ReadonlyArray<number>) =>
      Effect.andThen(
        Effect.sync(() => Queue.offerUnsafe(port!, Uint8Array.from(bytes))),
        TestClock.adjust(0)
      ),
    pull: Effect.suspend(() => Queue.fail(port!, Errors.lost("test:", "somebody pulled the plug"))),
    transport: Transport.make("test:", open)
  }
}

/** Takes part in a bridge, and keeps what it hears. */
const program = Effect.fnUntraced(function* ({ open }: Bridge.Bridge) {
  const scope = yield* Scope.make()
  const heard: Array<number> = []
  const { bytes, write } = yield* Scope.provide(open, scope)
  let isOpen = true
  yield* Stream.runForEach(bytes, (chunk) => Effect.sync(() => void heard.push(...chunk))).pipe(
    Effect.ensuring(Effect.sync(() => void (isOpen = false))),
    Effect.forkScoped
  )
  yield* TestClock.adjust(0)
  return { heard, write, isOpen: () => isOpen, close: Scope.close(scope, Exit.void) }
})

describe("a bridge", () => {
  it.effect("carries every byte both ways at once, and tells of each chunk in order", () =>
    Effect.gen(function* () {
      const { transport, sent, say } = adapter()
      const passed: Array<string> = []
      const bridge = yield* Bridge.make(transport, {
        onPassed: ({ dir, bytes }) => void passed.push(`${dir} ${bytes.join(",")}`)
      })
      const host = yield* program(bridge)
      const chunks = fc.sample(fc.tuple(fc.boolean(), fc.uint8Array({ minLength: 1 })), {
        seed: 1,
        numRuns: 100
      })
      for (const [isRequest, bytes] of chunks) {
        yield* isRequest ? host.write(bytes) : say(...bytes)
      }
      const expected = (isRequest: boolean) =>
        chunks.filter(([is]) => is === isRequest).flatMap(([, bytes]) => [...bytes])
      assert.deepStrictEqual(sent, expected(true))
      assert.deepStrictEqual(host.heard, expected(false))
      assert.deepStrictEqual(
        passed,
        chunks.map(([isRequest, bytes]) => `${isRequest ? "tx" : "rx"} ${bytes.join(",")}`)
      )
    })
  )

  it.effect("keeps the port open while programs come and go; each hears what comes while it is there", () =>
    Effect.gen(function* () {
      const { transport, say, openings } = adapter()
      const passed: Array<number> = []
      const bridge = yield* Bridge.make(transport, { onPassed: ({ bytes }) => void passed.push(...bytes) })
      yield* say(1)
      const first = yield* program(bridge)
      yield* say(2)
      yield* first.close
      yield* say(3)
      const second = yield* program(bridge)
      yield* say(4)
      assert.deepStrictEqual([first.heard, second.heard, passed], [[2], [4], [1, 2, 3, 4]])
      assert.isFalse(first.isOpen())
      assert.strictEqual(openings(), 1)
    })
  )

  it.effect("a lost port ends what programs hear, and is opened again", () =>
    Effect.gen(function* () {
      const { transport, say, pull, sent, openings } = adapter()
      const events: Array<string> = []
      const bridge = yield* Bridge.make(transport, {
        onPassed: () => undefined,
        onLost: ({ message }) => Effect.sync(() => void events.push(message)),
        onBack: Effect.sync(() => void events.push("back"))
      })
      const first = yield* program(bridge)
      yield* pull
      yield* TestClock.adjust(0)
      assert.isFalse(first.isOpen())
      yield* first.write(Uint8Array.of(7))
      assert.deepStrictEqual(sent, [])
      yield* TestClock.adjust(700)
      assert.strictEqual(openings(), 2)
      const second = yield* program(bridge)
      yield* second.write(Uint8Array.of(8))
      yield* say(9)
      assert.deepStrictEqual([sent, second.heard], [[8], [9]])
      assert.match(events[0]!, /^lost test:: somebody pulled the plug/)
      assert.deepStrictEqual(events.slice(1), ["back"])
    })
  )

  it.effect("a port that cannot be opened at first is its failure", () =>
    Effect.gen(function* () {
      const reason = new Errors.NotFound({ port: "test:" })
      const open = Effect.fail(new Errors.TransportError({ reason }))
      const error = yield* Effect.flip(
        Bridge.make(Transport.make("test:", open), { onPassed: () => undefined })
      )
      assert.strictEqual(error.reason._tag, "NotFound")
    })
  )
})
