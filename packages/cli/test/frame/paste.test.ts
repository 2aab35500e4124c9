/**
 * What people paste into `vebus frame decode`: any rendering of known bytes, with text around that is none, gives those
 * bytes; and pastes from the field.
 */
import { assert, describe, it } from "@effect/vitest"
import { Explain, Frames, Hex } from "@vebus/codec"
import { replyFrame, requestFrame } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import * as Paste from "../../src/frame/Paste.ts"
import { run } from "../InProcess.ts"
import { dumps, inline } from "./Renderings.ts"

const A = "04 FF 41 01 00 BB"
const V = "02 FF 56 A9"
const VERSION = "07 FF 56 24 DB 11 00 42 52"

const frame = fc
  .oneof(
    requestFrame.map((value) => Result.getOrThrow(Frames.encodeRequestFrame(value))),
    replyFrame.map((value) => Result.getOrThrow(Frames.encodeReplyFrame(value)))
  )
  .filter((bytes) => Explain.explain(bytes).every(({ _tag }) => _tag === "Frame"))
  .map((bytes) => Array.from(bytes))

/** Text that stands in front of bytes. */
const before = fc.constantFrom(
  "",
  "",
  "2026-03-02 07:26:54.724916 Link Trace: ",
  "[12:34:56] ",
  'time="2026-02-08T15:04:53Z" level=debug ',
  "Jan  2 12:34:56 boat vebus[812]: ",
  "1609459200.123456 ",
  "[    3.214567] ",
  "INFO  main.go:42 ",
  "DEBUG:mk2.protocol:",
  "(pid 1234) ",
  "attempt 3 of 5: ",
  "/dev/ttyUSB0: ",
  "2: Write Buffer: ",
  "sent 4 bytes: ",
  "Read (9): ",
  "[OUT] ",
  "IN: ",
  "wrote ",
  "TX -> ",
  "<- "
)
const behind = fc.constantFrom(
  "",
  "",
  " ok",
  " // comment",
  " (took 12 ms)",
  ";",
  " # a remark",
  " in 0.04 s",
  " rtt=41ms"
)
const prose = fc.constantFrom(
  "",
  "Hi all,",
  "this is what I see when it starts:",
  "Any idea?",
  "$ ./log --port /dev/ttyUSB0",
  "---"
)

const hexOf = (runs: ReadonlyArray<Paste.Run>): string => runs.map(({ bytes }) => Hex.toHex(bytes)).join(" ")

const expectBytes = (paste: string, bytes: ReadonlyArray<number>): void => {
  const runs = Paste.read(paste)
  if (Result.isFailure(runs)) assert.fail(`${JSON.stringify(runs.failure)}\n${paste}`)
  assert.strictEqual(hexOf(runs.success), Hex.toHex(bytes), paste)
}

describe("known bytes in any rendering are read", () => {
  it.each(Object.entries(inline))("%s, with text around", (_, render) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ bytes: frame, before, behind }), { minLength: 1, maxLength: 4 }),
        prose,
        prose,
        (lines, first, last) => {
          const texts = lines.map((line) => line.before + render(line.bytes) + line.behind)
          expectBytes(
            [first, ...texts, last].join("\n"),
            lines.flatMap(({ bytes }) => bytes)
          )
        }
      ),
      { numRuns: 200 }
    )
  })

  it.each(Object.entries(dumps))("%s, with text around", (_, render) => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), prose, prose, (list, first, last) => {
        const bytes = list.flat()
        expectBytes([first, render(bytes), last].join("\n"), bytes)
      }),
      { numRuns: 200 }
    )
  })
})

it("signed bytes of the shortest frame are no counts, though words stand around them", () => {
  expectBytes(
    "serial worker [2, -1, 0, -1] done\nserial worker [4, -1, 65, 1, 0, -69] done",
    [2, 255, 0, 255, 4, 255, 65, 1, 0, 187]
  )
})

interface Explanation {
  readonly frames: ReadonlyArray<{
    readonly _tag: string
    readonly raw: string
    readonly direction?: string
    readonly length: number
  }>
  readonly hint: { readonly text: string; readonly repaired: string | null } | null
}

