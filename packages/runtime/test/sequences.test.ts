/**
 * Several questions as one piece, several units on one bus, changes before polling: what comes between what on the
 * wire, and that the line is whole afterwards whatever happened.
 */
import { assert, describe, it } from "@effect/vitest"
import { Address, type Frames, Words, WriteViaId } from "@vebus/codec"
import { Exchange, Question, type Session, Telemetry } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { MaxOpsBeforeYield } from "effect/Scheduler"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Ram from "../src/control/kinds/Ram.ts"
import { unrestricted } from "../src/session/Unrestricted.ts"
import * as Faulty from "./faults/Faulty.ts"
import { played } from "./Played.ts"
import * as Scripted from "./Scripted.ts"

const windows = [1, 2, 3] as const
const UMAINS = 0
const UBAT = 4

/** What was asked, in a word each: the ids of RAM variables, `A` with its address, the tags of others. */
const wordsOf = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<string> =>
  requests.map((request) => {
    if (request._tag === "AddressRequest") return `A${request.address}`
    if (request._tag !== "WinmonRequest") return request._tag.replace("Request", "")
    const { command } = request
    return command._tag === "ReadRamRequest"
      ? `ram ${command.ids.join()}`
      : command._tag.replace("Request", "")
  })

const selections = (requests: ReadonlyArray<Frames.Request>): number =>
  requests.filter(({ _tag }) => _tag === "AddressRequest").length

/** The line is whole when a question and a sequence are answered in no more time than they take. */
const isWhole = (session: Session.Session) =>
  Effect.gen(function* () {
    yield* played(session.ask(Question.ram([UMAINS])), 3)
    yield* played(
      session.sequence((ask) => Effect.andThen(ask(Question.leds), ask(Question.ram([UBAT])))),
      3
    )
    const all = Effect.forEach([0, 1, 4], (id) => session.ask(Question.ram([id])), { concurrency: 3 })
    assert.lengthOf(yield* played(all, 3), 3)
  })

