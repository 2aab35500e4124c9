/**
 * Frames in words: what the codec says of some bytes, as plain values. Loaded by the worker alone.
 */
import { Explain, Hex } from "@vebus/codec"

/** Bytes to explain: `dir` where it is known who sent them. */
export interface Given {
  readonly hex: string
  readonly dir: "rx" | "tx" | null
}

/** Some bytes of a frame and what they are. */
export interface Field {
  /** Where they begin in the frame. */
  readonly offset: number
  readonly raw: string
  readonly name: string
  readonly value: string
  readonly unit: string | null
}

/** The kinds of frames that a list is filtered by. */
export const kinds = ["version", "lamps", "info", "winmon", "other", "no frame"] as const
/** A kind of frame, or what is none. */
export type Kind = (typeof kinds)[number]

/** A frame, or bytes that form none. */
export interface Piece {
  readonly kind: Kind
  readonly title: string
  readonly raw: string
  readonly fields: ReadonlyArray<Field>
}

/** The frames in some bytes, or why there are none. */
export type Found =
  | { readonly ok: true; readonly pieces: ReadonlyArray<Piece> }
  | { readonly ok: false; readonly message: string }

const kindOf = (tag: Explain.ExplainedFrame["content"]["_tag"]): Kind => {
  if (tag.startsWith("Version")) return "version"
  if (tag.startsWith("Leds")) return "lamps"
  if (tag.startsWith("Winmon")) return "winmon"
  return /^(?:Dc|Ac|Device|Info)/.test(tag) ? "info" : "other"
}

const pieceOf = (found: Explain.Explained): Piece =>
  found._tag === "Discarded"
    ? { kind: "no frame", title: found.meaning, raw: found.raw, fields: [] }
    : {
        kind: kindOf(found.content._tag),
        title: found.title,
        raw: found.raw,
        fields: found.ranges.map(({ offset, field, raw, meaning, unit }) => ({
          offset: offset - found.offset,
          raw,
          name: field,
          value: meaning,
          unit
        }))
      }

const directions = { rx: "reply", tx: "request" } as const

const EXPECTED = "expected pairs like 05 FF 56"

/** Explains bytes. Total. */
export const explain = ({ hex, dir }: Given): Found => {
  const bytes = Hex.fromHex(hex)
  if (bytes._tag === "Failure") {
    const { offset, found } = bytes.failure
    return { ok: false, message: `There is no hex at character ${offset + 1}: ${EXPECTED}, found “${found}”` }
  }
  if (bytes.success.length === 0) return { ok: false, message: `There are no bytes: ${EXPECTED}` }
  const pieces = Explain.explain(bytes.success, dir === null ? undefined : directions[dir])
  return { ok: true, pieces: pieces.map(pieceOf) }
}
