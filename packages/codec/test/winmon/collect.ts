/**
 * Feeds replies, written as bytes from the winmon code on, to a collector.
 */
import * as Result from "effect/Result"
import { Hex, type Parts, Winmon } from "@vebus/codec"

/** The reply that bytes in hexadecimal are. */
export const replyOf = (hex: string): Winmon.Reply =>
  Result.getOrThrow(Winmon.Reply.decode(Result.getOrThrow(Hex.fromHex(hex))))

/** What the collector says after the last reply; foreign ones leave its state alone, and it stops when it is done. */
export const collect = <State extends { readonly _tag: "Collecting" }, Info>(
  initial: State,
  add: Parts.Add<State, Info>,
  replies: ReadonlyArray<string>
): Parts.Step<State, Info> => {
  let state = initial
  let step: Parts.Step<State, Info> = initial
  for (const reply of replies) {
    step = add(state, replyOf(reply))
    if (step._tag === "Done" || step._tag === "Unsupported") return step
    if (step._tag === "Collecting") state = step
  }
  return step
}

/** A number as so many bytes, low byte first. */
export const bytesOf = (value: number, size: number): string =>
  Hex.toHex(Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** index) & 0xff))

/** A 16-bit number as its two bytes. */
export const wordOf = (value: number): string => bytesOf(value, 2)

/** The answer of a collector that has all. */
export const done = <Info>(info: Info): Parts.Done<Info> => ({ _tag: "Done", info })
