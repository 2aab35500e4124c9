import { assert, describe, it } from "@effect/vitest"
import { UnknownWinmon, Winmon, WriteViaId } from "@vebus/codec"
import { rows, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { frames } from "../vectors/Vectors.ts"

/** The replies that answer each request besides the refusals (protocol.md 4.6), as the vectors have them. */
const families: Readonly<Record<string, ReadonlyArray<string>>> = {
  UnknownWinmonRequest: [],
  ...Object.fromEntries(
    frames.flatMap(({ facts }) => (facts?.answers === undefined ? [] : [[facts.tag, facts.answers]]))
  )
}
const refusals = ["NotUnderstood", "AccessLevelRequired", "RamUnsupported", "SettingUnsupported"]

describe.each(rows(winmonRequests))("$name", ({ arbitrary }) => {
  it("is answered by its own family and by refusals, and by nothing else", () =>
    fc.assert(
      fc.property(
        arbitrary,
        fc.oneof(...rows(winmonReplies).map((row) => row.arbitrary)),
        (request, reply) => {
          const expected = refusals.includes(reply._tag) || families[request._tag]!.includes(reply._tag)
          assert.strictEqual(Winmon.answers(reply, request), expected)
        }
      )
    ))
})

it("a code below 80 from an adapter is an echo", () => {
  const isEcho = (code: number) => UnknownWinmon.isEcho({ _tag: "UnknownWinmonReply", code, data: [] })
  assert.deepStrictEqual([0x00, 0x30, 0x7f, 0x80, 0xff].map(isEcho), [true, true, true, false, false])
})

it("bit 0 of the one byte behind 88 asks for a restart; the two of short mode say nothing", () => {
  const needsRestart = (...data: ReadonlyArray<number>) => WriteViaId.needsRestart({ data })
  assert.deepStrictEqual([needsRestart(1), needsRestart(0x81)], [true, true])
  assert.deepStrictEqual(
    [needsRestart(), needsRestart(0), needsRestart(2), needsRestart(1, 0)],
    [false, false, false, false]
  )
})

it("no bytes are no command and no reply", () => {
  assert.isTrue(Result.isFailure(Winmon.Request.decode(Uint8Array.of())))
  assert.isTrue(Result.isFailure(Winmon.Reply.decode(Uint8Array.of())))
})
