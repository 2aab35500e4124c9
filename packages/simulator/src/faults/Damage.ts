/**
 * The damage that each kind of fault does: the frame afterwards, and the bytes that come before it. A fault
 * that does not fit the frame gives `null`.
 */
import { type DeviceState, ForeignPanel, Framing, Frames, type LedMasks, States, Version } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Dice } from "./Chance.ts"

const MAX_NOISE_BYTES = 8
const MAX_ZEROS = 3
const MAX_PIECES = 4
/** Pieces of one frame must all come before the receiver gives up its beginning, 350 ms old. */
const MAX_GAP_MILLIS = 40

/** The masks of a suffix that tells nothing, and so never anything wrong. */
const NOT_KNOWN: LedMasks.LedMasks = { on: 0x1f, blink: 0x1f }
/** States from here on are in nobody's table. */
const FIRST_WRONG_STATE = 0x80

/** Takes a frame apart, changes it, and puts it together again with a good checksum. */
const rewrite = (
  frame: Uint8Array,
  change: (whole: Frames.ReplyFrame) => Frames.ReplyFrame | null
): Uint8Array | null => {
  const whole = Result.getOrNull(Frames.decodeReplyFrame(frame))
  const changed = whole === null ? null : change(whole)
  return changed === null ? null : Result.getOrNull(Frames.encodeReplyFrame(changed))
}

const wrongState = (content: Frames.Reply, byte: number): Frames.Reply | null => {
  const state = States.OperatingState.decode(byte)
  if (content._tag === "AcInfo") return { ...content, state }
  return content._tag === "WinmonReply" && content.reply._tag === "DeviceStateReply"
    ? { ...content, reply: { ...content.reply, state } satisfies DeviceState.Reply }
    : null
}

/** The faults of a frame, in the order in which it happens when several faults hit the same frame. */
export const changes = {
  state: (frame, dice) =>
    rewrite(frame, (whole) => {
      const content = wrongState(whole.content, FIRST_WRONG_STATE + dice.below(0x100 - FIRST_WRONG_STATE))
      return content === null ? null : { ...whole, content }
    }),
  leds: (frame) =>
    frame.length + 2 > Framing.MAX_SIZE
      ? null
      : rewrite(frame, ({ content, leds }) => ({ content, leds: leds === null ? NOT_KNOWN : null })),
  flip: (frame, dice) => {
    const bit = dice.below(frame.length * 8)
    return frame.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
  },
  truncate: (frame, dice) => frame.slice(0, 1 + dice.below(frame.length - 1))
} satisfies Record<string, (frame: Uint8Array, dice: Dice) => Uint8Array | null>

/** The bytes before a frame, in this order. `version` is the answer to V now. */
export const inFront = {
  version: (_dice, version) =>
    version === null ? null : Result.getOrNull(Framing.encodePayload(Version.Reply.encode(version))),
  panel: (dice) =>
    Result.getOrNull(
      Framing.encodePayload(
        ForeignPanel.Reply.encode(ForeignPanel.Reply.make({ head: 1 + dice.below(4), data: [0, 0] }))
      )
    ),
  zeros: (dice) => new Uint8Array(1 + dice.below(MAX_ZEROS)),
  noise: (dice) => Uint8Array.from({ length: 1 + dice.below(MAX_NOISE_BYTES) }, () => dice.below(0x100))
} satisfies Record<string, (dice: Dice, version: Version.Reply | null) => Uint8Array | null>

/** Some bytes of a frame, and how long after those before them they come. */
export interface Piece {
  readonly afterMillis: number
  readonly bytes: Uint8Array
}

/** Cuts bytes into two to four pieces; fewer when there are fewer bytes. */
export const split = (bytes: Uint8Array, dice: Dice): ReadonlyArray<Piece> => {
  const count = Math.min(bytes.length, 2 + dice.below(MAX_PIECES - 1))
  const pieces: Array<Piece> = []
  let start = 0
  for (let left = count; left > 0; left--) {
    const room = bytes.length - start - left + 1
    const size = left === 1 ? room : 1 + dice.below(room)
    const afterMillis = start === 0 ? 0 : 1 + dice.below(MAX_GAP_MILLIS)
    pieces.push({ afterMillis, bytes: bytes.subarray(start, start + size) })
    start += size
  }
  return pieces
}
