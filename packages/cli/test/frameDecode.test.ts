/**
 * `vebus frame decode` as users run it: what it prints, what a program gets, what a paste may look like, and the exit
 * code.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import * as Paste from "../src/frame/Paste.ts"
import { type Ended, run } from "./InProcess.ts"
import * as Process from "./Process.ts"

const decode = (...words: ReadonlyArray<string>): Promise<Ended> => run(["frame", "decode", ...words])
const decodeInput = (input: string, ...words: ReadonlyArray<string>): Promise<Ended> =>
  run(["frame", "decode", ...words], { input })

interface Piece {
  readonly _tag: "Frame" | "Discarded"
  readonly offset: number
  readonly raw: string
  readonly direction: "request" | "reply"
  readonly guessed: boolean
  readonly title: string
  readonly content: unknown
  readonly ranges: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly meaning: string
}
interface Document {
  readonly schema: string
  readonly frames: ReadonlyArray<Piece>
}
const documentOf = ({ stdout }: Ended): Document => JSON.parse(stdout) as Document

const A = "04 FF 41 01 00 BB"
const V = "02 FF 56 A9"
const VERSION = "07 FF 56 24 DB 11 00 42 52"

describe("what it prints", () => {
  it("a setting reply of 0x8134, and a LED suffix that knows nothing", async () => {
    const { code, stdout, stderr } = await decode("87 FF 58 86 34 81 1F 1F A9")
    assert.deepStrictEqual(
      { code, stderr, lines: stdout.split("\n") },
      {
        code: 0,
        stderr: "",
        lines: [
          "setting reply of 0x8134 on X (adapter to host, guessed)",
          "  0  87     length       7 payload bytes, the last two a LED suffix",
          "  1  FF     frame type   MK2 frame",
          "  2  58     command      'X', winmon",
          "  3  86     winmon code  read setting reply",
          "  4  34 81  valueRaw     0x8134 (33076, signed -32460) raw, on the scale of the setting asked for",
          "  6  1F 1F  LED suffix   LEDs not known",
          "  8  A9     checksum     good",
          ""
        ]
      }
    )
  })

  it("a wrong checksum, with the right one, and exit code 1", async () => {
    const { code, stdout, stderr } = await decode("04 FF 41 01 00 BC")
    assert.deepStrictEqual(
      { code, stdout, stderr },
      {
        code: 1,
        stdout:
          "no frame at byte 0: 04 FF 41 01 00 BC: checksum should be BB, found BC; skipped 6 bytes, looking for the next frame\n",
        stderr: "vebus: 6 of 6 bytes formed no frame\n"
      }
    )
  })

  it("fields that share a byte below each other", async () => {
    const { stdout } = await decode("0D 41 00 00 00 00 91 64 00 F4 01 C8 00 33 CD")
    assert.include(stdout, "\n   6  91     activeInput          AC2\n             limitChangeable      no\n")
  })

  it("a whole stream with what is wrong in it", async () => {
    const { code, stdout, stderr } = await decodeInput(`11 00 00 BF 00 ${A}\n87 FF 58 86 34 81 1F 1F A9\n`)
    assert.strictEqual(code, 1)
    assert.strictEqual(stderr, "vebus: 5 of 20 bytes formed no frame\n")
    assert.deepStrictEqual(
      stdout.split("\n").filter((line) => /^\S/.test(line)),
      [
        "no frame at byte 0: 11 00 00 BF 00: frame type 00 is not known; skipped 5 bytes, looking for the next frame",
        "address reply: set 0 (adapter to host, guessed: it fits both ways)",
        "setting reply of 0x8134 on X (adapter to host, guessed)"
      ]
    )
  })

  it("a frame as the other side would mean it, when asked to", async () => {
    const { stdout } = await decode("--direction", "reply", A)
    assert.strictEqual(stdout.split("\n")[0], "address reply: set 0 (adapter to host)")
  })
})

describe("a process", () => {
  it.each([
    ["87 FF 58 86 34 81 1F 1F A9", undefined],
    ["--json", `TX: ${V}\nRX: ${VERSION}`],
    ["04 FF 4G", undefined]
  ])("of its own does the same: %s", async (word, input) => {
    const words = ["frame", "decode", word]
    const options = input === undefined ? {} : { input }
    assert.deepStrictEqual(await Process.run(words, options), await run(words, options))
  })
})

describe("for a program", () => {
  it("one JSON document that holds the frame itself", async () => {
    const { code, stdout, stderr } = await decode("--json", VERSION)
    const { schema, frames } = documentOf({ code, stdout, stderr })
    assert.deepStrictEqual([code, stderr, schema, frames.length], [0, "", "vebus.explanation/1", 1])
    const [frame] = frames
    assert.deepStrictEqual(
      [frame?.offset, frame?.direction, frame?.guessed, frame?.title, frame?.raw],
      [0, "reply", true, "version reply: MK3, firmware 212", VERSION]
    )
    assert.deepStrictEqual(frame?.ranges[3], {
      offset: 3,
      length: 4,
      raw: "24 DB 11 00",
      field: "version",
      meaning: "1170212: MK3, firmware 212",
      unit: null
    })
    const content = Schema.decodeUnknownSync(Schemas.Reply)(frame?.content)
    assert.strictEqual(
      Hex.toHex(Result.getOrThrow(Frames.encodeReplyFrame({ content, leds: null }))),
      VERSION
    )
  })

  it("discarded bytes too, and exit code 1", async () => {
    const ended = await decodeInput("04 FF 41 01 00 BC", "--json")
    assert.strictEqual(ended.code, 1)
    assert.deepStrictEqual<unknown>(documentOf(ended).frames, [
      {
        _tag: "Discarded",
        offset: 0,
        length: 6,
        raw: "04 FF 41 01 00 BC",
        meaning: "checksum should be BB, found BC; skipped 6 bytes, looking for the next frame"
      }
    ])
  })
})

type Example = readonly [name: string, paste: string, frames: ReadonlyArray<string>]

/** What was pasted, and the frames in it: `>` sent by a host, `<` by an adapter, if the text says so. */
const pastes: ReadonlyArray<Example> = [
  ["pairs run together", "04ff410100bb", [A]],
  ["a C array", "const uint8_t frame[6] = { 0x04, 0xFF, 0x41,\n  0x01, 0x00, 0xBB }; // set address", [A]],
  ["a list, lone digits", "[0x4, 0xff, 0x41, 0x1, 0x0, 0xbb]", [A]],
  ["escapes", String.raw`\x04\xff\x41\x01\x00\xbb`, [A]],
  ["a Python literal with letters in it", String.raw`port.write(b'\x04\xffA\x01\x00\xbb')`, [`> ${A}`]],
  ["what Node prints", "<Buffer 04 ff 41 01 00 bb>", [A]],
  ["colons, dashes", "04:FF:41:01:00:BB 02-FF-56-A9", [A, V]],
  ["a mail with typographic quotes, Markdown", "> “04 FF 41 01 00 BB”\n> `02 FF 56 A9`", [A, V]],
  ["invisible characters, carriage returns", "\u200b04\u00a0FF\u00a041\r\n01 00 BB\ufeff", [A]],
  ["a frame over two lines, comments", "04 FF 41 # address\n01 00 BB // set\n", [A]],
  ["a label", "AC info L1: 02 FF 56 A9", [V]],
  ["TX and RX", `TX: ${V}\nRX: ${VERSION}`, [`> ${V}`, `< ${VERSION}`]],
  ["both sides in one line", `sent 4 bytes: ${V} received: ${VERSION}`, [`> ${V}`, `< ${VERSION}`]],
  ["arrows in front", `-> ${A}\n<- ${A}`, [`> ${A}`, `< ${A}`]],
  ["an arrow between", `\`${V}\` → \`${VERSION}\``, [`> ${V}`, `< ${VERSION}`]],
  [
    "a log",
    `2024-01-02 12:34:56.789 [info] TX ${V}\n[12:34:57] RX (9): ${VERSION}`,
    [`> ${V}`, `< ${VERSION}`]
  ],
  ["candump", `can0  123   [6]  ${A}\n(1609459200.123456) can0 123#02FF56A9`, [A, V]],
  [
    "hexdump -C",
    `${dump("00000000  ", "  ")}  |..A.....V...A...|\n00000010  02 ff 56 a9    |..V.|\n00000014`,
    [A, V, A, V]
  ],
  [
    "xxd",
    "00000000: 04ff 4101 00bb 02ff 56a9                 ..A.....V.\n0000000a: 02ff 56a9    ..V.",
    [A, V, V]
  ],
  [
    "a capture file",
    `{"schema":"vebus.capture/1","started":"2024-01-02T12:34:56Z"}
{"ms":1.5,"dir":"tx","hex":"${V}"}
{"ms":43,"dir":"rx","hex":"07 FF 56 24"}
{"ms":45,"dir":"rx","hex":"DB 11 00 42 52"}
{"ms":50,"event":"lost"}`,
    [`> ${V}`, `< ${VERSION}`]
  ]
]

