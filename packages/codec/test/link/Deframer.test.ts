import { assert, describe, it } from "@effect/vitest"
import { Deframer } from "@vebus/codec"
import { byteStream, timed } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { bytesOf } from "../vectors/Vectors.ts"
import { deframe, type Moment, type Outcome } from "./ReferenceDeframer.ts"

interface Run {
  readonly state: Deframer.State
  readonly events: ReadonlyArray<Deframer.Event>
}

/** Feeds hex texts at their times; an empty text is only the time. */
const feed = (...inputs: ReadonlyArray<readonly [at: number, hex: string]>): Run => {
  let state = Deframer.initial
  const events: Array<Deframer.Event> = []
  for (const [at, hex] of inputs) {
    const [next, found] = Deframer.step(state, at, bytesOf(hex))
    state = next
    events.push(...found)
  }
  return { state, events }
}

const finish = ({ state, events }: Run): Run => {
  const [ended, rest] = Deframer.end(state)
  return { state: ended, events: [...events, ...rest] }
}

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ")

/** Each event as one line: what it is and its bytes. */
const lines = ({ events }: Run) =>
  events.map((event) => {
    const bytes = hex(Deframer.copyBytes(event))
    return event._tag === "Frame" ? `frame ${bytes}` : `${event.reason} ${bytes}`
  })

const A = "04 FF 41 01 00 BB"
const S = "02 FF 53 AC"
/** A frame of a type that nobody knows, with a good sum. */
const UNKNOWN_TYPE = "03 77 01 02 83"

it("finds what the worked example of the protocol finds", () =>
  assert.deepStrictEqual(lines(feed([0, "11 00 00 BF 00 04 FF 41 01 00 BB 87 FF 58 86 34 81 1F 1F A9"])), [
    "type 11",
    "zero 00 00",
    "length BF",
    "zero 00",
    "frame 04 FF 41 01 00 BB",
    "frame 87 FF 58 86 34 81 1F 1F A9"
  ]))

describe("the order of the steps", () => {
  it("drops zeros before anything else, and they do not cost the lock", () => {
    assert.deepStrictEqual(lines(feed([0, `${A} 00 00 ${UNKNOWN_TYPE}`])), [
      `frame ${A}`,
      "zero 00 00",
      `frame ${UNKNOWN_TYPE}`
    ])
  })
  it("drops an impossible length without waiting for the next byte", () => {
    for (const length of ["01", "20", "7F", "80", "81", "82", "83", "A0", "FF"])
      assert.deepStrictEqual(lines(feed([0, length])), [`length ${length}`])
  })
  it("waits for the byte behind a possible length", () => {
    for (const length of ["02", "1F", "84", "9F"]) {
      const { state, events } = feed([0, length])
      assert.deepStrictEqual(events, [])
      assert.deepStrictEqual(hex(state.pending), length)
    }
  })
  it("drops a length that no known type follows, without waiting for the rest", () =>
    assert.deepStrictEqual(lines(feed([0, "1F 77"])), ["type 1F", "length 77"]))
  it("waits for the whole candidate before its sum is judged", () => {
    const { state, events } = feed([0, "04 FF 41 01 00"])
    assert.deepStrictEqual(events, [])
    assert.strictEqual(hex(state.pending), "04 FF 41 01 00")
  })
  it("drops one byte of a bad sum and looks behind it: the real frame may start inside", () =>
    assert.deepStrictEqual(lines(feed([0, `05 FF ${S} 00`])), [
      "checksum 05",
      "length FF",
      `frame ${S}`,
      "zero 00"
    ]))
  it("reports each bad sum by itself", () =>
    assert.deepStrictEqual(lines(feed([0, `02 20 03 20 00 00 00`])), [
      "checksum 02",
      "length 20",
      "checksum 03",
      "length 20",
      "zero 00 00 00"
    ]))
  it("reports bad sums by themselves even right behind each other", () =>
    assert.deepStrictEqual(lines(feed([0, `${S} 02 03 FF 00 00 00`])), [
      `frame ${S}`,
      "checksum 02",
      "checksum 03",
      "length FF",
      "zero 00 00 00"
    ]))
})

describe("the lock", () => {
  it("lets an unknown type through only right behind a good frame", () => {
    assert.deepStrictEqual(lines(feed([0, `${S} ${UNKNOWN_TYPE}`])), [`frame ${S}`, `frame ${UNKNOWN_TYPE}`])
    assert.deepStrictEqual(lines(feed([0, UNKNOWN_TYPE]))[0], "type 03")
  })
  it("survives from chunk to chunk", () => {
    assert.isTrue(feed([0, S]).state.locked)
    assert.deepStrictEqual(lines(feed([0, S], [9, UNKNOWN_TYPE])), [`frame ${S}`, `frame ${UNKNOWN_TYPE}`])
  })
  it.each(["01", "02 FF 53 AD", "FF"])("is lost with a dropped byte: %s", (noise) => {
    const { state } = finish(feed([0, `${S} ${noise}`]))
    assert.isFalse(state.locked)
  })
  it("is lost with a stale candidate", () => {
    const run = feed([0, `${S} 05 77`], [351, UNKNOWN_TYPE])
    assert.isFalse(lines(run).includes(`frame ${UNKNOWN_TYPE}`))
    assert.isFalse(feed([0, `${S} 05`], [351, ""]).state.locked)
  })
})

