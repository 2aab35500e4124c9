import { assert, describe, it } from "@effect/vitest"
import { Hex, Winmon } from "@vebus/codec"
import * as Result from "effect/Result"
import { data } from "../device/Data.ts"
import { bytesOf, type Direction, frames } from "../vectors/Vectors.ts"
import { replyOf } from "./collect.ts"

interface Codes {
  readonly requests: ReadonlyArray<{
    readonly code: string
    readonly name: string
    readonly documented?: false
    readonly effect?: string
    readonly replies?: ReadonlyArray<string>
  }>
  readonly replies: ReadonlyArray<{
    readonly code: string
    readonly name: string
    readonly documented?: false
  }>
}

const documented = data<Codes>("winmon-codes")

/** The codes that a vector has, with facts beside them. */
const codesOf = (direction: Direction): ReadonlyArray<string> =>
  frames.flatMap((vector) =>
    vector.direction === direction && vector.facts !== undefined
      ? [Hex.hexByte(bytesOf(vector.hex)[3] ?? 0)]
      : []
  )

/** Long enough for every request and reply. */
const ZEROS = " 00".repeat(12)

const requestOf = (hex: string): Winmon.Request =>
  Result.getOrThrow(Winmon.Request.decode(Result.getOrThrow(Hex.fromHex(hex))))
const isUnknown = ({ _tag }: Winmon.Request | Winmon.Reply): boolean => _tag.startsWith("Unknown")

describe("requests", () => {
  it.each(documented.requests)("$code $name", ({ code, documented: known, effect, replies }) => {
    const request = requestOf(code + ZEROS)
    assert.strictEqual(isUnknown(request), known === false)
    // What nobody has documented counts as the worst.
    assert.strictEqual(
      Winmon.traits(request).effect,
      known === false || effect === "write" ? "write" : "read"
    )
    for (const reply of replies ?? []) {
      assert.isTrue(Winmon.answers(replyOf(reply + ZEROS), request), reply)
      assert.isFalse(isUnknown(replyOf(reply + ZEROS)), reply)
    }
  })

  it("a device state is read with action 0 and forced with any other", () => {
    for (let action = 0; action < 256; action++) {
      const { effect } = Winmon.traits(requestOf(`0E ${Hex.hexByte(action)}`))
      assert.strictEqual(effect, action === 0 ? "read" : "write")
    }
  })

  it("no other code is known but those of vectors", () => {
    const codes = new Set([...documented.requests.map(({ code }) => code), ...codesOf("host-to-mk")])
    for (let code = 0; code < 0x80; code++) {
      if (!codes.has(Hex.hexByte(code))) assert.isTrue(isUnknown(requestOf(Hex.hexByte(code) + ZEROS)))
    }
  })
})

describe("replies", () => {
  it.each(documented.replies)("$code $name", ({ code, documented: known }) =>
    assert.strictEqual(isUnknown(replyOf(code + ZEROS)), known === false)
  )

  it("no other code is known but those of vectors", () => {
    const codes = new Set([...documented.replies.map(({ code }) => code), ...codesOf("mk-to-host")])
    for (let code = 0x80; code < 0x100; code++) {
      if (!codes.has(Hex.hexByte(code))) assert.isTrue(isUnknown(replyOf(Hex.hexByte(code) + ZEROS)))
    }
  })
})
