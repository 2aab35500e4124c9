/**
 * Bytes that are not as they were sent: R1 to R4 of the fault list, and what R10 to R12 ask of replies.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex, type WinmonEnvelope, type Winmon, Words } from "@vebus/codec"
import { Exchange, Question } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Scripted from "../Scripted.ts"
import { played } from "../Played.ts"
import * as Faulty from "./Faulty.ts"

const READS = 40

/** Asks for the battery voltage again and again, and compares each answer with what the device held. */
const compareVoltages = ({ session, truths }: Effect.Success<ReturnType<typeof Faulty.connect>>) =>
  Effect.forEach(Array.from({ length: READS }), () =>
    Effect.map(session.ask(Question.ram([4])), ({ value: [word] }) => {
      assert.isTrue(
        truths.some(({ raw }) => raw["4"] === word),
        `${word} was never so`
      )
      return word
    })
  )

describe("R1 one random byte inserted anywhere", () => {
  it.effect("the next valid frame is decoded; no request needs more than one retry", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { seed: 3, replies: { noise: 1 } } })
      const before = faulty.requests.length
      yield* played(compareVoltages(faulty), 60)
      assert.isAtMost(faulty.requests.length - before, 2 * READS)
      assert.isAbove((yield* faulty.line.counts).noise ?? 0, READS)
    })
  )
})

describe("R2 garbage that looks like a header", () => {
  for (const header of ["7F FF", "37 FF", "1F FF", "F0", "0F 20 01", "9F 41"]) {
    it.effect(`${header}: the wait is bounded, and the frame behind it is found`, () =>
      Effect.gen(function* () {
        const garbage = Result.getOrThrow(Hex.fromHex(header))
        const leds = Scripted.reply({
          _tag: "LedsReply",
          on: 9,
          blink: 0,
          alarms: 0,
          status: 0,
          unexplained: []
        })
        const adapter = yield* Scripted.make(() => [{ bytes: Uint8Array.of(...garbage, ...leds) }])
        const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
        const { value, at } = yield* played(exchange.ask(Question.leds))
        assert.strictEqual(value.on, 9)
        assert.isAtMost(at, 400)
        assert.strictEqual(adapter.requests.length, 1)
      })
    )
  }
})

describe("R3 a frame with a bad checksum", () => {
  it.effect("is dropped and counted, the request sent again, and its value never taken", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { seed: 5, replies: { flip: 0.3 } } })
      yield* played(compareVoltages(faulty), 120)
      assert.isAbove((yield* faulty.line.counts).flip ?? 0, 5)
    })
  )
})

describe("R3 damage that the checksum does not see", () => {
  it.effect(
    "a length byte flipped so that the sum still holds: no word, so no answer; the next one counts",
    () =>
      Effect.gen(function* () {
        const adapter = yield* Scripted.make((request, n) => {
          const { letter } = request as WinmonEnvelope.Request
          const reply = (
            valuesRaw: ReadonlyArray<Words.Raw16>,
            spare: ReadonlyArray<number>
          ): Winmon.Reply => ({
            _tag: "ReadRamReply",
            valuesRaw,
            spare
          })
          const answer = n === 1 ? reply([], [0x14]) : reply([Words.Raw16.make(5201)], [])
          return [{ bytes: Scripted.reply({ _tag: "WinmonReply", letter, reply: answer }) }]
        })
        const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
        const { value } = yield* played(exchange.ask(Question.ram([4])))
        assert.deepStrictEqual<ReadonlyArray<number>>(value, [5201])
        assert.strictEqual(adapter.requests.length, 2)
      })
  )
})

describe("R4 a length byte with bit 7", () => {
  it.effect("on any reply: decoded, and the LED masks delivered too", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { replies: { leds: 1 } } })
      const seen = yield* Effect.forkChild(
        faulty.session.incoming.pipe(
          Stream.filter((incoming) => incoming._tag === "Received" && incoming.leds !== null),
          Stream.take(1),
          Stream.runCollect
        )
      )
      yield* Effect.yieldNow
      const before = faulty.requests.length
      yield* played(compareVoltages(faulty), 60)
      assert.strictEqual(faulty.requests.length - before, READS)
      assert.isDefined(seen.pollUnsafe())
    })
  )
})

