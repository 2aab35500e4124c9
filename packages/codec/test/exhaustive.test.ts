/**
 * Where a domain is small, all of it: every frame type, letter, winmon code and length, in both directions. The content
 * of each frame is pseudo-random from a fixed seed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Framing, Frames, FrameType } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import { findAll } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bytesOf, type Direction, frames } from "./vectors/Vectors.ts"

const bytes256 = Array.from({ length: 256 }, (_, byte) => byte)
const lengths = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Bytes that look random and are the same in every run (Lehmer's generator). */
const makeRandom = (seed: number) => (size: number) => {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at++) {
    seed = (seed * 48271) % 0x7fff_ffff
    bytes[at] = seed >> 8
  }
  return bytes
}

interface Side<A> {
  readonly name: string
  readonly decode: (frame: Uint8Array) => Result.Result<{ readonly content: A }, unknown>
  readonly encode: (frame: Uint8Array) => Uint8Array
  readonly isValid: (value: unknown) => boolean
}

const host: Side<Frames.Request> = {
  name: "host",
  decode: Frames.decodeRequestFrame,
  encode: (frame) =>
    Result.getOrThrow(Frames.encodeRequestFrame(Result.getOrThrow(Frames.decodeRequestFrame(frame)))),
  isValid: Schema.is(Schemas.RequestFrame)
}
const adapter: Side<Frames.Reply> = {
  name: "adapter",
  decode: Frames.decodeReplyFrame,
  encode: (frame) =>
    Result.getOrThrow(Frames.encodeReplyFrame(Result.getOrThrow(Frames.decodeReplyFrame(frame)))),
  isValid: Schema.is(Schemas.ReplyFrame)
}

/** Decodes a payload as a whole frame, with and without LED suffix; it must be valid and encode to itself. */
const decodeAll = <A>(side: Side<A>, payload: Uint8Array): A => {
  const plain = Result.getOrThrow(Framing.encodePayload(payload))
  for (const frame of payload.length > 29
    ? [plain]
    : [plain, Result.getOrThrow(Framing.encodePayload(payload, { on: 1, blink: 2 }))]) {
    const decoded = Result.getOrThrow(side.decode(frame))
    assert(side.isValid(decoded), JSON.stringify(decoded))
    assert.strictEqual(side.encode(frame).join(), frame.join())
  }
  return Result.getOrThrow(side.decode(plain)).content
}

/** All payloads that start with `head`, at every length. */
const payloads = (random: (size: number) => Uint8Array, ...head: ReadonlyArray<number>) =>
  lengths(Math.max(Framing.MIN_PAYLOAD, head.length), Framing.MAX_PAYLOAD).map((length) =>
    Uint8Array.of(...head, ...random(length - head.length))
  )

const isOdd = ({ _tag }: { readonly _tag: string }) => _tag === "Malformed" || _tag.startsWith("Unknown")

describe.each([host, adapter] as const)("$name", (side: Side<Frames.Request | Frames.Reply>) => {
  it("every frame type, at every length, re-encodes to itself", () => {
    const random = makeRandom(1)
    for (const type of bytes256) for (const payload of payloads(random, type)) decodeAll(side, payload)
  })

  it("every letter, at every length, re-encodes to itself", () => {
    const random = makeRandom(2)
    for (const letter of bytes256)
      for (const payload of payloads(random, FrameType.MK2, letter)) decodeAll(side, payload)
  })

  it("every winmon code, at every length, plain and addressed, re-encodes to itself", () => {
    const random = makeRandom(3)
    for (const code of bytes256)
      for (const letter of [0x57, 0x5a, 0x78])
        for (const payload of payloads(random, FrameType.MK2, letter, code)) decodeAll(side, payload)
  })

  it("every kind of info frame, at every length, re-encodes to itself", () => {
    const random = makeRandom(4)
    for (const kind of bytes256)
      for (const payload of payloads(random, FrameType.INFO, 1, 2, 3, 4, kind)) decodeAll(side, payload)
  })
})

