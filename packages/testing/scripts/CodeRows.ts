/**
 * The rows of winmon requests and replies. Names come from `data/winmon-codes.json` of the codec.
 */
import { readFileSync } from "node:fs"
import { FrameType, Hex } from "@vebus/codec"
import { assertSame, BYTES, type Direction, letterByte, type Row, runs, tagOf } from "./Decoding.ts"
import type { VectorFrame } from "./Vectors.ts"

interface Code {
  readonly code: string
  readonly name: string
  readonly documented?: false
}
const named = JSON.parse(
  readFileSync(new URL("../../codec/data/winmon-codes.json", import.meta.url), "utf8")
) as Readonly<Record<"requests" | "replies", ReadonlyArray<Code>>>

/** Codes from here on are replies. */
const FIRST_REPLY = 0x80
const UNKNOWN = { request: "UnknownWinmonRequest", reply: "UnknownWinmonReply" } as const

const byteOf = ({ code }: Code): number => Number.parseInt(code, 16)
const codeTag = (direction: Direction, code: number): string =>
  tagOf(direction, FrameType.MK2, letterByte("X"), code)

const isCode =
  (direction: Direction, ...codes: ReadonlyArray<number>) =>
  ({ content, payload, ...frame }: VectorFrame) =>
    frame.direction === direction &&
    (content._tag === "WinmonRequest" || content._tag === "WinmonReply") &&
    codes.includes(payload[2]!)

const codeRows = (
  direction: Direction,
  codes: ReadonlyArray<Code>,
  range: ReadonlyArray<number>
): ReadonlyArray<Row> => {
  const unknown = UNKNOWN[direction]
  // What no source names is called like its frame.
  const found = range.filter((byte) => codeTag(direction, byte) !== unknown)
  const names = codes.map(byteOf)
  const own = found
    .filter((byte) => !names.includes(byte))
    .map((byte): Code => ({ code: Hex.hexByte(byte), name: codeTag(direction, byte) }))
  const all = [...codes, ...own]
  assertSame(
    `winmon ${direction} codes`,
    all.filter(({ documented }) => documented !== false).map(byteOf),
    found
  )
  const unnamed = range.filter((byte) => !all.some((code) => byteOf(code) === byte))
  return [
    ...all.map((code): Row => ({
      key: code.code,
      name: code.name.replaceAll("-", " "),
      tags: [codeTag(direction, byteOf(code))],
      matches: isCode(direction, byteOf(code)),
      note: code.documented === false ? "no file of its own: known by name only" : ""
    })),
    {
      key: "others",
      name: runs(unnamed),
      tags: [unknown],
      matches: isCode(direction, ...unnamed),
      note: "no file of their own: no source mentions them"
    }
  ]
}

/** Every code below 80. */
export const requests = (): ReadonlyArray<Row> =>
  codeRows("request", named.requests, BYTES.slice(0, FIRST_REPLY))
/** Every code from 80 on. */
export const replies = (): ReadonlyArray<Row> => codeRows("reply", named.replies, BYTES.slice(FIRST_REPLY))
