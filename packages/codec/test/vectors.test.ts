/**
 * The golden vectors: bytes that came from outside, with their meaning.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  Deframer,
  Failure,
  Framing,
  Frames,
  Hex,
  type RamInfo,
  Scale,
  SerialNumber,
  type Words
} from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import { replies, requests, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"
import { findAll } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import { meanings, ownFields, tagOf, type WholeFrame } from "./vectors/Meaning.ts"
import {
  bytesOf,
  conversations,
  type Direction,
  frames,
  regressions,
  scaling,
  streams
} from "./vectors/Vectors.ts"

const decode = (direction: Direction, bytes: Uint8Array): Result.Result<WholeFrame, Failure.DecodeFailure> =>
  direction === "host-to-mk" ? Frames.decodeRequestFrame(bytes) : Frames.decodeReplyFrame(bytes)

const encode = (direction: Direction, frame: WholeFrame) =>
  direction === "host-to-mk"
    ? Result.getOrThrow(Frames.encodeRequestFrame(frame as Frames.RequestFrame))
    : Result.getOrThrow(Frames.encodeReplyFrame(frame as Frames.ReplyFrame))

interface Vector {
  readonly direction: Direction
  readonly hex: string
  readonly kind: string
  readonly decoded: Readonly<Record<string, unknown>>
}

const check = ({ direction, hex, kind, decoded }: Vector): void => {
  const bytes = bytesOf(hex)
  const frame = Result.getOrThrow(decode(direction, bytes))
  const meaning = meanings[kind] ?? ownFields
  assert.deepStrictEqual(meaning(frame), decoded)
  assert.deepStrictEqual(encode(direction, frame), bytes)
}

describe("frames.json", () => {
  it.each(frames.filter(({ valid }) => valid))("$id means what it says, and encodes back", check)

  const reasons: Readonly<Record<string, string>> = {
    "none-01": "TooShort",
    "ram-info-17": "BadChecksum",
    "ram-value-09": "BadChecksum",
    "switch-set-short-01": "BadLength",
    "vebus-21-05": "BadChecksum",
    "version-08": "BadChecksum"
  }
  const invalid = frames.filter(({ valid }) => !valid)

  it("knows why each invalid frame is one", () =>
    assert.deepStrictEqual(
      invalid.map(({ id }) => id),
      Object.keys(reasons)
    ))

  it.each(invalid)(
    "$id is refused, and discarded by the deframer to the last byte",
    ({ id, direction, hex }) => {
      const bytes = bytesOf(hex)
      const result = decode(direction, bytes)
      assert(Result.isFailure(result))
      assert.strictEqual(result.failure._tag, reasons[id])
      const found = findAll(Deframer, [bytes])
      assert.isTrue(found.every(({ kind }) => kind === "Discarded"))
      assert.deepStrictEqual(
        found.flatMap((event) => [...event.bytes]),
        [...bytes]
      )
    }
  )
})

describe("streams.json", () => {
  const found = (chunks: ReadonlyArray<Uint8Array>) => {
    const all = findAll(Deframer, chunks)
    return {
      frames: all
        .filter(({ kind }) => kind === "Frame")
        .map(({ offset, bytes }) => ({ offset, bytes: [...bytes] })),
      noiseBytes: all
        .filter(({ kind }) => kind === "Discarded")
        .reduce((sum, { bytes }) => sum + bytes.length, 0)
    }
  }

  describe.each(streams)("$id", ({ direction, hex, length, noiseBytes, expected }) => {
    const bytes = bytesOf(hex)
    const wanted = {
      frames: expected.map((frame) => ({ offset: frame.offset, bytes: [...bytesOf(frame.hex)] })),
      noiseBytes
    }

    it("gives its frames and its noise when it comes whole", () => {
      assert.strictEqual(bytes.length, length)
      assert.deepStrictEqual(found([bytes]), wanted)
    })
    it("gives the same byte by byte", () =>
      assert.deepStrictEqual(found(Array.from(bytes, (byte) => Uint8Array.of(byte))), wanted))
    it("gives the same in two parts, wherever it is cut", () => {
      for (let at = 0; at <= length; at++) {
        assert.deepStrictEqual(found([bytes.subarray(0, at), bytes.subarray(at)]), wanted)
      }
    })
    it("is made of frames that mean what they say", () => {
      for (const frame of expected) check({ direction, ...frame })
    })
  })
})

describe("conversations.json", () => {
  it.each(conversations)("$id is made of frames that mean what they say", ({ steps }) => {
    for (const step of steps) check(step)
  })

  it("gives the values that conversation-01 says", () => {
    const [conversation] = conversations
    assert.isDefined(conversation?.result)
    const { leds, ...numbers } = conversation.result
    const reading = readingOf(conversation.steps)
    const [input] = reading.acInput ?? []
    const [output] = reading.acOutput ?? []
    const found = {
      batteryVoltage: reading.battery?.voltage,
      batteryCurrent: reading.battery?.current,
      stateOfCharge: reading.battery?.stateOfCharge,
      mainsVoltage: input?.voltage,
      mainsCurrent: input?.current,
      mainsFrequency: input?.frequency,
      outputVoltage: output?.voltage,
      outputCurrent: output?.current,
      outputFrequency: output?.frequency
    }
    assert.sameMembers(Object.keys(found), Object.keys(numbers))
    for (const [name, value] of Object.entries(found)) {
      assertNear(value ?? Number.NaN, numbers[name as keyof typeof numbers])
    }
    const lit = Object.entries(reading.leds ?? {}).filter(([, state]) => state === "on")
    assert.deepStrictEqual(
      lit.map(([lamp]) => lamp),
      leds
    )
  })
})

describe("scaling.json", () => {
  it.each(scaling)("$id", (vector) => {
    const { what, value, raw, outcome } = vector
    const signedWord = (word = Number.NaN): number => (word << 16) >> 16
    const scale = what.startsWith("ram")
      ? Scale.ramScale(signedWord(vector.scaleWord), signedWord(vector.offsetWord))
      : Scale.settingScale(vector.scale ?? Number.NaN, vector.offset ?? Number.NaN)
    if (outcome === "unsupported") return assert.strictEqual(scale._tag, "Unsupported")
    if (what.endsWith("-encode")) {
      assert(typeof value === "number")
      const found: number = Result.getOrThrow(Scale.toRaw(scale, value))
      // The limits of a setting are the device's and not the scale's: compared here as a host does.
      const outside = found < (vector.min ?? 0) || found > (vector.max ?? 0xffff)
      return assert.strictEqual(outside ? "out-of-range" : found, outcome ?? raw)
    }
    assert(raw !== undefined)
    const word = raw as Words.Raw16
    if (scale._tag === "Bit") return assert.strictEqual(Scale.toBoolean(scale, word), value)
    assert(scale._tag === "Linear" && typeof value === "number")
    const found = Scale.toValue(vector.forceSigned === true ? Scale.forceSigned(scale) : scale, word)
    assertNear(found, value)
    if (vector.hertz !== undefined) assertNear(10 / found, vector.hertz)
  })
})

describe("regressions.json", () => {
  it.each(regressions)("$id: $story", (vector) => {
    switch (vector.what) {
      case "deframer": {
        let state = Deframer.initial
        const events: Array<Deframer.Event> = []
        for (const { at, hex } of vector.inputs) {
          const [next, found] = Deframer.step(state, at, bytesOf(hex))
          state = next
          events.push(...found)
        }
        return assert.deepStrictEqual(
          events.map((event) => ({
            at: event.at,
            found: event._tag === "Frame" ? "frame" : event.reason,
            hex: Hex.toHex(Deframer.copyBytes(event))
          })),
          vector.events
        )
      }
      case "refusal": {
        const result = Framing.check(bytesOf(vector.hex))
        return assert.strictEqual(Result.isFailure(result) && Failure.message(result.failure), vector.message)
      }
      case "serial-number": {
        const { content } = Result.getOrThrow(Frames.decodeReplyFrame(bytesOf(vector.hex)))
        assert(content._tag === "WinmonReply" && content.reply._tag === "SerialNumberReply")
        return assert.strictEqual(SerialNumber.text(content.reply), vector.text)
      }
      case "payload": {
        const { start, end, failure } = vector
        const buffer = bytesOf(vector.buffer)
        const malformed = { _tag: "Malformed", payload: [...buffer.subarray(start, end)], failure } as const
        assert.deepStrictEqual(Frames.decodeRequest(buffer, start, end), malformed)
        return assert.deepStrictEqual(Frames.decodeReply(buffer, start, end), malformed)
      }
    }
  })
})

describe("facts", () => {
  const known = frames.filter(({ facts }) => facts !== undefined)

  it.each(known)("$id is a $facts.tag", ({ direction, hex, facts }) => {
    const { content } = Result.getOrThrow(decode(direction, bytesOf(hex)))
    assert.strictEqual(tagOf(content), facts!.tag)
  })

  it("stand beside a vector of every frame that is known", () => {
    const tags = [requests, replies, winmonRequests, winmonReplies].flatMap((table) => Object.keys(table))
    const carriers = ["WinmonRequest", "WinmonReply", "Malformed"]
    assert.deepStrictEqual(
      [...new Set(tags)].filter(
        (tag) =>
          !tag.startsWith("Unknown") &&
          !carriers.includes(tag) &&
          !known.some(({ facts }) => facts!.tag === tag)
      ),
      []
    )
  })
})

it("every kind of frame that has a meaning here stands in a vector", () => {
  const all = [
    ...frames.filter(({ valid }) => valid),
    ...streams.flatMap(({ expected }) => expected),
    ...conversations.flatMap(({ steps }) => steps)
  ]
  assert.includeMembers(
    all.map(({ kind }) => kind),
    Object.keys(meanings)
  )
})

/** Equal within 1e-9 relative. */
function assertNear(found: number, expected: number): void {
  assert.approximately(found, expected, Math.abs(expected) * 1e-9)
}