const morePastes: ReadonlyArray<Example> = [
  ["a Python call", 'bytes.fromhex("04 FF 41 01 00 BB")', [A]],
  ["a Python literal of hex", "b'04FF410100BB'", [A]],
  [
    "a Python literal with every escape",
    String.raw`"\x02\t\n\r\0\a\b\f\v\e\\\"\x00"`,
    ["02 09 0A 0D 00 07 08 0C 0B 1B 5C 22 00"]
  ],
  ["a call of Node", "port.write(Buffer.from('04ff410100bb', 'hex'))", [`> ${A}`]],
  ["casts of Java", "(byte)0x02, (byte)0xFF, (byte)0x56, (byte)0xA9", [V]],
  ["assembler's h, dollars", "04h 0FFh 41h 01h 00h 0BBh $02 $FF $56 $A9", [`${A} ${V}`]],
  ["an arrow between, the other way", `${VERSION} <- ${V}`, [`< ${VERSION}`, `> ${V}`]],
  ["an arrow behind the name", `TX -> ${V}\nRX <- ${VERSION}`, [`> ${V}`, `< ${VERSION}`]],
  [
    "host and adapter",
    `H->A ${A}\nA->H ${A}\nhost: ${V}\nadapter: ${A}`,
    [`> ${A}`, `< ${A}`, `> ${V}`, `< ${A}`]
  ],
  ["a bare time in front of a side", `12:34:56 TX ${V}`, [`> ${V}`]],
  ["a number in front of a side", `17 TX ${V}\n1704198896 RX ${A}`, [`> ${V}`, `< ${A}`]],
  ["a number in front of an arrow", `17 -> ${V}`, [`> ${V}`]],
  ["a label behind a side", `reply to A: ${A}`, [`< ${A}`]],
  ["times with fractions", `12:34:56.789 ${A}\n3.25 ${V}\n2024-01-02T12:34:56.1Z ${V}`, [`${A} ${V} ${V}`]],
  ["candump with a direction", `can0  RX - -  123   [6]  ${A}`, [`< ${A}`]],
  ["a packet view", "0000   04 ff 41 01 00 bb                                 ..A...", [A]],
  ["an offset that is none", "00000000", ["00 00 00 00"]],
  ["words of four digits", "0000 04ff", ["00 00 04 FF"]],
  ["marks that separate bytes", "2: ff: 56: a9", [V]],
  ["empty lines", `${V}\n\n  \n${A}\n`, [`${V} ${A}`]]
]

