/**
 * What holds for every explanation, whatever the bytes: it covers them once and in order, agrees with the deframer and
 * the decoders, and names fields that exist.
 */
import { assert, describe, it, vi } from "@effect/vitest"
import { Checksum, Deframer, Explain, Frames, Hex } from "@vebus/codec"
import { byteStream, frameBytes, replyFrames, requestFrames, type Row } from "@vebus/testing/arbitraries"
import { findAll } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import fc from "fast-check"
import { bytesOf, conversations, frames, streams } from "../vectors/Vectors.ts"

/** Fields that are around or in front of what the decoded value holds. */
const envelope = ["length", "frame type", "command", "winmon code", "kind", "LED suffix", "checksum"]

interface Place {
  readonly offset: number
  readonly length: number
  readonly raw: string
}

const coversOnceAndInOrder = (
  places: ReadonlyArray<Place>,
  bytes: Uint8Array,
  from: number,
  to: number
): void => {
  let next = from
  for (const { offset, length, raw } of places) {
    assert.strictEqual(offset, next)
    assert.isAbove(length, 0)
    assert.strictEqual(raw, Hex.toHex(bytes.subarray(offset, offset + length)))
    next += length
  }
  assert.strictEqual(next, to)
}

/** What a name stands for inside a frame; `undefined` when nothing does. */
const fieldOf = (content: Frames.Request | Frames.Reply, field: string): unknown => {
  const [, key = "", index] = /^(\w+)(?:\[(\d+)\])?$/.exec(field) ?? []
  const carried: ReadonlyArray<object> =
    content._tag === "WinmonRequest"
      ? [content.command]
      : content._tag === "WinmonReply"
        ? [content.reply]
        : []
  for (const holder of [...carried, content] as ReadonlyArray<Readonly<Record<string, unknown>>>) {
    if (key in holder)
      return index === undefined ? holder[key] : (holder[key] as ReadonlyArray<unknown>)[Number(index)]
  }
  return undefined
}

const namesThatExist = (frame: Explain.ExplainedFrame): void => {
  for (const { field, meaning, shared } of frame.ranges) {
    assert.isAbove(meaning.length, 0)
    for (const { field: name } of shared ?? [{ field }]) {
      if (!envelope.includes(name)) assert.isDefined(fieldOf(frame.content, name), `${frame.raw}: ${name}`)
    }
    if (shared !== undefined) assert.isAbove(shared.length, 1)
  }
}

/** Numbers that stand in another order than the low byte first. */
const ordered = ["uniqueNumber"]

/** A number is what its bytes say, and so is a list that is explained as a whole. */
const holdsItsBytes = (frame: Explain.ExplainedFrame): void => {
  for (const { field, raw, shared } of frame.ranges) {
    if (envelope.includes(field) || shared !== undefined || ordered.includes(field)) continue
    const value = fieldOf(frame.content, field)
    const bytes = Array.from(bytesOf(raw))
    // A malformed payload holds its head too.
    if (Array.isArray(value))
      assert.deepStrictEqual(value.slice(-bytes.length), bytes, `${frame.raw}: ${field}`)
    if (typeof value !== "number") continue
    const unsigned = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
    assert.include([unsigned, unsigned - 256 ** bytes.length], value, `${frame.raw}: ${field}`)
  }
}

const decoded = (direction: Explain.Direction, frame: Uint8Array): Frames.Request | Frames.Reply =>
  direction === "request"
    ? Result.getOrThrow(Frames.decodeRequestFrame(frame)).content
    : Result.getOrThrow(Frames.decodeReplyFrame(frame)).content

const lawful = (bytes: Uint8Array, direction?: Explain.Direction): ReadonlyArray<Explain.Explained> => {
  const explained = Explain.explain(bytes, direction)
  coversOnceAndInOrder(explained, bytes, 0, bytes.length)
  const found = explained.filter(({ _tag }) => _tag === "Frame")
  assert.deepStrictEqual(
    found.map(({ offset, raw }) => ({ offset, raw })),
    findAll(Deframer, [bytes])
      .filter(({ kind }) => kind === "Frame")
      .map((frame) => ({ offset: frame.offset, raw: Hex.toHex(frame.bytes) }))
  )
  for (const piece of explained) {
    if (piece._tag === "Discarded") {
      assert.isAbove(piece.meaning.length, 0)
      continue
    }
    coversOnceAndInOrder(piece.ranges, bytes, piece.offset, piece.offset + piece.length)
    namesThatExist(piece)
    holdsItsBytes(piece)
    assert.deepStrictEqual(piece.content, decoded(piece.direction, bytesOf(piece.raw)))
    assert.strictEqual(piece.guessed, direction === undefined)
    if (direction !== undefined) assert.strictEqual(piece.direction, direction)
  }
  return explained
}

const direction = fc.constantFrom(undefined, "request" as const, "reply" as const)