/** The frame that each head opens, once it is long enough. What is not listed is unknown. */
const tagsOf = <A extends { readonly _tag: string }>(
  side: Side<A>,
  nested: (value: A) => { readonly _tag: string },
  ...head: ReadonlyArray<number>
) => {
  const random = makeRandom(5)
  return Object.fromEntries(
    bytes256
      .map((byte) => [byte, nested(decodeAll(side, Uint8Array.of(...head, byte, ...random(16))))] as const)
      .filter(([, value]) => !isOdd(value))
      .map(([byte, value]) => [byte, value._tag])
  )
}

const commandOf = (value: Frames.Request) => (value._tag === "WinmonRequest" ? value.command : value)
const replyOf = (value: Frames.Reply) => (value._tag === "WinmonReply" ? value.reply : value)
const itself = <A>(value: A): A => value

describe("what is documented, and nothing else, is known", () => {
  const both = { 0x21: "Bus21", 0x38: "Bus38", 0x3d: "Bus3D", 0x3f: "DirectSwitch", 0x40: "ForeignPanel" }

  it("frame types", () => {
    assert.deepStrictEqual(tagsOf(host, itself), both)
    assert.deepStrictEqual(tagsOf(adapter, itself), { ...both, 0x3c: "BatteryLimits", 0x41: "AcInputConfig" })
    assert.deepStrictEqual(
      bytes256.filter(FrameType.isKnown),
      [0x20, 0x21, 0x38, 0x3c, 0x3d, 0x3f, 0x40, 0x41, 0xff]
    )
  })

  it("letters of a host", () => {
    const winmon = [0x57, 0x58, 0x59, 0x5a, 0x78, 0x79, 0x7a]
    // A known winmon code behind the letter, so that the envelope shows.
    const payload = (letter: number) => Uint8Array.of(FrameType.MK2, letter, 0x30, ...new Uint8Array(8))
    const tags = bytes256.map((letter) => [letter, decodeAll(host, payload(letter))._tag] as const)
    assert.deepStrictEqual(Object.fromEntries(tags.filter(([, tag]) => tag !== "UnknownMk2Request")), {
      0x41: "AddressRequest",
      0x44: "AdapterSettingsRequest",
      0x46: "UnknownInfoRequest",
      0x48: "BusLinesRequest",
      0x4c: "LedsRequest",
      0x4e: "HighSpeedRequest",
      0x52: "RestartRequest",
      0x53: "SwitchRequest",
      0x56: "VersionRequest",
      ...Object.fromEntries(winmon.map((letter) => [letter, "WinmonRequest"]))
    })
  })

  it("letters of an adapter", () => {
    const payload = (letter: number) => Uint8Array.of(FrameType.MK2, letter, 0x85, ...new Uint8Array(8))
    const tags = bytes256.map((letter) => [letter, decodeAll(adapter, payload(letter))._tag] as const)
    assert.deepStrictEqual(Object.fromEntries(tags.filter(([, tag]) => tag !== "UnknownMk2Reply")), {
      0x41: "AddressReply",
      0x44: "AdapterSettingsReply",
      0x48: "BusLinesReply",
      0x4c: "LedsReply",
      0x53: "SwitchReply",
      0x56: "VersionReply",
      0x57: "WinmonReply",
      0x58: "WinmonReply",
      0x59: "WinmonReply",
      0x5a: "WinmonReply"
    })
  })

  it("numbers of F", () =>
    assert.deepStrictEqual(tagsOf(host, itself, FrameType.MK2, 0x46), {
      0: "DcInfoRequest",
      1: "AcInfoRequest",
      2: "AcInfoRequest",
      3: "AcInfoRequest",
      4: "AcInfoRequest",
      5: "AcInputConfigRequest",
      6: "SnapshotRequest",
      7: "DeviceConfigRequest",
      8: "DeviceRestartRequest",
      9: "BatteryLimitsRequest"
    }))

  /** The codes that the vectors have, with the tags that stand beside them. */
  const codes = (direction: Direction) =>
    Object.fromEntries(
      frames.flatMap((vector) => {
        const bytes = bytesOf(vector.hex)
        const isWinmon =
          vector.direction === direction &&
          bytes[1] === FrameType.MK2 &&
          /[W-Zx-z]/.test(String.fromCharCode(bytes[2]!))
        return isWinmon && vector.facts !== undefined ? [[bytes[3]!, vector.facts.tag] as const] : []
      })
    )

  it("winmon codes of a host", () => {
    const known = codes("host-to-mk")
    assert.isAtLeast(Object.keys(known).length, 16)
    assert.deepStrictEqual(tagsOf(host, commandOf, FrameType.MK2, 0x58), known)
  })

  it("winmon codes of an adapter", () => {
    const known = codes("mk-to-host")
    assert.isAtLeast(Object.keys(known).length, 24)
    assert.deepStrictEqual(tagsOf(adapter, replyOf, FrameType.MK2, 0x58), known)
  })

  it("kinds of info frames", () => {
    const kinds = bytes256.map((kind) => {
      const payload = Uint8Array.of(FrameType.INFO, 1, 2, 3, 4, kind, ...new Uint8Array(9))
      return [kind, decodeAll(adapter, payload)] as const
    })
    const known = new Map(kinds.filter(([, value]) => !isOdd(value)).map(([kind, { _tag }]) => [kind, _tag]))
    const codes = (tag: string) => [...known].filter(([, found]) => found === tag).map(([kind]) => kind)
    assert.deepStrictEqual(codes("DcInfo"), [0x0c])
    assert.deepStrictEqual(codes("AcInfo"), lengths(0x05, 0x0b))
    assert.deepStrictEqual(codes("DeviceConfig"), [...lengths(0x02, 0x04), ...lengths(0x20, 0x2f)])
    assert.strictEqual(known.size, 1 + 7 + 19)
  })
})

