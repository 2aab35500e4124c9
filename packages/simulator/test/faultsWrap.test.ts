/** Faults on an open port, on the test clock: what the host hears and what the adapter gets. */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver, Faults } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { bytes } from "./support/Host.ts"

const ASK_VERSION = "02 FF 56 A9"
const FRESH = "07 FF 56 24 DB 11 00 42 52"
const SELECTED = "07 FF 56 24 DB 11 00 00 94"
const SET_ADDRESS = "04 FF 41 01 00 BB"
const READ_RAM = "05 FF 58 30 04 05 6B"
const DEVICE_VERSION = "03 FF 58 05 A1"
/** How the two forms of the device's version begin. */
const SHORT = "05 FF"
const LONG = "0D FF"

/** Answers take 10 ms, and no version frame comes unasked. */
const quiet: Driver.Options = { line: "unpaced", turnaroundMillis: 10, versionPeriodMillis: 1e9 }

const parse = (text: string): Faults.FaultPlan => {
  const plan = Faults.parse(text)
  return plan._tag === "Success" ? plan.success : assert.fail(Faults.message(plan.failure))
}

/** Opens a port and keeps what comes, with its time; `ended` is when the stream did. */
const listen = Effect.fnUntraced(function* <E, OpenE, R>(open: Effect.Effect<Faults.Duplex<E>, OpenE, R>) {
  const duplex = yield* open
  const heard: Array<{ readonly at: number; readonly hex: string }> = []
  const reader = yield* Stream.runForEach(duplex.bytes, (chunk) =>
    Effect.map(Clock.currentTimeMillis, (at) => void heard.push({ at, hex: Hex.toHex(chunk) }))
  ).pipe(Effect.andThen(Clock.currentTimeMillis), Effect.forkChild)
  return {
    heard,
    hexes: () => heard.map(({ hex }) => hex),
    reader,
    /** Writes, and lets time pass until an answer would have come. */
    ask: (hex: string) => Effect.andThen(duplex.write(bytes(hex)), TestClock.adjust(20)),
    write: (hex: string) => duplex.write(bytes(hex))
  }
})

describe("a port without faults", () => {
  it.effect("hears the same at the same time as without the wrapper", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make()
      const faulty = yield* Faults.wrap({}, simulated.open)
      const bare = yield* listen(simulated.open)
      const wrapped = yield* listen(faulty.open)
      for (const hex of [ASK_VERSION, SET_ADDRESS, READ_RAM]) {
        yield* wrapped.write(hex)
        yield* TestClock.adjust(1300)
      }
      assert.isAbove(bare.heard.length, 5)
      assert.deepStrictEqual(wrapped.heard, bare.heard)
      assert.deepStrictEqual(yield* faulty.log, [])
    })
  )

  it("fails only as what it wraps does", () => {
    const wrapped = Faults.wrap(
      {},
      Effect.succeed<Driver.Duplex>({ bytes: Stream.never, write: () => Effect.void })
    )
    expectTypeOf<Effect.Success<typeof wrapped>>().toExtend<Faults.Faulty<never, never, never>>()
    expectTypeOf<Effect.Success<Effect.Success<typeof wrapped>["open"]>>().toExtend<Driver.Duplex>()
  })

  it.effect("ends and fails when what it wraps does", () =>
    Effect.gen(function* () {
      const ends = yield* Faults.wrap(
        parse("merge=100%"),
        Effect.succeed({ bytes: Stream.make(bytes(FRESH)), write: () => Effect.void })
      )
      const ended = yield* listen(ends.open)
      yield* Fiber.join(ended.reader)
      assert.deepStrictEqual(ended.hexes(), [FRESH])
      const fails = yield* Faults.wrap(
        {},
        Effect.succeed({ bytes: Stream.fail("broken"), write: () => Effect.fail("broken") })
      )
      const failed = yield* listen(fails.open)
      assert.deepStrictEqual(yield* Effect.exit(Fiber.join(failed.reader)), Exit.fail("broken"))
      assert.deepStrictEqual(yield* Effect.exit(failed.write(ASK_VERSION)), Exit.fail("broken"))
    })
  )
})