/** The reading of a conversation: scales from the infos asked for, values from the frames that came. */
function readingOf(steps: ReadonlyArray<Vector>): Reading.Reading {
  const scales = new Map<number, Scale.RamScale>()
  const ram = new Map<number, Reading.Arrived<Words.Raw16>>()
  const unit = { ...Reading.unitParts(0, scales), ram, batteryCapacity: 200 }
  let parts: Reading.Parts = { ...Reading.noParts, units: [unit] }
  let asked: Frames.Request | null = null
  for (const { direction, hex } of steps) {
    const bytes = bytesOf(hex)
    if (direction === "host-to-mk") {
      asked = Result.getOrThrow(Frames.decodeRequestFrame(bytes)).content
      continue
    }
    const reply = Result.getOrThrow(Frames.decodeReplyFrame(bytes)).content
    if (reply._tag === "DcInfo") parts = { ...parts, dc: { value: reply, at: 0 } }
    if (reply._tag === "AcInfo") parts = { ...parts, ac: [{ value: reply, at: 0 }] }
    if (reply._tag === "LedsReply") parts = { ...parts, leds: { value: reply, at: 0 } }
    if (reply._tag !== "WinmonReply" || asked?._tag !== "WinmonRequest") continue
    const { command } = asked
    if (command._tag === "RamInfoRequest" && reply.reply._tag === "RamInfoReply") {
      scales.set(command.id, scaleOf(reply.reply))
    }
    if (command._tag === "ReadRamRequest" && reply.reply._tag === "ReadRamReply") {
      reply.reply.valuesRaw.forEach((value, index) => {
        const id = command.ids[index]
        if (id !== undefined) ram.set(id, { value, at: 0 })
      })
    }
  }
  return Reading.assemble(parts, { time: "", port: "", address: 0, notBefore: 0 })
}

function scaleOf(info: RamInfo.Reply): Scale.RamScale {
  assert(info.form === "short")
  return Scale.ramScale(info.scaleWord, info.offsetWord)
}