describe("R10 unknown commands, types, states, LED patterns and extra bytes", () => {
  it.effect("are values; nothing throws, and the answer among them is found", () =>
    Effect.gen(function* () {
      const strange = ["04 FF 42 03 02 B6", "03 20 05 04 D4", "04 FF 4C 1F 1F 73", "05 40 0F 00 00 00 AC"]
      const adapter = yield* Scripted.make(() => [
        ...strange.map((hex) => ({ bytes: Result.getOrThrow(Hex.fromHex(hex)) })),
        {
          afterMillis: 20,
          bytes: Result.getOrThrow(
            Frames.encodeReplyFrame({
              content: { _tag: "VersionReply", version: 1_170_216, mode: 0x57, spare: [1, 2, 3] },
              leds: null
            })
          )
        }
      ])
      const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
      const { value } = yield* played(exchange.ask(Question.version))
      assert.deepStrictEqual([value.mode, value.spare], [0x57, [1, 2, 3]])
      assert.strictEqual(exchange.counters().discarded, 0)
    })
  )

  it.effect("a state out of range is unknown-<n>, and the readings go on", () =>
    Effect.gen(function* () {
      const { session } = yield* Faulty.connect({ plan: { replies: { state: 1 } } })
      const { value } = yield* played(session.ask(Question.deviceState))
      assert.match(value.state, /^unknown-\d+$/)
    })
  )
})

describe("R11 a valid checksum, too short for its type", () => {
  const short = Result.getOrThrow(Hex.fromHex("03 FF 4C 01 B1"))
  const leds = Scripted.reply({
    _tag: "LedsReply",
    on: 1,
    blink: 0,
    alarms: null,
    status: null,
    unexplained: []
  })
  const answering = (script: Scripted.Script) =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make(script)
      return { adapter, exchange: yield* Exchange.make(adapter.duplex, { url: "sim:" }) }
    })

  it.effect("is asked for again, as after silence", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* answering((_, n) => [{ bytes: n === 1 ? short : leds }])
      const { value } = yield* played(exchange.ask(Question.leds))
      assert.deepStrictEqual([value.on, adapter.requests.length], [1, 2])
    })
  )

  it.effect("is a typed failure value when it does not end; the stream continues", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* answering((_, n) => [{ bytes: n <= 5 ? short : leds }])
      const first = yield* played(Effect.result(exchange.ask(Question.leds)))
      assert.containsSubset(first, { failure: { reason: { _tag: "Malformed" } } })
      assert.lengthOf(adapter.requests, 5)
      const second = yield* played(exchange.ask(Question.leds))
      assert.strictEqual(second.value.on, 1)
    })
  )
})

describe("R12 'not supported' replies", () => {
  const answers: ReadonlyArray<readonly [string, Winmon.Reply]> = [
    ["90", { _tag: "RamUnsupported", data: [1] }],
    ["91", { _tag: "SettingUnsupported", data: [] }],
    ["scale 0", { _tag: "RamInfoReply", form: "scale", scaleWord: 0, spare: [] }],
    ["an empty 8E", { _tag: "RamInfoReply", form: "empty", spare: [] }]
  ]
  for (const [name, reply] of answers) {
    it.effect(`${name}: believed at once, not asked again`, () =>
      Effect.gen(function* () {
        const adapter = yield* Scripted.make(Scripted.winmon(reply))
        const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
        const result = yield* played(Effect.result(exchange.ask(Question.ramInfo(21))))
        const isUnsupported =
          result._tag === "Success"
            ? result.success.value.scaleWord === 0
            : result.failure.reason._tag === "Unsupported"
        assert.isTrue(isUnsupported)
        assert.strictEqual(adapter.requests.length, 1)
      })
    )
  }

  it.effect("an id that one unit lacks is found once, remembered, and does not spoil the others", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* Faulty.connect()
      const first = yield* played(session.readRam([4, 10, 5, 21, 99]))
      assert.deepStrictEqual(
        [...first.keys()].filter((id) => id === 4 || id === 5),
        [4, 5]
      )
      assert.isFalse(first.has(10))
      const before = requests.length
      yield* played(session.readRam([4, 10, 5]))
      assert.strictEqual(requests.length - before, 1)
      assert.deepStrictEqual(Words.NONE, [])
    })
  )
})