/** The first line of a dump of A, V and A. */
function dump(offset: string, gap: string): string {
  return `${offset}04 ff 41 01 00 bb 02 ff${gap}56 a9 04 ff 41 01 00 bb`
}

describe("a paste", () => {
  it.concurrent.each(pastes)("%s", async (_, paste, frames) => {
    const ended = await decodeInput(paste, "--json")
    assert.strictEqual(ended.stderr, "")
    assert.deepStrictEqual(
      documentOf(ended).frames.map(({ direction, guessed, raw }) =>
        guessed ? raw : `${direction === "request" ? ">" : "<"} ${raw}`
      ),
      frames
    )
    assert.strictEqual(ended.code, 0)
  })

  it.each(morePastes)("%s", (_, paste, expected) => {
    const runs = Result.getOrThrow(Paste.read(paste))
    assert.deepStrictEqual(
      runs.map(({ direction, bytes }) => {
        const side = direction === null ? "" : direction === "request" ? "> " : "< "
        return side + Hex.toHex(bytes)
      }),
      expected
    )
  })

  it("of a million bytes in lines is read in one go", () => {
    const runs = Result.getOrThrow(Paste.read("04 FF 41 01 00 BB 00 00 00 00\n".repeat(100_000)))
    assert.deepStrictEqual(
      runs.map(({ bytes }) => bytes.length),
      [1_000_000]
    )
  })

  it.each(["----", "====", "- ", " ", "a", "[", "TX [1 ", "can0 ", "12:34:56.", "'", "words and "])(
    "of one long line of %j is read in linear time",
    // Where it takes the square of the length, it takes longer than any test may.
    (piece) => assert.isTrue(Result.isResult(Paste.read(piece.repeat(400_000 / piece.length))))
  )

  it("of any text never fails in any other way than by saying what it found", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom(..."0123aFx\\\n ,[]{}()\"':->TRX.#/bh=".split("")) })
        ),
        (text) => {
          const result = Paste.read(text)
          if (Result.isFailure(result)) {
            assert.isAtLeast(result.failure.line, 1)
            assert.isAtMost(result.failure.line, text.split(/\r\n?|\n/).length)
            assert.notStrictEqual(result.failure.found, "")
          } else for (const { bytes } of result.success) assert.isAbove(bytes.length, 0)
        }
      ),
      { numRuns: 2000 }
    ))

  it("counts offsets through all of its lines", async () => {
    const { frames } = documentOf(await decodeInput(`TX: ${V}\nRX: ${VERSION}`, "--json"))
    assert.deepStrictEqual(
      frames.map(({ offset, ranges }) => [offset, ranges[0]?.["offset"]]),
      [
        [0, 0],
        [4, 4]
      ]
    )
  })

  it("may come in several words, and the flag outdoes what it says", async () => {
    const { frames } = documentOf(await decode("--json", "--direction", "reply", "TX:", "02", "FF53", "0xAC"))
    assert.deepStrictEqual(
      frames.map(({ title }) => title),
      ["switch reply"]
    )
  })
})