describe("length bytes", () => {
  const allowed = bytes256.filter((byte) => {
    const count = byte & 0x7f
    return count >= (byte >= 0x80 ? 4 : 2) && count <= 31
  })

  it("are 2 to 31, or 4 to 31 with the suffix bit", () =>
    assert.deepStrictEqual(bytes256.filter(Framing.isLength), allowed))

  it("each gives a frame of its size, and no other byte does", () => {
    const random = makeRandom(6)
    for (const length of bytes256) {
      const body = Uint8Array.of(
        length,
        FrameType.MK2,
        ...random((length & 0x7f) - 1 < 0 ? 0 : (length & 0x7f) - 1)
      )
      const sum = body.reduce((total, byte) => total + byte, 0)
      const bytes = Uint8Array.of(...body, -sum & 0xff)
      const whole = findAll(Deframer, [bytes]).filter(({ offset, kind }) => kind === "Frame" && offset === 0)
      assert.strictEqual(whole.length, allowed.includes(length) ? 1 : 0, `length byte ${length}`)
      assert.strictEqual(Result.isSuccess(Framing.check(bytes)), allowed.includes(length))
    }
  })
})

it("payloads too short for any frame decode to what they are", () => {
  for (const bytes of [[], ...bytes256.map((byte) => [byte])]) {
    const payload = Uint8Array.from(bytes)
    for (const value of [Frames.decodeRequest(payload), Frames.decodeReply(payload)]) assert(isOdd(value))
    assert.deepStrictEqual(Frames.encodeRequest(Frames.decodeRequest(payload)), payload)
    assert.deepStrictEqual(Frames.encodeReply(Frames.decodeReply(payload)), payload)
  }
  const lone = { _tag: "TooShort", offset: 0, expected: 2, found: 1 } as const
  const malformed = (frame: string) => ({ _tag: "Malformed", payload: [0xff], failure: { ...lone, frame } })
  assert.deepStrictEqual(Frames.decodeRequest(Uint8Array.of(0xff)) as unknown, malformed("Mk2Request"))
  assert.deepStrictEqual(Frames.decodeReply(Uint8Array.of(0xff)) as unknown, malformed("Mk2Reply"))
})
