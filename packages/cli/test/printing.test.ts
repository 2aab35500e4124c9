/**
 * What a device, a file or a name holds never steers the terminal: whatever stands in it, a command prints no escape, no
 * other control character, no mark of direction and no end of a line that it did not make itself.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Frames, Hex, SerialNumber } from "@vebus/codec"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Plain from "../src/output/Plain.ts"
import { type Ended, run, start } from "./InProcess.ts"

let folder = ""
let backup: Record<string, unknown> = {}
let capture = ""
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vebus-printing-"))
  const files = { backup: join(folder, "backup"), capture: join(folder, "capture") }
  const simulator = start(["simulate", "--tcp", "0", "--unpaced"])
  const port = await simulator.line(/^tcp:/)
  assert.strictEqual((await run(["settings", "backup", files.backup, "--port", port])).code, 0)
  await simulator.stop()
  assert.strictEqual((await run(["info", "--port", "sim:", "--record", files.capture])).code, 0)
  backup = JSON.parse(readFileSync(files.backup, "utf8")) as typeof backup
  capture = readFileSync(files.capture, "utf8")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STEERING =
  // oxlint-disable-next-line no-control-regex -- these are what it is about.
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/u

const assertPlain = ({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void => {
  for (const text of [stdout, stderr]) {
    assert.isNull(STEERING.exec(text), JSON.stringify(text))
    assert.notMatch(text, /^FORGED/m)
  }
}

/** What steers a terminal, and a line that looks as if it were ours. */
const hostile = fc
  .array(
    fc.constantFrom(
      "\u001B[2K\r",
      "\u001B[1A",
      "\u001B]0;title\u0007",
      "\u001B[8m",
      "\u009B2J",
      "\u0090q\u009C",
      "\u202E",
      "\u2066",
      "\u200F",
      "\u2028FORGED",
      "\nFORGED: all is well",
      "\r\nFORGED",
      "\b\b\b",
      "\u007F",
      "\uFEFF",
      "\u200Bname",
      "\u2063",
      "\u{E0041}",
      "\t",
      "name",
      " ",
      "%s %o",
      "\\u001B[2J",
      "é🚤"
    ),
    { minLength: 1, maxLength: 6 }
  )
  .map((parts) => parts.join(""))

/** A file with a hostile name. */
const fileNamed = (name: string, content: string): string => {
  const path = join(folder, name.replaceAll("/", "_").slice(0, 60))
  writeFileSync(path, content)
  return path
}

/** How many characters a serial number has. */
const SERIAL_LENGTH = 11

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A frame whose sum is good, with a hostile serial number. */
const serialReply = hostile.map((text) =>
  Result.getOrThrow(
    Frames.encodeReplyFrame({
      content: {
        _tag: "WinmonReply",
        letter: "X",
        reply: SerialNumber.Reply.make({ data: [...bytesOf(text)].slice(0, SERIAL_LENGTH) })
      },
      leds: null
    })
  )
)

const check = (property: (text: string, other: string) => Promise<void>, numRuns = 5) =>
  fc.assert(fc.asyncProperty(hostile, hostile, property), { numRuns })