describe("what is no bytes is refused, with what it may be", () => {
  it.each([
    ["hello", 1, "hello", null],
    ["04 FF 4G", 1, "4G", null],
    ["DC: 04 FF 41 01 00 BC", 1, "DC:", "is it a label? Leave it out"],
    ["04 FF 412", 1, "412", "is the list decimal?"],
    ["04 FF ... BB", 1, "... BB", "are bytes left out there?"],
    ["<Buffer 04 ff … 9 more bytes>", 1, "… 9 more bytes>", "are bytes left out there?"],
    ["12:34:56 04 FF 41 01 00 BC", 1, "12:34:56", "is it a time? Leave it out"],
    ["1: 04 FF 41 01 00 BC", 1, "1:", "is it a line number? Leave it out"],
    [`${V}\n12. ${V} 01`, 2, "12.", "is it a line number? Leave it out"],
    [`1 ${A}\n2 ${V} 01`, 1, "1", "are the lines numbered? Leave that out"],
    [`${A} reply ${A}`, 1, A, 'whose bytes are in front of "reply"?'],
    [`${A} and then reply ${A}`, 1, `${A} and then`, 'whose bytes are in front of "reply"?']
  ])("%j", (paste, line, found, hint) =>
    assert.deepStrictEqual(Paste.read(paste), Result.fail({ line, found, hint }))
  )

  it.concurrent.each([
    ["12:34:56 04 FF", 'found "12:34:56" (is it a time? Leave it out)'],
    [
      `\nthen nothing`,
      'line 2: expected bytes in hexadecimal like "04 FF 41 01 00 BB", found "then nothing"'
    ],
    ["TX:", 'expected bytes in hexadecimal like "04 FF 41 01 00 BB", found none']
  ])("exit code 2: %j", async (paste, message) => {
    const { code, stdout, stderr } = await decodeInput(paste)
    assert.include(stderr, message)
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
  })

  it("so are an unknown direction and an unknown flag", async () => {
    for (const words of [
      ["--direction", "up", A],
      ["--nonsense", A]
    ]) {
      const { code, stdout } = await decode(...words)
      assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
    }
  })
})
