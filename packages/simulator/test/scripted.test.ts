/**
 * Conversations byte for byte: the transcripts of `conversations/`, built from the worked frames and the procedures of
 * protocol.md, and those of `conversations.json`, captured by others. Live values are set first.
 */
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import conversations from "@vebus/testing/vectors/conversations.json" with { type: "json" }
import { play } from "./conversations/Transcript.ts"

const folder = new URL("conversations/", import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith(".txt"))

describe("a transcript", () => {
  for (const name of names) {
    it(`${name} is kept to`, () =>
      assert.deepStrictEqual(play(name, readFileSync(new URL(name, folder), "utf8")), []))
  }

  it("fails with file, line, expected and found", () => {
    const text = (...lines: ReadonlyArray<string>) =>
      ['# simulate {"profile":"multiplus-ii-48-3000-230v"}', ...lines].join("\n")
    assert.deepStrictEqual(play("made.txt", text("> 02 FF 56 A9", "< 07 FF 56 24 DB 11 00 00 94")), [
      "made.txt, line 3: expected 07 FF 56 24 DB 11 00 00 94, found 07 FF 56 24 DB 11 00 42 52"
    ])
    assert.deepStrictEqual(play("made.txt", text("> 02 FF 54 AB", "< 02 FF 54 AB")), [
      "made.txt, line 3: expected 02 FF 54 AB, found nothing"
    ])
    assert.deepStrictEqual(play("made.txt", text("> 02 FF 56 A9")), [
      "made.txt, line 3: expected the end, found 07 FF 56 24 DB 11 00 42 52"
    ])
    assert.deepStrictEqual(play("made.txt", text("silence 2s")), [
      "made.txt, line 2: expected silence, found 07 FF 56 24 DB 11 00 42 52"
    ])
    assert.deepStrictEqual(play("made.txt", text("say 2s")), [
      'made.txt: script, line 2: expected ">", "<", "wait", "silence", "close" or "#", found say'
    ])
  })
})

/** How a captured conversation is set up, and what happens before some of its steps, counted from 0. */
interface Stage {
  readonly simulate: unknown
  readonly before: Readonly<Record<number, ReadonlyArray<string>>>
}

const hold = (held: object): string => `# change ${JSON.stringify({ change: "hold", ...held })}`

/** The values of the captured frames. With them, and the mode as it was found, every step is answered. */
const stages: Readonly<Record<string, Stage>> = {
  "conversation-01": {
    simulate: { profile: "multi-12-3000-mk2", varyDcBytes: false },
    before: {
      0: [
        hold({
          ram: { 0: 22698, 1: 171, 2: 22698, 3: 154, 4: 1441, 5: 40, 7: 136, 8: 195, 13: 200 },
          leds: { on: 0x03, blink: 0 },
          state: "charge"
        })
      ]
    }
  },
  "conversation-02": {
    simulate: { profile: "multiplus-ii-48-3000-230v", winmonMode: "long" },
    before: {
      0: [
        hold({
          ram: { 0: 23276, 1: 65375, 2: 23276, 3: 8, 8: 195, 14: 65161, 15: 370, 16: 5 },
          leds: { on: 0x01, blink: 0x0c },
          state: "charge"
        })
      ],
      // The last excerpt is of another moment.
      13: [hold({ ram: { 0: 22881 } })]
    }
  },
  "conversation-03": {
    // A Quattro is in no profile: its version number is all that is asked for.
    simulate: {
      profile: {
        extends: "multiplus-ii-48-3000-230v",
        device: { version: 2_648_304, firmware: 304, versionRemainder: "07 01" }
      },
      winmonMode: "long",
      address: 0
    },
    // Between the two the log changes to short mode, which only S does.
    before: { 2: ["> 09 FF 53 03 00 80 01 90 00 01 90", "< 02 FF 53 AC"] }
  }
}

/** A captured conversation as a transcript. Its version frames came unasked, after a while. */
const transcript = (
  steps: ReadonlyArray<{ readonly direction: string; readonly hex: string; readonly note?: string }>,
  { simulate, before }: Stage
): string =>
  [
    `# simulate ${JSON.stringify(simulate)}`,
    ...steps.flatMap(({ direction, hex, note }, index) => [
      ...(before[index] ?? []),
      ...(note === "heartbeat" ? ["wait 1100ms"] : []),
      `${direction === "host-to-mk" ? ">" : "<"} ${hex}`
    ])
  ].join("\n")

describe("conversations.json", () => {
  for (const { id, device, steps } of conversations) {
    it(`${id}, ${device}, is answered step by step`, () =>
      assert.deepStrictEqual(play(id, transcript(steps, stages[id]!)), []))
  }
})