describe("any bytes at all", () => {
  it("streams of frames, noise and damage", () =>
    fc.assert(
      fc.property(byteStream(), direction, ({ bytes }, side) => void lawful(bytes, side)),
      { numRuns: 500 }
    ))
  it("random bytes", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), direction, (bytes, side) => void lawful(bytes, side))
    ))
  it("a frame with any payload", () =>
    fc.assert(
      fc.property(
        frameBytes,
        fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 3 }),
        direction,
        (bytes, changes, side) => {
          const changed = bytes.slice()
          for (const [at, byte] of changes) changed[1 + (at % (changed.length - 2))] = byte
          lawful(mended(changed), side)
        }
      ),
      { numRuns: 500 }
    ))
})

/** A frame with its checksum set right. */
const mended = (bytes: Uint8Array): Uint8Array => {
  const copy = bytes.slice()
  const last = copy.length - 1
  copy[last] = Checksum.checksum(copy, 0, last)
  return copy
}

const encoded = <A>({ name, arbitrary, encode }: Row<A>) => ({ name, bytes: arbitrary.map(encode) })

describe("every frame of the table, in its direction", () => {
  it.each(requestFrames.map(encoded))("request: $name", ({ bytes }) =>
    fc.assert(fc.property(bytes, (value) => void lawful(value, "request")))
  )
  it.each(replyFrames.map(encoded))("reply: $name", ({ bytes }) =>
    fc.assert(fc.property(bytes, (value) => void lawful(value, "reply")))
  )
})

describe("the vectors", () => {
  it("frames", () => {
    for (const { hex } of frames) lawful(bytesOf(hex))
  })
  it("streams, and what is discarded in them", () => {
    for (const { hex, noiseBytes } of streams) {
      const discarded = lawful(bytesOf(hex)).filter(({ _tag }) => _tag === "Discarded")
      assert.strictEqual(
        discarded.reduce((sum, { length }) => sum + length, 0),
        noiseBytes
      )
    }
  })
})

/** What an adapter echoes, what an MK3 answers in the form of the request, and what nobody understands. */
const sameBothWays = [
  "address",
  "address-get",
  "address-set",
  "interface-lines",
  "interface-lines-set",
  "vebus-21",
  "vebus-38",
  "vebus-3d"
]

const side = { "host-to-mk": "request", "mk-to-host": "reply" } as const

/** Bytes that count how often one of them is looked at or copied. */
const counting = (bytes: Uint8Array, look: (count: number) => void): Uint8Array =>
  new Proxy(bytes, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof key === "string" && /^\d/.test(key)) look(1)
      if (typeof value !== "function") return value
      return (...words: ReadonlyArray<unknown>) => {
        const result: unknown = Reflect.apply(value, target, words)
        if (!(result instanceof Uint8Array)) return result
        if (key !== "subarray") look(result.length)
        return counting(result, look)
      }
    }
  })

it("looks at each byte so many times at most, however many there are", () => {
  const stream = bytesOf(streams.map(({ hex }) => hex).join(" "))
  const looks = (size: number): number => {
    let count = 0
    const bytes = Uint8Array.from({ length: size }, (_, index) => stream[index % stream.length]!)
    const explained = Explain.explain(counting(bytes, (more) => (count += more)))
    assert.deepStrictEqual(explained, Explain.explain(bytes))
    return count
  }
  const [small, large] = [looks(5_000), looks(10_000)]
  assert.isBelow(small, 5_000 * 20)
  assert.isBelow(large, 2.2 * small)
})

it("reads every frame once per direction, however many there are", () => {
  const stream = bytesOf(streams.map(({ hex }) => hex).join(" "))
  const readsOf = (size: number) => {
    const bytes = Uint8Array.from({ length: size }, (_, index) => stream[index % stream.length]!)
    const spies = [vi.spyOn(Frames.Request, "read"), vi.spyOn(Frames.Reply, "read")]
    const frames = Explain.explain(bytes).filter(({ _tag }) => _tag === "Frame").length
    const reads = spies.map(({ mock }) => mock.calls.length)
    for (const spy of spies) spy.mockRestore()
    return { frames, reads }
  }
  for (const size of [10_000, 20_000]) {
    const { frames, reads } = readsOf(size)
    assert.isAbove(frames, size / 40)
    assert.deepStrictEqual(reads, [frames, frames])
  }
})

describe("the direction", () => {
  it("of a vector that makes sense in one direction only is that one", () => {
    const both: Array<string> = []
    for (const { id, hex, kind, direction, valid } of frames) {
      if (!valid) continue
      const [frame] = Explain.explain(bytesOf(hex))
      assert(frame?._tag === "Frame")
      if (frame.fitsBoth) both.push(kind)
      else assert.strictEqual(frame.direction, side[direction], id)
    }
    assert.deepStrictEqual(new Set(both), new Set(sameBothWays))
  })
  it("of a stream is that of all its frames", () => {
    for (const { id, hex, direction } of streams) {
      for (const piece of Explain.explain(bytesOf(hex)))
        if (piece._tag === "Frame")
          assert.strictEqual(piece.direction, side[direction], `${id}: ${piece.raw}`)
    }
  })
  it("of a conversation changes with each frame", () => {
    for (const { id, steps } of conversations) {
      const explained = Explain.explain(bytesOf(steps.map(({ hex }) => hex).join(" ")))
      assert.deepStrictEqual(
        explained.map((piece) => piece._tag === "Frame" && piece.direction),
        steps.map(({ direction }) => side[direction]),
        id
      )
    }
  })
})
