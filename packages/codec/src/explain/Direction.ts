/**
 * Who sent a frame, guessed from its bytes: the same bytes mean different things per direction.
 */
import * as Frames from "../Frames.ts"
import type { LedMasks } from "../device/LedMasks.ts"
import * as FrameType from "../link/FrameType.ts"

/** Who sent the bytes: the host (`request`) or the adapter (`reply`). */
export type Direction = "request" | "reply"

/** A payload read in both directions, and the one in which it makes more sense; `null` when it does in both. */
export interface Reading {
  readonly request: Frames.Request
  readonly reply: Frames.Reply
  readonly guess: Direction | null
}

/** Reads a payload in both directions. */
export const read = (payload: Uint8Array, leds: LedMasks | null): Reading => {
  const request = Frames.decodeRequest(payload)
  const reply = Frames.decodeReply(payload)
  const difference = fit(request) - fit(reply)
  const byFit = difference > 0 ? "request" : difference < 0 ? "reply" : sender(payload[0]!)
  // Only adapters append LED masks.
  return { request, reply, guess: leds === null ? byFit : "reply" }
}

/** Who alone sends frames of a type that looks the same in both directions. */
const sender = (frameType: number): Direction | null => {
  switch (frameType) {
    case FrameType.DIRECT_SWITCH:
      return "request"
    case FrameType.INFO:
    case FrameType.FOREIGN_PANEL:
      return "reply"
    default:
      return null
  }
}

/** How well a payload fits a direction. */
const fits = { impossible: 0, malformed: 1, unknown: 2, unusual: 3, whole: 4 } as const

const fit = (content: Frames.Request | Frames.Reply): number => {
  switch (content._tag) {
    case "Malformed":
      return fits.malformed
    case "WinmonRequest":
      return content.command._tag === "UnknownWinmonRequest"
        ? unknownCode(content.command.code < 0x80)
        : fits.whole
    case "WinmonReply":
      return content.reply._tag === "UnknownWinmonReply"
        ? unknownCode(content.reply.code >= 0x80)
        : fits.whole
    case "AddressRequest":
      // In a get the address carries nothing, and hosts send 0.
      return content.action === "get" && content.address !== 0 ? fits.unusual : fits.whole
    case "AddressReply":
      return fits.whole
    case "UnknownInfoRequest":
      return fits.unusual
    default:
      if (content._tag.startsWith("Unknown")) return fits.unknown
      return "spare" in content && content.spare.length > 0 ? fits.unusual : fits.whole
  }
}

/** Codes below 80 are what hosts send, the others what devices answer. */
const unknownCode = (isOwn: boolean): number => (isOwn ? fits.unknown : fits.impossible)

/** The direction of a frame as its neighbours show it. */
interface Neighbourhood {
  readonly guesses: ReadonlyArray<Direction | null>
  /** Frame type and letter of each frame: an answer has those of its request. */
  readonly kinds: ReadonlyArray<string>
}

/**
 * The direction of every frame of an input. Where the bytes do not tell, the others do: an input that holds one side of a
 * conversation only is all of that side; else a frame answers the one before it if that is a request of its kind.
 */
export const settle = ({ guesses, kinds }: Neighbourhood): ReadonlyArray<Direction> => {
  const known = new Set(guesses.filter((guess) => guess !== null))
  const [only] = known
  const settled: Array<Direction> = []
  guesses.forEach((guess, index) => {
    const isAnswer = settled.at(-1) === "request" && kinds[index - 1] === kinds[index]
    settled.push(guess ?? (known.size === 1 ? only! : isAnswer ? "reply" : "request"))
  })
  return settled
}
