/** Scripts as text. */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import fc from "fast-check"
import { Script } from "@vebus/simulator"

const parsed = (text: string): Script.Script => Result.getOrThrow(Script.parse(text))

const byte = fc.integer({ min: 0, max: 0xff })
const millis = fc.nat(10_000_000)
const step: fc.Arbitrary<Script.Step> = fc.oneof(
  fc
    .array(fc.oneof<Array<fc.Arbitrary<Script.Token>>>(byte, fc.constantFrom("any", "letter")), {
      minLength: 1
    })
    .map((bytes) => ({ _tag: "Expect" as const, bytes })),
  fc.array(byte, { minLength: 1 }).map((bytes) => ({ _tag: "Send" as const, bytes })),
  fc
    .array(byte, { minLength: 2, maxLength: 30 })
    .map((payload) => ({ _tag: "Send" as const, bytes: [payload.length, ...payload, "checksum" as const] })),
  millis.map((value) => ({ _tag: "Wait" as const, millis: value })),
  millis.map((value) => ({ _tag: "Silence" as const, millis: value })),
  fc.constant({ _tag: "Close" as const })
)
const comment = fc.string().map((text) => text.replaceAll(/[\r\n]/g, " ").trim())
const script: fc.Arbitrary<Script.Script> = fc.array(
  fc.record({ step: fc.option(step), comment: fc.option(comment) }, { noNullPrototype: true })
)

describe("a script", () => {
  it("reads lines that happen, comments and blank lines", () =>
    assert.deepStrictEqual(
      parsed(
        [
          "# connect",
          "",
          "> 04 FF 41 01 00 BB   # set address 0",
          "  <  04 ff 41 01 00 ..",
          "> 05 FF ww ?? 0D 00 ..",
          "wait 350ms",
          "silence 2s",
          "< 05 FF ww 85 C8 00 .. #",
          "close"
        ].join("\n")
      ),
      [
        { step: null, comment: "connect" },
        { step: null, comment: null },
        { step: { _tag: "Expect", bytes: [4, 0xff, 0x41, 1, 0, 0xbb] }, comment: "set address 0" },
        { step: { _tag: "Send", bytes: [4, 0xff, 0x41, 1, 0, "checksum"] }, comment: null },
        { step: { _tag: "Expect", bytes: [5, 0xff, "letter", "any", 0x0d, 0, "checksum"] }, comment: null },
        { step: { _tag: "Wait", millis: 350 }, comment: null },
        { step: { _tag: "Silence", millis: 2000 }, comment: null },
        { step: { _tag: "Send", bytes: [5, 0xff, "letter", 0x85, 0xc8, 0, "checksum"] }, comment: "" },
        { step: { _tag: "Close" }, comment: null }
      ]
    ))

  it("is printed as it is read", () => {
    const text = [
      "# connect",
      "",
      "> 04 FF 41 01 00 BB   # set address 0",
      "< 04 FF 41 01 00 ..",
      "wait 350ms",
      "> 05 FF ww ?? 0D 00 ..",
      "close",
      ""
    ].join("\n")
    assert.strictEqual(Script.print(parsed(text)), text)
  })

  it("is what its own print is read as", () =>
    fc.assert(fc.property(script, (value) => assert.deepStrictEqual(parsed(Script.print(value)), value))))

  it("prints the same a second time, whatever the text", () =>
    fc.assert(
      fc.property(
        fc
          .array(
            fc.oneof(
              fc.string(),
              fc.stringMatching(/^[<>] ([0-9A-Fa-f]{2} {0,2}|\?\? |ww |\.\.){0,6}$/),
              fc.stringMatching(/^ ?(wait|silence|close) {0,3}[0-9]{0,3}(ms|s|h)? ?(#.*)?$/)
            )
          )
          .map((lines) => lines.join("\n")),
        (text) => {
          const first = Script.parse(text)
          if (Result.isFailure(first)) {
            const { line } = first.failure
            assert.isTrue(line >= 1 && line <= text.split("\n").length)
            return
          }
          const printed = Script.print(first.success)
          assert.strictEqual(Script.print(parsed(printed)), printed)
        }
      )
    ))

  it("may end its lines as Windows does", () =>
    assert.deepStrictEqual(parsed("> 00\r\nclose\r\n"), parsed("> 00\nclose\n")))

  it.each([
    ["> 00\n? 00", 2, `">", "<", "wait", "silence", "close" or "#"`, "?"],
    ["> 0G", 1, "a byte such as 0A, or one of ?? ww ..", "0G"],
    ["> 123", 1, "a byte such as 0A, or one of ?? ww ..", "123"],
    ["> toString", 1, "a byte such as 0A, or one of ?? ww ..", "toString"],
    [">", 1, "bytes", ""],
    ["# first\n\n< # nothing", 3, "bytes", ""],
    ["> 04 FF .. 00", 1, `".." at the end of the line`, ".. 00"],
    ["> 05 FF 41 01 00 ..", 1, `a whole frame before "..", of length 04`, "05"],
    ["> ?? FF 41 01 00 ..", 1, `a whole frame before "..", of length 04`, "??"],
    ["< 00 ??", 1, "bytes that can be sent", "??"],
    ["< 05 FF ww 85 C8 00 ..", 1, `a line ">" with ww before this one`, "ww"],
    ["> 03 FF ww 05 ..\n< 05 FF ww 85 C8 00 58", 2, `".." at the end of a line "<" with ww`, "58"],
    ["wait", 1, "a time such as 10s or 350ms", ""],
    ["wait 350", 1, "a time such as 10s or 350ms", "350"],
    ["silence 1s 2s", 1, "a time such as 10s or 350ms", "1s 2s"],
    ["close it", 1, "the end of the line", "it"]
  ])("says which line of %j is wrong, and how", (text, line, expected, found) =>
    assert.deepStrictEqual(Script.parse(text), Result.fail({ _tag: "BadScript", line, expected, found }))
  )

  it("says so in a sentence", () => {
    const result = Script.parse("> 00\nwait")
    if (Result.isSuccess(result)) throw new Error("it is a script")
    assert.strictEqual(
      Script.parseMessage(result.failure),
      "script, line 2: expected a time such as 10s or 350ms, found nothing"
    )
  })
})