describe("faults of frames", () => {
  const simulate = (plan: string) =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse(plan), simulated.open)
      return { ...faulty, ...(yield* listen(faulty.open)), simulated }
    })

  it.effect("a lost reply: the adapter has done what it was asked", () =>
    Effect.gen(function* () {
      const { ask, heard, simulated, log } = yield* simulate("drop=100%")
      yield* ask(SET_ADDRESS)
      assert.deepStrictEqual(heard, [])
      assert.strictEqual((yield* simulated.state).system.adapter.address, 0)
      assert.deepStrictEqual(yield* log, [
        { ms: 10, kind: "drop", direction: "reply", frame: SET_ADDRESS, sent: "" }
      ])
    })
  )

  it.effect("a lost request: the adapter has done nothing", () =>
    Effect.gen(function* () {
      const { ask, heard, simulated, counts } = yield* simulate("requests.drop=100%")
      yield* ask(SET_ADDRESS)
      assert.deepStrictEqual(heard, [])
      assert.isNull((yield* simulated.state).system.adapter.address)
      assert.deepStrictEqual(yield* counts, { drop: 1 })
    })
  )

  it.effect("a late reply comes after the one to a later request", () =>
    Effect.gen(function* () {
      const { ask, heard } = yield* simulate("delay@0+15ms")
      yield* ask(SET_ADDRESS)
      yield* ask(ASK_VERSION)
      yield* TestClock.adjust(2000)
      assert.deepStrictEqual(heard, [
        { at: 30, hex: SELECTED },
        { at: 1510, hex: SET_ADDRESS }
      ])
    })
  )

  it.effect("a request in pieces is answered when its last piece has come", () =>
    Effect.gen(function* () {
      const { write, heard } = yield* simulate("requests.split=100%")
      yield* write(ASK_VERSION)
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(heard, [])
      yield* TestClock.adjust(350)
      assert.deepStrictEqual(
        heard.map(({ hex }) => hex),
        [FRESH]
      )
    })
  )

  it.effect("a version frame comes between request and reply", () =>
    Effect.gen(function* () {
      const { ask, hexes } = yield* simulate("version@15ms+1h")
      yield* ask(ASK_VERSION)
      yield* ask(SET_ADDRESS)
      assert.deepStrictEqual(hexes(), [FRESH, `${SELECTED} ${SET_ADDRESS}`])
    })
  )

  it.effect("are told as they happen", () =>
    Effect.gen(function* () {
      const told: Array<Faults.FaultRecord> = []
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse("flip=100%"), simulated.open, {
        onFault: (record) => void told.push(record)
      })
      const { ask } = yield* listen(faulty.open)
      yield* ask(ASK_VERSION)
      assert.strictEqual(told.length, 1)
      assert.deepStrictEqual(yield* faulty.log, told)
    })
  )

  it.effect("can be stacked", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const inner = yield* Faults.wrap(parse("zeros=100%"), simulated.open)
      const outer = yield* Faults.wrap(parse("duplicate=100%"), inner.open)
      const { ask, hexes } = yield* listen(outer.open)
      yield* ask(ASK_VERSION)
      assert.match(hexes().join(" | "), new RegExp(`^(00 )+${FRESH} \\| ${FRESH}$`))
    })
  )
})

