/** What `VEBUS_READ_ONLY` lets through between another program and the adapter. */
import { assert, describe, it } from "@effect/vitest"
import { Framing, Frames, FrameType } from "@vebus/codec"
import * as Arbitraries from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as ReadsOnly from "../../src/sniff/ReadsOnly.ts"

/** What reaches the adapter of some chunks, and what is said. */
const passed = (chunks: ReadonlyArray<Uint8Array>) => {
  const written: Array<Uint8Array> = []
  const said: Array<string> = []
  const bridge = ReadsOnly.make(
    {
      url: "sim:",
      open: Effect.succeed({
        bytes: Stream.never,
        write: (bytes) => Effect.sync(() => void written.push(bytes))
      })
    },
    (text) => Effect.sync(() => void said.push(text))
  )
  Effect.runSync(
    Effect.scoped(
      Effect.flatMap(bridge.open, ({ write }) => Effect.forEach(chunks, write, { discard: true }))
    )
  )
  return { written, said }
}

describe("reads only", () => {
  it("no frame of any stream goes through whose effect is a write, nor bytes that form none", () => {
    fc.assert(
      fc.property(fc.array(Arbitraries.byteStream(), { maxLength: 5 }), (streams) => {
        for (const bytes of passed(streams.map((stream) => stream.bytes)).written) {
          assert.isTrue(ReadsOnly.isHarmless(bytes))
        }
      })
    )
  })

  it("each request of a host is passed on whole, or withheld and said", () => {
    fc.assert(
      fc.property(Arbitraries.request, fc.nat(20), (request, cut) => {
        const frame = Result.getOrThrow(Frames.toWire(request))
        // Only these are sure to be found in a stream without another frame before them.
        fc.pre(frame[1] === FrameType.MK2 && frame.length <= Framing.MAX_SIZE)
        const { written, said } = passed([frame.subarray(0, cut), frame.subarray(cut)])
        const isWrite = Frames.traits(request).effect === "write"
        assert.deepStrictEqual(
          [written.map((bytes) => [...bytes]), said.length],
          isWrite ? [[], 1] : [[[...frame]], 0]
        )
      })
    )
  })
})
