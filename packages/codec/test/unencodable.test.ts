/**
 * What no frame can carry: the type forbids it, or the encoder says so. Nothing leaves as something else.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  Address,
  Failure,
  Frames,
  Framing,
  Info,
  Leds,
  RamIds,
  ReadRam,
  ShortAddress,
  Switch,
  type Words,
  WinmonEnvelope
} from "@vebus/codec"
import { replyFrame, requestFrame } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { impossible, numbersIn, replace } from "./Broken.ts"

const why = (encoded: Result.Result<Uint8Array, Failure.EncodeFailure>): string | null =>
  Result.isFailure(encoded) ? Failure.message(encoded.failure) : null

const zeros = (length: number) => Array.from({ length }, () => 0)

describe("the type forbids", () => {
  it("an address that no unit has", () => {
    // @ts-expect-error -- addresses end at 31
    Address.set(200)
    // @ts-expect-error -- nor before 0
    Info.deviceConfig(-1)
    // @ts-expect-error -- nor in an envelope
    WinmonEnvelope.addressedRequest("X", 32, ReadRam.request([4]))
    // @ts-expect-error -- any number has to be looked at first
    Address.set(31 as number)
    assert.deepStrictEqual([-1, 0, 31, 32, 0.5, Number.NaN].map(ShortAddress.is), [
      false,
      true,
      true,
      false,
      false,
      false
    ])
  })
  it("a byte behind one that is absent", () => {
    const limitRaw = 125 as Words.Raw16
    const request = { position: "on", limitRaw, flags: 0x80 } as const
    assert.strictEqual(Switch.Request.encode(Switch.Request.make(request)).length, 7)
    assert.strictEqual(
      Switch.Request.encode(Switch.Request.make({ ...request, reserved: 0, extended: 4 })).length,
      9
    )
    // @ts-expect-error -- where `reserved` is absent `extended` is
    const late: Switch.Request = { ...Switch.Request.make(request), reserved: null, extended: 4 }
    assert.isFalse(Switch.Request.is(late))
    // @ts-expect-error -- the status stands behind the alarms
    const leds: Leds.Reply = { ...Leds.Reply.make({ on: 0, blink: 0 }), alarms: null, status: 5 }
    assert.isFalse(Leds.Reply.is(leds))
    // @ts-expect-error -- nothing stands behind what is absent
    const spare: Leds.Reply = { ...Leds.Reply.make({ on: 0, blink: 0 }), unexplained: [1] }
    assert.isFalse(Leds.Reply.is(spare))
  })
  it("no id, or more than six; a list that is not known before is looked at", () => {
    // @ts-expect-error -- one id at least
    assert.isFalse(ReadRam.Request.is(ReadRam.request([])))
    // @ts-expect-error -- six at most
    assert.isFalse(ReadRam.Request.is(ReadRam.request([1, 2, 3, 4, 5, 6, 7])))
    assert.deepStrictEqual(
      [[], [4], [1, 2, 3, 4, 5, 6], zeros(7), [256], [-1], [0.5]].map((ids) => RamIds.from(ids)),
      [null, [4], [1, 2, 3, 4, 5, 6], null, null, null, null]
    )
  })
  it("an address under a letter that carries none", () => {
    // @ts-expect-error -- W has no address
    const request: WinmonEnvelope.Request = {
      ...WinmonEnvelope.addressedRequest("X", 1, ReadRam.request([4])),
      letter: "W"
    }
    assert.isFalse(WinmonEnvelope.Request.is(request))
  })
})

describe("the encoder refuses", () => {
  it("a payload of a size that no frame has", () => {
    const sizes = (leds: { on: number; blink: number } | null) =>
      Array.from({ length: 40 }, (_, size) => size).filter((size) =>
        Result.isSuccess(Framing.encodePayload(new Uint8Array(size), leds))
      )
    const [two, ...others] = sizes(null)
    assert.deepStrictEqual([two, others.at(-1), others.length], [2, 31, 29])
    const [least, ...more] = sizes({ on: 1, blink: 0 })
    assert.deepStrictEqual([least, more.at(-1), more.length], [2, 29, 27])
    assert.strictEqual(
      why(Framing.encodePayload(new Uint8Array(200))),
      "length byte at byte 0: expected 2 to 31, found 200"
    )
    assert.strictEqual(
      why(Framing.encode({ _tag: "Frame", payload: new Uint8Array(0), leds: null })),
      "length byte at byte 0: expected 2 to 31, found 0"
    )
  })
  it("more bytes than there is room for", () => {
    const [spare, data] = [zeros(60), zeros(31)]
    for (const content of [
      { ...Address.get, spare },
      { _tag: "UnknownFrame", code: 0x77, data },
      WinmonEnvelope.request("X", { ...ReadRam.request([4]), spare })
    ] as const)
      assert.match(why(Frames.toWire(content))!, /^length byte at byte 0: expected 2 to 31, found \d\d$/)
  })
  it("masks that are no bytes", () =>
    assert.strictEqual(
      why(Frames.encodeRequestFrame({ content: Address.get, leds: { on: 300, blink: 0 } })),
      "LED suffix: expected values that fit into the fields of the frame"
    ))
  it("an id that the field of the frame cannot hold: 300 is not 44", () =>
    assert.strictEqual(
      why(Frames.toWire(WinmonEnvelope.request("X", ReadRam.request([300])))),
      "WinmonRequest: expected values that fit into the fields of the frame"
    ))
  it("any number outside its field, in frames of both directions", () => {
    const refuses = <A extends { readonly content: unknown }>(
      frame: fc.Arbitrary<A>,
      encode: (frame: A) => Result.Result<Uint8Array, Failure.EncodeFailure>
    ) =>
      fc.assert(
        fc.property(frame, fc.nat(255), impossible, (made, index, part) => {
          assert.isNull(why(encode(made)))
          const paths = numbersIn(made)
          const path = paths[index % paths.length]
          if (path === undefined) return
          assert.isNotNull(why(encode(replace(made, path, part) as A)), path.join("."))
        })
      )
    refuses(requestFrame, Frames.encodeRequestFrame)
    refuses(replyFrame, Frames.encodeReplyFrame)
  })
})