/** What was pasted, and the frames in it: `>` sent by a host, `<` by an adapter. */
const fromTheField: ReadonlyArray<readonly [name: string, paste: string, frames: ReadonlyArray<string>]> = [
  [
    "a trace with a date, two labels with colons, and replies over two lines",
    `2026-03-02 07:26:54.724916 Link Trace: Write Buffer: b'04ff410100bb'
2026-03-02 07:26:54.763168 Link Trace: Read Buffer: b'04'
2026-03-02 07:26:54.778252 Link Trace: Read Buffer: b'ff410100bb'
2026-03-02 07:26:54.779710 Link Trace: Write Buffer: b'05ff57050000a0'
2026-03-02 07:26:56.203481 Link Trace: Read Buffer: b'07'
2026-03-02 07:26:56.236200 Link Trace: Read Buffer: b'ff5621db11000097'`,
    [`> ${A}`, `< ${A}`, "> 05 FF 57 05 00 00 A0", "< 07 FF 56 21 DB 11 00 00 97"]
  ],
  [
    "od with decimal offsets and a text column",
    `0000000 07 ff 56 24 db 11 00 00 94 07 ff 56 24 db 11 00  >..V$.......V$...<
0000016 00 94                                            >..<
0000018`,
    ["< 07 FF 56 24 DB 11 00 00 94", "< 07 FF 56 24 DB 11 00 00 94"]
  ],
  [
    "od with decimal fields, all digits of which are octal",
    `0000000 132 255 112 117 153 255
0000006`,
    ["< 84 FF 70 75 99 FF"]
  ],
  [
    "od -An -t d2: decimal words without offsets",
    "   -249   9302   4571      0   1940  22271  -9436     17\n -27648",
    ["< 07 FF 56 24 DB 11 00 00 94", "< 07 FF 56 24 DB 11 00 00 94"]
  ],
  [
    "od -An: octal words without offsets",
    " 177407 022126 010733 000000 003624 053377 155444 000021\n 112000",
    ["< 07 FF 56 24 DB 11 00 00 94", "< 07 FF 56 24 DB 11 00 00 94"]
  ],
  [
    "key=value pairs, a quoted time, a Go literal",
    'time="2026-02-08T15:04:53Z" level=debug msg="sendCommand []byte{0x2, 0xff, 0x4c, 0xb3}"',
    ["> 02 FF 4C B3"]
  ],
  [
    "Python literals cut between any two bytes",
    String.raw`12:00:01,204 DEBUG serial wrote b'\x02\xffV\xa9'
12:00:01,240 DEBUG serial read b'\x07'
12:00:01,250 DEBUG serial read b'\xff'
12:00:01,251 DEBUG serial read b'V'
12:00:01,255 DEBUG serial read b'$\xdb\x11\x00BR'`,
    [`> ${V}`, `< ${VERSION}`]
  ],
  ["IN and OUT", `[OUT] ${V}\n[IN]  ${VERSION}`, [`> ${V}`, `< ${VERSION}`]],
  [
    "JSON lines",
    `{"level":20,"dir":"out","data":"02ff56a9"}\n{"level":20,"dir":"in","n":9,"data":"07ff5624db11004252"}`,
    [`> ${V}`, `< ${VERSION}`]
  ],
  ["numbered lines", `1 ${V}\n2 ${V}\n3 ${A}`, [`> ${V}`, `> ${V}`, `> ${A}`]],
  ["a bare time", `07:26:54 ${VERSION}\n07:26:55 ${VERSION}`, [`< ${VERSION}`, `< ${VERSION}`]],
  [
    "coloured lines",
    `\u001b[32mTX\u001b[0m ${V}\n\u001b[31mRX\u001b[0m ${VERSION}`,
    [`> ${V}`, `< ${VERSION}`]
  ],
  [
    "what a program read from a device: the request says so itself",
    "read RAM 4: 05 FF 57 30 04 05 6C",
    ["> 05 FF 57 30 04 05 6C"]
  ],
  ["words with the low byte first, without offsets", " ff04 0141 bb00 ff02 a956", [`> ${A}`, `> ${V}`]]
]

describe("pastes from the field", () => {
  it.each(fromTheField)("%s", async (_, input, expected) => {
    const { code, stdout, stderr } = await run(["frame", "decode", "--json"], { input })
    const { frames, hint } = JSON.parse(stdout) as Explanation
    assert.deepStrictEqual(
      frames.map(({ direction, raw }) => `${direction === "request" ? ">" : "<"} ${raw}`),
      expected
    )
    assert.deepStrictEqual({ code, stderr, hint }, { code: 0, stderr: "", hint: null })
  })
})

const INFO = "0F 20 01 01 01 09 08 EC 5A 5F FF EC 5A 08 00 C3 08"

describe("bytes that are no frame, and what they are", () => {
  it.each([
    [
      "a frame without its length byte",
      INFO.slice(3),
      /with 0F in front this is a good frame, AC info of L1/,
      INFO
    ],
    ["two of them", `${INFO.slice(3)}\n${V.slice(3)}`, /with 0F in front the first line is/, `${INFO} ${V}`],
    ["one with a LED suffix", "FF 58 86 34 81 1F 1F A9", /with 87 in front/, "87 FF 58 86 34 81 1F 1F A9"],
    ["bytes of the bus", "98 F7 FE 3A 00 E6 37 02 83 00 00 27 FF", /VE.Bus itself/, null],
    [
      "several frames of the bus",
      "83 83 FE 5C 00 8A 8E 8F FF 83 83 FE 32 00 8D 89 BB FF",
      /VE.Bus itself/,
      null
    ],
    ["one of the bus by its sum", "22 1A FE 3C 00 E6 87 5A FF", /VE.Bus itself/, null]
  ])("%s", async (_, input, message, repaired) => {
    const { code, stdout, stderr } = await run(["frame", "decode", "--json"], { input })
    const { frames, hint } = JSON.parse(stdout) as Explanation
    assert.deepStrictEqual(new Set(frames.map(({ _tag }) => _tag)), new Set(["Discarded"]))
    assert.match(hint!.text, message)
    assert.include(stderr, hint!.text)
    assert.deepStrictEqual([code, hint!.repaired], [1, repaired])
  })

  it("no hint stands beside a frame", async () => {
    const { stdout } = await run(["frame", "decode", "--json"], { input: `${V} ${INFO.slice(3)}` })
    assert.isNull((JSON.parse(stdout) as Explanation).hint)
  })
})