describe("a pulled plug", () => {
  const unplugged = { _tag: "Lost" } as const

  it.effect(
    "ends the stream, fails what is written, and lets nobody open the port until it is in again",
    () =>
      Effect.gen(function* () {
        const simulated = yield* Driver.make(quiet)
        const faulty = yield* Faults.wrap(parse("unplug@10s+2s"), simulated.open, { unplugged })
        const first = yield* listen(faulty.open)
        yield* first.ask(SET_ADDRESS)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(yield* Fiber.join(first.reader), 10_000)
        assert.deepStrictEqual(yield* Effect.exit(first.write(ASK_VERSION)), Exit.fail(unplugged))
        assert.deepStrictEqual(yield* Effect.exit(Effect.asVoid(faulty.open)), Exit.fail(unplugged))
        yield* TestClock.adjust("2 seconds")
        const second = yield* listen(faulty.open)
        yield* second.ask(ASK_VERSION)
        // The adapter has its power from the bus, so it has forgotten nothing.
        assert.deepStrictEqual([first.hexes(), second.hexes()], [[SET_ADDRESS], [SELECTED]])
        // A port that has lost its plug stays dead.
        assert.deepStrictEqual(yield* Effect.exit(first.write(ASK_VERSION)), Exit.fail(unplugged))
      })
  )

  it.effect("without a failure to give, swallows what is written and lets opening wait", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse("unplug@1s+2s,unplug@2500ms+1s"), simulated.open)
      const first = yield* listen(faulty.open)
      yield* TestClock.adjust(1000)
      yield* first.write(SET_ADDRESS)
      const opening = yield* Effect.forkChild(Effect.andThen(listen(faulty.open), Clock.currentTimeMillis))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(opening), 3500)
      assert.isNull((yield* simulated.state).system.adapter.address)
    })
  )

  it.effect("is noticed by who is just opening the port", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const slow = Effect.andThen(Effect.sleep(100), simulated.open)
      const faulty = yield* Faults.wrap(parse("unplug@50ms+1s"), slow, { unplugged })
      const opening = yield* Effect.forkChild(
        Effect.gen(function* () {
          const { reader, write } = yield* listen(faulty.open)
          return [yield* Fiber.join(reader), yield* Effect.exit(write(ASK_VERSION))] as const
        })
      )
      yield* TestClock.adjust(200)
      assert.deepStrictEqual(yield* Fiber.join(opening), [100, Exit.fail(unplugged)])
    })
  )

  it.effect("stops what was late on both ways", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse("requests.delay=100%,unplug@1s+100ms"), simulated.open)
      const { ask } = yield* listen(faulty.open)
      yield* ask(SET_ADDRESS)
      yield* TestClock.adjust("5 seconds")
      assert.isNull((yield* simulated.state).system.adapter.address)
    })
  )

  it.effect("can be pulled by hand, and what happened repeats the run", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse("seed=4"), simulated.open)
      const { reader } = yield* listen(faulty.open)
      yield* TestClock.adjust(300)
      yield* faulty.happen({ kind: "unplug", forMillis: 200 })
      assert.strictEqual(yield* Fiber.join(reader), 300)
      assert.strictEqual(Faults.format(yield* faulty.plan), "unplug@300ms+200ms,seed=4")
      assert.deepStrictEqual(yield* faulty.counts, { unplug: 1 })
    })
  )
})

