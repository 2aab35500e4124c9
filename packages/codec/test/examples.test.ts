/**
 * Every `@example` in the sources that starts with bytes is what it says: one frame that the deframer finds, that means
 * something, and that encodes back.
 */
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Frames } from "@vebus/codec"
import { findAll } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import { bytesOf } from "./vectors/Vectors.ts"

const sources = new URL("../src/", import.meta.url)

interface Example {
  readonly file: string
  readonly hex: string
  readonly text: string
}

const examples: ReadonlyArray<Example> = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap((file) =>
    Array.from(
      readFileSync(new URL(file, sources), "utf8").matchAll(/@example ((?:[0-9A-F]{2} )+)- (.+)/g),
      ([, hex = "", text = ""]) => ({ file, hex: hex.trim(), text })
    )
  )

/** The deframer's own example is a stream, which its test runs. */
const frames = examples.filter(({ file }) => file !== "link/Deframer.ts")

/** What an adapter or a host means by the frame, with the bytes it encodes back to. */
const readings = (bytes: Uint8Array) => {
  const request = Result.getOrThrow(Frames.decodeRequestFrame(bytes))
  const reply = Result.getOrThrow(Frames.decodeReplyFrame(bytes))
  return [
    { content: request.content, encoded: Result.getOrThrow(Frames.encodeRequestFrame(request)) },
    { content: reply.content, encoded: Result.getOrThrow(Frames.encodeReplyFrame(reply)) }
  ]
}

const tags = (content: Frames.Request | Frames.Reply): ReadonlyArray<string> =>
  content._tag === "WinmonRequest"
    ? [content.command._tag]
    : content._tag === "WinmonReply"
      ? [content.reply._tag]
      : [content._tag]

const isKnown = (content: Frames.Request | Frames.Reply): boolean =>
  tags(content).every((tag) => tag !== "Malformed" && !tag.startsWith("Unknown"))

describe("examples in the sources", () => {
  it("stand in every module of a frame", () => {
    const withExample = new Set(examples.map(({ file }) => file))
    const modules = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) =>
      /^export const (LETTER|CODE|DATA_CODE|NOT_UNDERSTOOD_CODE|Reply) = /m.test(
        file.endsWith(".ts") ? readFileSync(new URL(file, sources), "utf8") : ""
      )
    )
    const joined = ["mk2/Mk2.ts", "winmon/Winmon.ts", "Frames.ts"]
    assert.deepStrictEqual(
      modules.filter((file) => !withExample.has(file) && !joined.includes(file)),
      []
    )
    assert.isAtLeast(frames.length, 50)
  })

  it.each(frames)("$file: $hex - $text", ({ file, hex }) => {
    const bytes = bytesOf(hex)
    assert.deepStrictEqual(findAll(Deframer, [bytes]), [{ kind: "Frame", offset: 0, bytes }])
    const read = readings(bytes)
    assert.strictEqual(
      read.some(({ content }) => isKnown(content)),
      !file.endsWith("/Unknown.ts")
    )
    for (const { encoded } of read) assert.deepStrictEqual(encoded, bytes)
  })
})
