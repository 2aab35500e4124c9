/**
 * The bytes around a payload's fields, which say how long it is and what it is: length, frame type, command letter and
 * winmon code. Reference: protocol.md 2.1, 3.1, 4.4.
 */
import type * as Frames from "../Frames.ts"
import * as FrameType from "../link/FrameType.ts"
import * as LedSuffix from "../link/LedSuffix.ts"
import * as Mk2 from "../mk2/Mk2.ts"
import * as WinmonEnvelope from "../mk2/WinmonEnvelope.ts"
import { type Meaning, says, wordsOf } from "./Phrases.ts"

const types: Readonly<Record<number, string>> = {
  [FrameType.MK2]: "MK2 frame",
  [FrameType.INFO]: "info frame",
  [FrameType.AC_INPUT_CONFIG]: "AC input configuration",
  [FrameType.BATTERY_LIMITS]: "battery limits",
  [FrameType.FOREIGN_PANEL]: "panel frame of another controller",
  [FrameType.DIRECT_SWITCH]: "direct switch",
  [FrameType.BUS_21]: "bus frame, meaning not known",
  [FrameType.BUS_38]: "bus frame, meaning not known",
  [FrameType.BUS_3D]: "bus frame, meaning not known"
}

/** The name of a command: that of its request, without the word "request". */
const letters: Readonly<Record<number, string>> = Object.fromEntries(
  Mk2.commands.flatMap(({ request }) =>
    request._tag === "Envelope" || request.tags[0]!.startsWith("Unknown")
      ? []
      : request
          .codesAt(1)
          .map((code) => [
            code,
            wordsOf(request._tag === "Family" ? request.name : request.name.replace(/Request$/, ""))
          ])
  )
)

/** Winmon codes of which nothing but the name is known. */
const codes: Readonly<Record<number, string>> = {
  0x02: "send LED status",
  0x03: "switch",
  0x04: "set shore current",
  0x0c: "switch, shore and LEDs",
  0x0d: "get switch and shore",
  0x81: "LED status",
  0x92: "switch and shore"
}

/** The meaning of the length byte. */
export const length = (lengthByte: number): string =>
  `${lengthByte & 0x7f} payload bytes${LedSuffix.isPresent(lengthByte) ? ", the last two a LED suffix" : ""}`

const command = (letter: number): string => {
  const isText = letter > 0x20 && letter < 0x7f
  const name = WinmonEnvelope.isRequestLetter(letter) ? winmon(letter) : (letters[letter] ?? "not known")
  return isText ? `'${String.fromCharCode(letter)}', ${name}` : name
}

const winmon = (letter: number): string =>
  WinmonEnvelope.isReplyLetter(letter) ? "winmon" : "winmon with an address"

/** The name of the byte behind a winmon letter: like its frame, or by the one thing known about it. */
const winmonCode = (payload: Uint8Array, content: Frames.Request | Frames.Reply): string | null => {
  const byte = payload[2]!
  switch (content._tag) {
    case "WinmonRequest":
      return nameOf(byte, content.command)
    case "WinmonReply":
      return nameOf(byte, content.reply)
    case "Malformed": {
      const { frame }: { readonly _tag: string; readonly frame?: string } = content.failure
      return WinmonEnvelope.isRequestLetter(payload[1]!) ? wordsOf(String(frame)) : null
    }
    default:
      return null
  }
}

const nameOf = (byte: number, { _tag }: { readonly _tag: string }): string => {
  if (!_tag.startsWith("Unknown")) return wordsOf(_tag)
  return codes[byte] === undefined ? "not known" : `${codes[byte]}, content not known`
}

/** A byte in front of the fields, and what it says. */
export interface Head extends Meaning {
  readonly field: string
}

/** A byte at the front of a payload, or `null` from the first field on. */
export const head = (
  payload: Uint8Array,
  at: number,
  content: Frames.Request | Frames.Reply
): Head | null => {
  const byte = payload[at]!
  if (at === 0) return { field: "frame type", ...says(types[byte] ?? "not known") }
  if (payload[0] !== FrameType.MK2 || at > 2) return null
  if (at === 1) return { field: "command", ...says(command(byte)) }
  const code = winmonCode(payload, content)
  return code === null ? null : { field: "winmon code", ...says(code) }
}