describe("a sequence", () => {
  for (const window of windows) {
    it.effect(`with window ${window} has nothing of anybody else in between`, () =>
      Effect.gen(function* () {
        const { session, requests } = yield* Faulty.connect({ session: { window } })
        requests.length = 0
        const others = Effect.forEach([0, 1, 2, 3, 5, 13], (id) => session.ask(Question.ram([id])), {
          concurrency: "unbounded"
        })
        const piece = session.sequence((ask) =>
          Effect.gen(function* () {
            yield* ask(Question.leds)
            yield* Effect.sleep(300)
            yield* ask(Question.ram([UBAT]))
            yield* ask(Question.dcInfo)
          })
        )
        yield* played(Effect.all([others, piece, others], { concurrency: 3 }))
        const words = wordsOf(requests)
        const at = words.indexOf("Leds")
        assert.deepStrictEqual(words.slice(at, at + 3), ["Leds", `ram ${UBAT}`, "DcInfo"])
        assert.lengthOf(words, 15)
      })
    )

    it.effect(`with window ${window}, interrupted at any time, leaves the line whole`, () =>
      Effect.gen(function* () {
        const { session } = yield* Faulty.connect({ session: { window } })
        for (let millis = 0; millis < 500; millis += 23) {
          const busy = yield* Effect.forkChild(session.ask(Question.ram([UBAT])))
          const piece = yield* Effect.forkChild(
            session.sequence((ask) => Effect.forEach([0, 1, 4], (id) => ask(Question.ram([id]))))
          )
          const behind = yield* Effect.forkChild(session.sequence((ask) => ask(Question.leds)))
          yield* TestClock.adjust(millis)
          yield* Fiber.interrupt(piece)
          yield* played(Effect.all([Fiber.join(busy), Fiber.join(behind)]), 3)
          yield* isWhole(session)
        }
      })
    )

    it.effect(
      `with window ${window}, interrupted between any two steps of its fiber, leaves the line whole`,
      () =>
        Effect.gen(function* () {
          const { session } = yield* Faulty.connect({ session: { window } })
          for (const operations of [4, 5, 7]) {
            for (let steps = 0; steps < 40; steps++) {
              const piece = yield* session
                .sequence((ask) => ask(Question.leds))
                .pipe(Effect.provideService(MaxOpsBeforeYield, operations), Effect.forkChild)
              for (let step = 0; step < steps; step++) yield* Effect.yieldNow
              yield* Fiber.interrupt(piece)
              yield* played(
                session.sequence((ask) => ask(Question.ram([UBAT]))),
                3
              )
            }
          }
          yield* isWhole(session)
        })
    )
  }

  it.effect("asks one question at a time, even when asked for several at once", () =>
    Effect.gen(function* () {
      const { session, simulated } = yield* Faulty.connect({ session: { window: 3 } })
      const voltages = session.sequence((ask) =>
        Effect.all([ask(Question.ram([UBAT])), ask(Question.leds), ask(Question.ram([UBAT]))], {
          concurrency: "unbounded"
        })
      )
      const [first, , second] = yield* played(voltages)
      const { system } = yield* simulated.state
      assert.approximately(first.value[0]!, system.devices[0].ram[UBAT]!, 20)
      assert.approximately(second.value[0]!, system.devices[0].ram[UBAT]!, 20)
      yield* isWhole(session)
    })
  )

  it.effect("that waits when the plug is pulled fails at once, as does the one that runs", () =>
    Effect.gen(function* () {
      const { session, line } = yield* Faulty.connect()
      const piece = session.sequence((ask) => Effect.forEach([0, 1, 4], (id) => ask(Question.ram([id]))))
      const pieces = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3], () => Effect.result(piece), { concurrency: 3 })
      )
      yield* TestClock.adjust("40 millis")
      yield* line.happen({ kind: "unplug", forMillis: 1000 })
      yield* TestClock.adjust("10 millis")
      assert.isDefined(pieces.pollUnsafe())
      for (const result of yield* Fiber.join(pieces)) {
        assert.containsSubset(result, { failure: { _tag: "TransportError" } })
      }
      yield* TestClock.adjust("10 seconds")
      yield* isWhole(session)
    })
  )

  it.effect("fails with `Restarted` when the adapter restarts in the middle, and initialising goes on", () =>
    Effect.gen(function* () {
      const { session, line, requests } = yield* Faulty.connect()
      const piece = session.sequence((ask) =>
        Effect.gen(function* () {
          yield* ask(Question.leds)
          yield* line.happen({ kind: "restart" })
          yield* Effect.sleep(4000)
          return yield* ask(Question.ram([UBAT]))
        })
      )
      const waiting = yield* Effect.forkChild(
        Effect.andThen(
          Effect.sleep(500),
          session.sequence((ask) => ask(Question.dcInfo))
        )
      )
      const result = yield* played(Effect.result(piece))
      assert.containsSubset(result, { failure: { reason: { _tag: "Restarted" } } })
      yield* played(Fiber.join(waiting))
      yield* isWhole(session)
      const words = wordsOf(requests)
      // Who waited meanwhile came after the link had been set right, not in its middle.
      assert.isAbove(words.indexOf("DcInfo"), words.lastIndexOf("SoftwareVersionHigh"))
    })
  )

  it.effect("whose reply is lost while the adapter restarts does not keep it from coming back", () =>
    Effect.gen(function* () {
      const { session, line } = yield* Faulty.connect()
      yield* line.happen({ kind: "restart" })
      const result = yield* played(
        Effect.result(session.sequence((ask) => Effect.forEach([0, 1, 4], (id) => ask(Question.ram([id])))))
      )
      if (Result.isFailure(result)) assert.strictEqual(result.failure._tag, "DeviceError")
      yield* TestClock.adjust("5 seconds")
      yield* isWhole(session)
    })
  )

  it.effect("of a session asks nothing that changes a device, by type", () =>
    Effect.gen(function* () {
      const { session } = yield* Faulty.connect()
      const order = Ram.orderOf(WriteViaId.ram(131, Words.Raw16.make(0)))
      // @ts-expect-error An order is a question whose effect is "write".
      const refused = session.sequence((ask) => ask(order))
      // @ts-expect-error So it is for one unit.
      const refusedByUnit = session.unit(1).ask(order)
      assert.isTrue(Effect.isEffect(refused) && Effect.isEffect(refusedByUnit))
      assert.notInclude(Object.keys(session), "unrestricted")
    })
  )
})