describe("an adapter", () => {
  /** An open port on which the address has been set. */
  const simulate = (plan: string, hooks?: Faults.Hooks<never>) =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse(plan), simulated.open, hooks)
      const port = yield* listen(faulty.open)
      yield* port.ask(SET_ADDRESS)
      return { ...faulty, ...port, simulated }
    })
  const addressOf = ({ simulated }: { simulated: Driver.Simulated }) =>
    Effect.map(simulated.state, ({ system }) => system.adapter.address)

  it.effect("restarts when the plan says so, and has forgotten its address", () =>
    Effect.gen(function* () {
      const port = yield* simulate("restart@1s")
      yield* TestClock.adjust(950)
      assert.strictEqual(yield* addressOf(port), 0)
      yield* TestClock.adjust(100)
      assert.isNull(yield* addressOf(port))
      assert.deepStrictEqual(yield* port.log, [
        { ms: 1000, kind: "restart", direction: null, frame: "", sent: "02 FF 52 AD" }
      ])
    })
  )

  it.effect("says and hears nothing while the line sleeps, and starts anew when it wakes", () =>
    Effect.gen(function* () {
      const port = yield* simulate("sleep@1s+6s")
      yield* TestClock.adjust(2000)
      for (let second = 0; second < 3; second++) {
        yield* port.ask(ASK_VERSION)
        yield* TestClock.adjust(1000)
      }
      assert.deepStrictEqual(port.hexes(), [SET_ADDRESS])
      yield* TestClock.adjust("5 seconds")
      yield* port.ask(ASK_VERSION)
      assert.strictEqual(port.hexes().at(-1), FRESH)
    })
  )

  it.effect("is left in long mode by another program", () =>
    Effect.gen(function* () {
      const port = yield* simulate("long-mode@1s")
      yield* port.ask(DEVICE_VERSION)
      yield* TestClock.adjust(1000)
      yield* port.ask(DEVICE_VERSION)
      const [, short, acknowledged, long] = port.hexes()
      assert.strictEqual(short?.slice(0, 5), SHORT)
      assert.strictEqual(acknowledged, "02 FF 53 AC")
      assert.strictEqual(long?.slice(0, 5), LONG)
    })
  )

  it.effect("gets what the plan has for it when the port is opened next", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make(quiet)
      const faulty = yield* Faults.wrap(parse("long-mode@1s"), simulated.open)
      yield* TestClock.adjust(2000)
      const { ask, hexes } = yield* listen(faulty.open)
      yield* ask(SET_ADDRESS)
      yield* ask(DEVICE_VERSION)
      assert.strictEqual(hexes().at(-1)?.slice(0, 5), LONG)
    })
  )

  it.effect("is restarted and set by the caller's own means, if there are any", () =>
    Effect.gen(function* () {
      const called: Array<string> = []
      const port = yield* simulate("restart@1s,long-mode@2s,sleep@3s+1s", {
        restart: Effect.sync(() => void called.push("restart")),
        longMode: Effect.sync(() => void called.push("long"))
      })
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(called, ["restart", "long", "restart"])
      assert.strictEqual(yield* addressOf(port), 0)
      assert.deepStrictEqual(port.hexes(), [SET_ADDRESS])
    })
  )

  it.effect("sleeps at once when it is told to", () =>
    Effect.gen(function* () {
      const port = yield* simulate("delay=100%")
      yield* port.happen({ kind: "sleep", forMillis: 100 })
      yield* TestClock.adjust("10 seconds")
      // The answer to A was late, so it is lost; what comes is from after the restart.
      assert.notInclude(port.hexes(), SET_ADDRESS)
      assert.isNull(yield* addressOf(port))
    })
  )
})

describe("in its course", () => {
  it.effect("a port sleeps, wakes and is unplugged", () =>
    Effect.gen(function* () {
      const heard = yield* Queue.unbounded<Uint8Array>()
      const written: Array<string> = []
      const inner: Effect.Effect<Driver.Duplex, never, Scope.Scope> = Effect.succeed({
        bytes: Stream.fromQueue(heard),
        write: (chunk) => Effect.sync(() => void written.push(Hex.toHex(chunk)))
      })
      const faulty = yield* Faults.wrap(parse("sleep@20ms+60ms,unplug@250ms+1s,split=100%"), inner)
      const duplex = yield* faulty.open
      yield* TestClock.adjust(40)
      yield* Queue.offer(heard, bytes(SELECTED))
      yield* duplex.write(bytes(ASK_VERSION))
      yield* TestClock.adjust(60)
      yield* Queue.offer(heard, bytes(FRESH))
      const collecting = yield* Effect.forkChild(Stream.runCollect(duplex.bytes))
      yield* TestClock.adjust("2 seconds")
      const all = yield* Fiber.join(collecting)
      assert.strictEqual(all.map(Hex.toHex).join(" "), FRESH)
      assert.isAbove(all.length, 1)
      assert.deepStrictEqual(written, ["02 FF 52 AD"])
    })
  )
})
