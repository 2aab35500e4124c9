/**
 * What the page says of frames, and what it saves of them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Capture } from "@vebus/runtime"
import { explain } from "../../src/frames/Explained.ts"
import * as Recorded from "../../src/frames/Recorded.ts"

const piecesOf = (hex: string, dir: "rx" | "tx" | null = null) => {
  const found = explain({ hex, dir })
  if (!found.ok) throw new Error(found.message)
  return found.pieces
}

describe("a frame", () => {
  it("has its fields with their place in it, also behind noise", () => {
    const [noise, frame] = piecesOf("55 87 FF 58 86 34 81 1F 1F A9")
    assert.deepInclude(noise, { kind: "no frame", raw: "55", fields: [] })
    assert.deepInclude(frame, { kind: "winmon", title: "setting reply of 0x8134 on X" })
    assert.deepStrictEqual(frame!.fields.map(({ raw }) => raw).join(" "), "87 FF 58 86 34 81 1F 1F A9")
    assert.deepStrictEqual(
      frame!.fields.map(({ offset }) => offset),
      frame!.fields.map((_, at) =>
        frame!.fields.slice(0, at).reduce((sum, { raw }) => sum + raw.split(" ").length, 0)
      )
    )
  })

  it("is of a kind", () => {
    for (const [hex, dir, kind] of [
      ["02 FF 56 A9", "tx", "version"],
      ["08 FF 4C 09 00 00 00 03 00 A1", "rx", "lamps"],
      ["0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2", "rx", "info"],
      ["00 00", "rx", "no frame"]
    ] as const)
      assert.deepStrictEqual(
        piecesOf(hex, dir).map((piece) => piece.kind),
        [kind]
      )
  })

  it("of text that is no hex is an error that says where, what was expected and what was found", () => {
    assert.deepStrictEqual(explain({ hex: "05 FF xyz", dir: null }), {
      ok: false,
      message: "There is no hex at character 7: expected pairs like 05 FF 56, found “xyz”"
    })
    assert.isFalse(explain({ hex: " ", dir: null }).ok)
  })
})

describe("what is saved", () => {
  it("is a recording, with the times that the frames had", () => {
    const ms = Date.parse("2026-01-01T12:00:00.000Z")
    const text = Recorded.text(
      [
        { key: 0, ms, dir: "tx", hex: "02 FF 56 A9" },
        { key: 1, ms: ms + 40, dir: "rx", hex: "07 FF 56 24 DB 11 00 00 94" }
      ],
      "Demo"
    )
    const parsed = Capture.parse(text)
    assert.isTrue(parsed._tag === "Success")
    if (parsed._tag !== "Success") return
    assert.deepInclude(parsed.success.header, { started: "2026-01-01T12:00:00.000Z", port: "Demo" })
    assert.deepStrictEqual(parsed.success.lines, [
      { ms: 0, dir: "tx", hex: "02 FF 56 A9" },
      { ms: 40, dir: "rx", hex: "07 FF 56 24 DB 11 00 00 94" }
    ])
  })

  it("of nothing is a recording of nothing", () =>
    assert.containsSubset(Capture.parse(Recorded.text([], "Demo")), { success: { lines: [] } }))
})
