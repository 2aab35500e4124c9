/**
 * The vectors as frames: each different frame of `vectors/*.json` once per direction, decoded.
 */
import { readFileSync } from "node:fs"
import { Frames, Hex } from "@vebus/codec"
import * as Result from "effect/Result"

type Content = Frames.Request | Frames.Reply

export interface VectorFrame {
  readonly direction: "request" | "reply"
  readonly hasLeds: boolean
  readonly payload: Uint8Array
  readonly content: Content
  /** The tag of the winmon command or reply inside, or that of the frame. */
  readonly tag: string
}

interface Entry {
  readonly direction?: "host-to-mk" | "mk-to-host"
  readonly hex: string
}

const read = <File>(name: string): File =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"))

const frames = read<ReadonlyArray<Entry & { readonly id: string; readonly valid: boolean }>>("frames")
const streams =
  read<ReadonlyArray<Entry & { readonly id: string; readonly expected: ReadonlyArray<Entry> }>>("streams")
const conversations =
  read<ReadonlyArray<{ readonly id: string; readonly steps: ReadonlyArray<Entry> }>>("conversations")
const scaling = read<ReadonlyArray<{ readonly id: string }>>("scaling")

/** The ids of all vectors. */
export const ids: ReadonlySet<string> = new Set(
  [frames, streams, conversations, scaling].flatMap((file) => file.map(({ id }) => id))
)

/** The tag of what a frame carries. */
export const tagOf = (content: Content): string =>
  content._tag === "WinmonRequest"
    ? content.command._tag
    : content._tag === "WinmonReply"
      ? content.reply._tag
      : content._tag

const decode = ({ direction, hex }: Entry): VectorFrame => {
  const bytes = Result.getOrThrow(Hex.fromHex(hex))
  const isRequest = direction === "host-to-mk"
  const { content, leds } = Result.getOrThrow<Frames.RequestFrame | Frames.ReplyFrame, unknown>(
    isRequest ? Frames.decodeRequestFrame(bytes) : Frames.decodeReplyFrame(bytes)
  )
  return {
    direction: isRequest ? "request" : "reply",
    hasLeds: leds !== null,
    payload: bytes.subarray(1),
    content,
    tag: tagOf(content)
  }
}

const entries: ReadonlyArray<Entry> = [
  ...frames.filter(({ valid }) => valid),
  ...streams.flatMap(({ direction, expected }) =>
    expected.map((frame) => ({ ...frame, direction: direction! }))
  ),
  ...conversations.flatMap(({ steps }) => steps)
]

/** All of them, the same frame once. */
export const all: ReadonlyArray<VectorFrame> = [
  ...new Map(entries.map((entry) => [`${entry.direction} ${entry.hex}`, entry])).values()
].map(decode)