describe("changes and polling", () => {
  const order = Ram.orderOf(WriteViaId.ram(131, Words.Raw16.make(0)))

  for (const window of windows) {
    it.effect(`with window ${window}: a change that waits goes before polling that asks later`, () =>
      Effect.gen(function* () {
        const { session, requests } = yield* Faulty.connect({ session: { window } })
        requests.length = 0
        const poll = (id: number) => session.ask(Question.ram([id]), { polling: true })
        const busy = yield* Effect.forkChild(session.sequence((ask) => ask(Question.leds)))
        yield* TestClock.adjust("10 millis")
        const change = yield* Effect.forkChild(session[unrestricted]((ask) => ask(order)))
        yield* TestClock.adjust("10 millis")
        const polling = yield* Effect.forkChild(Effect.forEach([0, 1, 4], poll, { concurrency: 3 }))
        const asked = yield* Effect.forkChild(session.ask(Question.dcInfo))
        yield* played(
          Effect.all([Fiber.join(busy), Fiber.join(change), Fiber.join(polling), Fiber.join(asked)])
        )
        const words = wordsOf(requests)
        assert.deepStrictEqual(words.slice(0, 2), ["Leds", "WriteViaId"])
        assert.lengthOf(words, 6)
      })
    )
  }

  it.effect("without changes: polling and questions are served in the order of asking", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* Faulty.connect()
      requests.length = 0
      const asking = Effect.forEach(
        [0, 1, 2, 3, 4, 5],
        (id) => session.ask(Question.ram([id]), { polling: id % 2 === 0 }),
        { concurrency: "unbounded" }
      )
      yield* played(asking)
      assert.deepStrictEqual(
        wordsOf(requests),
        [0, 1, 2, 3, 4, 5].map((id) => `ram ${id}`)
      )
    })
  )

  it.effect("a write goes before the rest of a polling cycle", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* Faulty.connect()
      const polling = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3, 4], () => Stream.runDrain(Stream.take(Telemetry.readings(session), 3)), {
          concurrency: 4
        })
      )
      yield* TestClock.adjust("5 seconds")
      const sentBefore = requests.length
      yield* played(session[unrestricted]((ask) => ask(order)))
      const between = wordsOf(requests.slice(sentBefore)).indexOf("WriteViaId")
      // The one on its way, and those of the four monitors that had asked before.
      assert.isAtMost(between, 5)
      assert.isAtLeast(between, 0)
      yield* played(Fiber.join(polling), 60)
    })
  )
})