describe("a command prints nothing that steers the terminal", () => {
  it("of words and names of ports", () =>
    check(async (text, other) => {
      for (const words of [
        [text],
        ["state", text],
        ["state", `--${text}`],
        ["state", "--port", text],
        ["state", "--port", `sim:${text}`],
        ["state", "--port", `replay:${text}`],
        ["settings", "get", text, "--port", "sim:"],
        ["ram", "get", other, "--port", "sim:"],
        ["set", `${text}=${other}`, "--port", "sim:", "--dry-run"],
        ["monitor", "--fields", text, "--port", "sim:", "--count", "1"],
        ["simulate", "--tcp", "0", "--profile", `x${text}`],
        ["simulate", "--tcp", "0", "--fault", `x${text}`],
        ["frame", "decode", `x${text}`]
      ]) {
        assertPlain(await run(words))
      }
    }))

  it("of plan files: names, values and the file's own name", () =>
    check(async (text, other) => {
      const quoted = JSON.stringify(text)
      for (const content of [
        `settings:\n  ${quoted}: 13.5\n`,
        `settings:\n  UBatFloat: ${quoted}\n`,
        `flags:\n  ${quoted}: on\n`,
        `to: ${quoted}\n`,
        `${quoted}: 1\n`,
        `settings: ${text}\n  ${other}`,
        text
      ]) {
        assertPlain(await run(["plan", fileNamed(other, content), "--port", "sim:"]))
      }
    }))

  it("of backups: every text in them, and the file's own name", () =>
    check(async (text, other) => {
      const changed = JSON.stringify(
        {
          ...backup,
          flags: (backup["flags"] as ReadonlyArray<object>).map((flag) => ({
            ...flag,
            name: text,
            on: true
          })),
          settings: (backup["settings"] as ReadonlyArray<object>).map((setting, index) => ({
            ...setting,
            name: index % 2 === 0 ? text : null,
            label: other,
            unit: text,
            value: index
          })),
          port: text,
          software: other,
          time: text
        },
        null,
        1
      )
      const path = fileNamed(other, changed)
      for (const words of [
        ["settings", "diff", path, "--port", "sim:"],
        ["settings", "restore", path, "--port", "sim:", "--dry-run"],
        ["settings", "diff", fileNamed(text, text), path]
      ]) {
        assertPlain(await run(words))
      }
    }, 3))

  it("of captures: their header, their lines, and the file's own name", () =>
    check(async (text, other) => {
      const [header, ...lines] = capture.trimEnd().split("\n")
      const named = JSON.stringify({ ...(JSON.parse(header!) as object), port: text, software: other })
      for (const content of [
        [named, ...lines].join("\n"),
        [named, ...lines, text].join("\n"),
        [header, JSON.stringify({ t: 1, dir: text, hex: other }), ...lines].join("\n"),
        text
      ]) {
        const path = fileNamed(other, content)
        assertPlain(await run(["replay", path, "--speed", "max"]))
      }
    }, 3))

  it("of folders and files that cannot be written", () =>
    check(async (text) => {
      const taken = fileNamed(text, "here already")
      const missing = join(folder, `${text.replaceAll("/", "_")}-none`, "file")
      assertPlain(await run(["settings", "backup", taken, "--port", "sim:"]))
      for (const path of [taken, missing]) {
        assertPlain(await run(["record", path, "--port", "sim:", "--for", "1ms"]))
        assertPlain(await run(["state", "--port", "sim:", "--record", path]))
      }
    }, 2))

  it("of what a unit says of itself, which is shown all the same, and is whole in a document", () =>
    check(async (text, other) => {
      const id = `${text}x`
      const serial = `${other}${"0".repeat(SERIAL_LENGTH)}`.slice(0, SERIAL_LENGTH)
      const path = join(folder, "hostile.json")
      const content = { extends: "multiplus-ii-48-3000-230v", id, device: { serial } }
      writeFileSync(path, JSON.stringify(content))
      const shown = await run(["info", "--port", `sim:${path}`])
      assert.strictEqual(shown.code, 0, shown.stderr)
      assertPlain(shown)
      // A cell may be cut, a line of its own is not.
      assert.include(shown.stdout.replaceAll(/\s+/g, ""), Plain.visible(`sim:${id}`).replaceAll(/\s+/g, ""))
      const told = await run(["info", "--port", `sim:${path}`, "--json"])
      assertPlain(told)
      const { port, info } = JSON.parse(told.stdout) as {
        readonly port: string
        readonly info: { readonly units: ReadonlyArray<{ readonly serialNumber: string }> }
      }
      assert.strictEqual(port, `sim:${id}`)
      // The protocol has ASCII there: what is none became a question mark where the bytes were read.
      assert.match(info.units[0]!.serialNumber, /^[ -~]+$/)
    }, 4))

  it("of bytes that anybody put on the line: explained, as JSON, and heard by who listens", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(hostile.map(bytesOf), serialReply, fc.uint8Array({ maxLength: 40 })), {
          maxLength: 4
        }),
        async (chunks) => {
          const [header] = capture.split("\n")
          const lines = chunks.map((chunk, ms) => JSON.stringify({ ms, dir: "rx", hex: Hex.toHex(chunk) }))
          const path = fileNamed("bytes", [header, ...lines, ""].join("\n"))
          const hex = Hex.toHex(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])))
          for (const words of [
            ["replay", path, "--speed", "max"],
            ["sniff", "--port", `replay:${path}`, "--for", "5ms"],
            ["frame", "decode", hex]
          ]) {
            assertPlain(await run(words))
          }
          const told = await run(["replay", path, "--speed", "max", "--jsonl"])
          assertPlain(told)
          for (const line of told.stdout.split("\n").filter((text) => text !== "")) JSON.parse(line)
          const document = await run(["frame", "decode", "--json", hex])
          assertPlain(document)
          if (document.stdout !== "") JSON.parse(document.stdout)
        }
      ),
      { numRuns: 8 }
    ))

  it("of a backup with hostile names of values, which is none the less one, and whole in a document", () =>
    check(async (text, other) => {
      const settings = (backup["settings"] as ReadonlyArray<object>).map((setting) => ({
        ...setting,
        label: other,
        valueName: text,
        value: 1
      }))
      const path = fileNamed("labels", JSON.stringify({ ...backup, settings, port: text }))
      const original = join(folder, "backup")
      const words = ["settings", "diff", original, path]
      const shown = await run(words)
      assert.strictEqual(shown.code, 0, shown.stderr)
      assertPlain(shown)
      const told = await run([...words, "--json"])
      assertPlain(told)
      const { differences } = JSON.parse(told.stdout) as {
        readonly differences: ReadonlyArray<{ readonly b: { readonly valueName: string } }>
      }
      assert.isAbove(differences.length, 0)
      for (const { b } of differences) assert.strictEqual(b.valueName, text)
    }, 3))
})

describe("text on its way out", () => {
  it("holds of a foreign text nothing that steers, whatever it is, and says the same as JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.isNull(STEERING.exec(Plain.line(text)))
        assert.notInclude(Plain.line(text), "\n")
        assert.deepStrictEqual(JSON.parse(Plain.line(JSON.stringify([text]))), [text])
        assert.strictEqual(Plain.visible(Plain.visible(text)), Plain.visible(text))
      })
    )
  })

  it("keeps our own as it is, beside and around what is foreign", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const styled = Plain.styled(text, (plain) => `\u001B[1m${plain}\u001B[22m`)
        assert.strictEqual(
          Plain.line(`${text}${styled}${Plain.own("\r\u001B[K\n")}`),
          `${Plain.visible(text)}\u001B[1m${Plain.visible(text)}\u001B[22m\r\u001B[K\n`
        )
      })
    )
  })
})