describe("bit 7 of the length byte", () => {
  it("makes a frame with LED suffix, of which the two bytes count", () =>
    assert.deepStrictEqual(lines(feed([0, "87 FF 58 86 34 81 1F 1F A9"])), [
      "frame 87 FF 58 86 34 81 1F 1F A9"
    ]))
  it("needs two payload bytes besides the suffix", () => {
    assert.deepStrictEqual(lines(feed([0, "84 FF 53 00 00 2A"])), ["frame 84 FF 53 00 00 2A"])
    assert.strictEqual(lines(feed([0, "83 FF 53 00 2B"]))[0], "length 83 FF 53")
  })
  it("counts in the checksum", () =>
    assert.deepStrictEqual(lines(finish(feed([0, "84 FF 53 00 00 AA"])))[0], "checksum 84"))
})

describe("waiting", () => {
  it("has no deadline when nothing is pending, else 350 ms after the first pending byte", () => {
    assert.isNull(Deframer.deadline(Deframer.initial))
    assert.isNull(Deframer.deadline(feed([7, A]).state))
    assert.strictEqual(Deframer.deadline(feed([100, "04"], [300, "FF 41"]).state), 450)
  })
  it("lasts as long as the deadline and no longer", () => {
    const { state } = feed([100, "04 FF"])
    assert.strictEqual(Deframer.step(state, 450)[0], state)
    assert.deepStrictEqual(lines({ state, events: Deframer.step(state, 450.1)[1] }), [
      "stale 04",
      "length FF"
    ])
  })
  it("completes a frame whose last byte comes in time", () =>
    assert.deepStrictEqual(lines(feed([0, "04 FF 41 01"], [350, "00 BB"])), [`frame ${A}`]))
  it("never completes a stale candidate with late bytes", () =>
    assert.deepStrictEqual(
      lines(feed([0, "04 FF 41 01"], [351, "00 BB"])).filter((line) => line.startsWith("frame")),
      []
    ))
  it("counts the wait for the type too", () =>
    assert.deepStrictEqual(lines(feed([0, "04"], [351, "FF 41 01 00 BB"]))[0], "stale 04"))
  it("gives each byte its own arrival time: what came later may wait longer", () => {
    // The noise 05 FF goes stale at 351; the frame behind it began at 200 and is completed at 500.
    const run = feed([0, "1F FF"], [200, "04 FF 41"], [351, ""], [500, "01 00 BB"])
    assert.deepStrictEqual(lines(run), ["stale 1F", "length FF", `frame ${A}`])
  })
  it("moves the deadline on with the candidate", () =>
    assert.strictEqual(Deframer.deadline(feed([0, "1F FF"], [200, "04 FF 41"], [351, ""]).state), 550))
  it("finds a frame inside a candidate that went stale, and says when it arrived", () => {
    const { events } = feed([0, "1F FF"], [10, S], [400, ""])
    assert.deepStrictEqual(
      events.map(({ _tag, at }) => [_tag, at]),
      [
        ["Discarded", 400],
        ["Discarded", 400],
        ["Frame", 10]
      ]
    )
  })
  it("ends with the input", () => {
    const run = finish(feed([0, `1F FF ${S} 05 FF`]))
    assert.deepStrictEqual(lines(run), ["stale 1F", "length FF", `frame ${S}`, "stale 05", "length FF"])
    assert.strictEqual(run.state.pending.length, 0)
    assert.isNull(Deframer.deadline(run.state))
  })
})

describe("agrees with the reference deframer", () => {
  const normalise = (events: ReadonlyArray<Deframer.Event>): ReadonlyArray<Outcome> => {
    let offset = 0
    return events.flatMap((event): ReadonlyArray<Outcome> => {
      const bytes = Deframer.copyBytes(event)
      const start = offset
      offset += bytes.length
      return event._tag === "Frame"
        ? [{ offset: start, frame: [...bytes], at: event.at }]
        : Array.from(bytes, (_, index) => ({ offset: start + index, reason: event.reason }))
    })
  }

  const agrees = (
    chunks: ReadonlyArray<{ readonly afterMillis: number; readonly bytes: Uint8Array }>
  ): void => {
    let at = 0
    let run: Run = { state: Deframer.initial, events: [] }
    const moments: Array<Moment> = []
    for (const { afterMillis, bytes } of chunks) {
      at += afterMillis
      moments.push({ at, bytes })
      const [state, found] = Deframer.step(run.state, at, bytes)
      run = { state, events: [...run.events, ...found] }
    }
    assert.deepStrictEqual(normalise(finish(run).events), deframe(moments))
  }

  it("on streams of frames, noise and damage, cut anywhere, at any time", () =>
    fc.assert(
      fc.property(timed(byteStream()), ({ chunks }) => agrees(chunks)),
      { numRuns: 2000 }
    ))

  /** Bytes that are likely to look like the start of a frame. */
  const likely = fc.constantFrom(0x00, 0x02, 0x03, 0x05, 0x1f, 0x20, 0x21, 0x84, 0x85, 0x3f, 0xff, 0x53, 0xac)

  it("on bytes that all look like the start of a frame", () =>
    fc.assert(
      fc.property(
        timed(fc.array(likely, { maxLength: 60 }).map((bytes) => ({ bytes: Uint8Array.from(bytes) }))),
        ({ chunks }) => agrees(chunks)
      ),
      { numRuns: 2000 }
    ))
})
