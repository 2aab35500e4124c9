/**
 * Frames as they pass, without Effect: their bytes are those of the line, and looking at them asks nothing.
 */
import { Frames, Hex } from "@vebus/codec"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { opened } from "./Opened.ts"

describe("frames", () => {
  it("are those of the answers, with title, bytes and content", async () => {
    await using open = await opened()
    const { inverter } = open
    const frames = inverter.frames()
    const first = frames.next()
    await inverter.settings.get("UBatFloat")
    const seen = [(await first).value!]
    while (seen.at(-1)?._tag !== "Frame" || !JSON.stringify(seen.at(-1)).includes("Setting"))
      seen.push((await frames.next()).value!)
    for (const frame of seen) {
      if (frame._tag !== "Frame") return assert.fail(frame.hex)
      assert.isNotEmpty(frame.title)
      const bytes = Result.getOrThrow(Hex.fromHex(frame.hex))
      assert.deepStrictEqual(Result.getOrThrow(Frames.decodeReplyFrame(bytes)).content, frame.content)
      assert.isFalse(Number.isNaN(Date.parse(frame.time)))
    }
    await frames.return()
  })

  it("that are damaged come as bytes with the reason, beside the good ones", async () => {
    await using open = await opened({ device: { faults: { replies: { noise: 1 } } } })
    const { inverter } = open
    const frames = inverter.frames()
    const first = frames.next()
    for (let count = 0; count < 10; count++) await inverter.state()
    const seen = [(await first).value!]
    for (let count = 0; count < 9; count++) seen.push((await frames.next()).value!)
    assert.includeMembers(
      seen.map(({ _tag }) => _tag),
      ["Discarded", "Frame"]
    )
    for (const { hex } of seen) assert.isTrue(Result.isSuccess(Hex.fromHex(hex)))
    await frames.return()
  })

  it("end with the inverter", async () => {
    const { inverter } = await opened()
    const next = inverter.frames().next()
    await inverter.close()
    assert.deepStrictEqual(await next, { done: true, value: undefined })
  })
})
