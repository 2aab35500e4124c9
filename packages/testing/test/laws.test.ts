/**
 * The laws bite: each is broken by a codec or a deframer with a fault of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Checksum, Deframer, type Failure, Frames, ReadSetting } from "@vebus/codec"
import { type Row, replies, requestFrames, requests, rows, winmonReplies } from "@vebus/testing/arbitraries"
import { codecLaws, deframerLaws, type DeframerModule, frameLaws, type Laws } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import fc from "fast-check"

/** The names of the laws that do not hold. */
const broken = (laws: Laws): Array<string> =>
  Object.entries(laws)
    .filter(([, law]) => fc.check(law, { numRuns: 300, seed: 1 }).failed)
    .map(([name]) => name)

const setting = winmonReplies.ReadSettingReply
const frame = requestFrames.find(({ name }) => name === "SwitchRequest")!

it("hold for the codec of this project", () => {
  assert.deepStrictEqual(broken(codecLaws(setting)), [])
  assert.deepStrictEqual(broken(frameLaws(frame)), [])
  assert.deepStrictEqual(broken(deframerLaws()), [])
})

describe("a codec", () => {
  const laws = (fault: Partial<Row<ReadSetting.Reply>>) => broken(codecLaws({ ...setting, ...fault }))

  it("that forgets spare bytes does not invert", () =>
    assert.include(
      laws({ encode: (value) => ReadSetting.Reply.encode({ ...value, spare: [] }) }),
      "decode inverts encode"
    ))
  it("that throws on short input is not total", () =>
    assert.include(
      laws({
        decode: (bytes) => {
          if (bytes.length < 3) throw new RangeError("too short")
          return ReadSetting.Reply.decode(bytes)
        }
      }),
      "any bytes give a result"
    ))
  it("that reads a word as signed gives values that the schema refuses", () =>
    assert.include(
      laws({
        decode: (bytes) =>
          Result.map(ReadSetting.Reply.decode(bytes), (value) => ({
            ...value,
            valueRaw: (value.valueRaw << 16) >> 16
          }))
      }),
      "a decoded value satisfies its schema"
    ))
  it("whose schema encodes something else is found out", () =>
    assert.deepStrictEqual(laws({ codec: replies.SwitchReply.codec }), [
      "a decoded value satisfies its schema",
      "the schema decodes as the function does",
      "the schema encodes as the function does"
    ]))
})

describe("a frame codec", () => {
  const laws = (fault: Partial<Row<Frames.RequestFrame>>) => broken(frameLaws({ ...frame, ...fault }))

  it("that takes any checksum accepts flipped bits", () =>
    assert.include(
      laws({
        decode: (bytes): Result.Result<Frames.RequestFrame, Failure.DecodeFailure> => {
          const repaired = bytes.slice()
          if (bytes.length > 1) repaired[bytes.length - 1] = Checksum.checksum(bytes, 0, bytes.length - 1)
          return Frames.decodeRequestFrame(repaired)
        }
      }),
      "one bit flipped behind the frame type is never accepted"
    ))
  it("that normalises what it reads does not re-encode to the same bytes", () =>
    assert.include(
      laws({
        encode: (value) =>
          Result.getOrThrow(
            Frames.encodeRequestFrame(
              value.content._tag === "SwitchRequest"
                ? { ...value, content: { ...value.content, marker: 1 } }
                : value
            )
          )
      }),
      "a frame whose checksum holds re-encodes to its own bytes"
    ))
})

describe("a deframer", () => {
  const laws = (step: DeframerModule["step"]) =>
    broken(deframerLaws({ ...Deframer, step, end: Deframer.end }))

  it("that starts anew with every chunk loses what was cut", () =>
    assert.includeMembers(
      laws((_, at, bytes) => Deframer.step(Deframer.initial, at, bytes)),
      [
        "cutting the stream anywhere gives the same frames",
        "every byte is in exactly one of frames, discarded and pending"
      ]
    ))
  it("that hides what it discards does not account for every byte", () =>
    assert.include(
      laws((state, at, bytes) => {
        const [next, events] = Deframer.step(state, at, bytes)
        return [next, events.filter(({ _tag }) => _tag === "Frame")]
      }),
      "every byte is in exactly one of frames, discarded and pending"
    ))
  it("that throws the whole buffer away on a bad byte loses frames", () =>
    assert.include(
      laws((state, at, bytes) => {
        const [next, events] = Deframer.step(state, at, bytes)
        const bad = events.findIndex(({ _tag }) => _tag === "Discarded")
        return bad < 0 ? [next, events] : [Deframer.initial, events.slice(0, bad + 1)]
      }),
      "a frame that was put in is found, or overlaps one that was found"
    ))
  it("that points into the chunk of its caller reports bytes that change", () =>
    assert.include(
      laws((state, at, bytes) => {
        const [next, events] = Deframer.step(state, at, bytes)
        if (bytes === undefined || state.pending.length > 0) return [next, events]
        return [next, events.map((event) => ({ ...event, buffer: bytes }))]
      }),
      "a step changes neither its state, nor its chunk, nor earlier events"
    ))
  it("that clears its caller's chunk is found out", () =>
    assert.include(
      laws((state, at, bytes) => {
        const result = Deframer.step(state, at, bytes)
        bytes?.fill(0)
        return result
      }),
      "a step changes neither its state, nor its chunk, nor earlier events"
    ))
  it("that remembers between steps does not give the same output for the same input", () => {
    let calls = 0
    assert.include(
      laws((state, at, bytes) => Deframer.step(state, at + calls++, bytes)),
      "the same state and input give the same output"
    )
  })
})

it("every row of a table carries the tag it stands under", () => {
  for (const [tag, row] of Object.entries(requests)) assert.strictEqual(row.name, tag)
  assert.strictEqual(rows(requests).length, Object.keys(requests).length)
})