describe("several units on one bus", () => {
  for (const id of ["three-phase-48-3000", "parallel-48-5000"] as const) {
    for (const window of windows) {
      it.effect(
        `${id}, window ${window}: each answer comes from the unit that was asked, on a bad line`,
        () =>
          Effect.gen(function* () {
            const plan = {
              seed: window,
              requests: { drop: 0.05 },
              replies: { drop: 0.08, delay: 0.05, duplicate: 0.1 }
            }
            const { session, truths, simulated, line } = yield* Faulty.connect({
              plan: { ...plan, delayMillis: 900 },
              device: { profile: Profile.profiles[id] },
              session: { window }
            })
            const { devices } = (yield* simulated.state).system
            const caller = (place: number) =>
              Effect.gen(function* () {
                const { address, model } = devices[place % devices.length]!
                const unit = session.unit(address)
                for (let round = 0; round < 4; round++) {
                  const power = yield* Effect.result(unit.ask(Question.ram([15])))
                  if (Result.isSuccess(power)) {
                    const own = truths.filter((truth) => truth.address === address)
                    assert.isTrue(own.some(({ raw }) => raw[15] === power.success.value[0]))
                  }
                  const serial = yield* Effect.result(unit.ask(Question.serialNumber))
                  if (Result.isSuccess(serial)) {
                    assert.deepStrictEqual(serial.success.value.data, model.serialNumber)
                  }
                }
              })
            const callers = Array.from({ length: 9 }, (_, place) => place)
            yield* played(Effect.forEach(callers, caller, { concurrency: "unbounded" }), 300)
            assert.isAbove((yield* line.counts).drop ?? 0, 0)
          })
      )
    }
  }

  it.effect("an address is selected once for all that one caller asks in a row", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* Faulty.connect({
        device: { profile: Profile.profiles["three-phase-48-3000"] }
      })
      requests.length = 0
      for (const address of [1, 2, 0]) {
        const unit = session.unit(address)
        yield* played(Effect.forEach([0, 1, 2, 3, 4], (id) => unit.ask(Question.ram([id]))))
      }
      assert.strictEqual(selections(requests), 3)
      yield* played(session.ask(Question.ram([UBAT])))
      yield* played(session.ask(Question.dcInfo))
      assert.strictEqual(selections(requests), 3)
    })
  )

  it.effect("a lost answer to A is asked for again, before anything else", () =>
    Effect.gen(function* () {
      const { session, requests, line, simulated } = yield* Faulty.connect({
        device: { profile: Profile.profiles["three-phase-48-3000"] }
      })
      requests.length = 0
      yield* line.happen({ kind: "drop", direction: "reply", forMillis: 300 })
      const { value } = yield* played(session.unit(2).ask(Question.serialNumber))
      assert.deepStrictEqual(wordsOf(requests), ["A2", "A2", "SerialNumber"])
      assert.deepStrictEqual(value.data, (yield* simulated.state).system.devices[2]!.model.serialNumber)
    })
  )

  it.effect("a late answer to A is waited for: after a time-out it could pass for that to a later one", () =>
    Effect.gen(function* () {
      const { session, requests, line, simulated } = yield* Faulty.connect({
        plan: { delayMillis: 1500 },
        device: { profile: Profile.profiles["three-phase-48-3000"] }
      })
      requests.length = 0
      yield* line.happen({ kind: "delay", direction: "reply", forMillis: 300 })
      const { value } = yield* played(session.unit(2).ask(Question.serialNumber))
      assert.deepStrictEqual(wordsOf(requests), ["A2", "SerialNumber"])
      assert.deepStrictEqual(value.data, (yield* simulated.state).system.devices[2]!.model.serialNumber)
    })
  )

  it.effect("an adapter that restarts while another unit is selected ends with the right ones", () =>
    Effect.gen(function* () {
      const { session, simulated, line } = yield* Faulty.connect({
        device: { profile: Profile.profiles["three-phase-48-3000"] }
      })
      const { devices } = (yield* simulated.state).system
      const serial = (address: number) =>
        Effect.map(session.unit(address).ask(Question.serialNumber), ({ value }) => value.data)
      yield* played(serial(2))
      yield* line.happen({ kind: "restart" })
      for (const [address, device] of devices.entries()) {
        const data = yield* played(serial(address))
        assert.deepStrictEqual(data, device.model.serialNumber)
      }
      const { value } = yield* played(session.ask(Question.serialNumber))
      assert.deepStrictEqual(value.data, devices[0].model.serialNumber)
    })
  )

  it.effect("a late answer to an earlier A makes nobody believe that its unit is selected", () =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make((request) =>
        request._tag === "AddressRequest"
          ? [{ bytes: Scripted.reply({ ...request, _tag: "AddressReply" }) }]
          : request._tag === "WinmonRequest"
            ? [
                {
                  bytes: Scripted.reply({
                    _tag: "WinmonReply",
                    letter: request.letter,
                    reply: { _tag: "ReadRamReply", valuesRaw: [Words.Raw16.make(7)], spare: [] }
                  })
                }
              ]
            : []
      )
      const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
      const ask = (address: number) => played(exchange.ask(Question.ram([UBAT]), { address }))
      yield* ask(1)
      yield* ask(2)
      adapter.push(Scripted.reply({ ...Address.set(1), _tag: "AddressReply" }))
      yield* TestClock.adjust("10 millis")
      assert.isNull(exchange.selectedAddress())
      yield* ask(1)
      assert.deepStrictEqual(
        wordsOf(adapter.requests).filter((word) => word.startsWith("A")),
        ["A1", "A2", "A1"]
      )
    })
  )
})
