/**
 * A transport whose frames are told while somebody watches, both ways, and what formed none. Frames are found all the time,
 * so that the first that is told is whole.
 */
import { Deframer, Hex } from "@vebus/codec"
import { Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Clock from "../Clock.ts"
import type { Tell } from "./Recipe.ts"

/** The transport, and whether its frames are told. */
export interface Tap {
  readonly transport: Transport.Transport["Service"]
  readonly watch: (on: boolean) => void
}

/** Tells each frame of one way, and bytes that form none. */
const finder = (dir: "rx" | "tx", tell: (dir: "rx" | "tx", ms: number, hex: string) => void) => {
  let state = Deframer.initial
  return (bytes: Uint8Array): void => {
    const now = Clock.now()
    const [next, events] = Deframer.step(state, now, bytes)
    state = next
    for (const { buffer, start, end } of events) tell(dir, now, Hex.toHex(buffer.subarray(start, end)))
  }
}

/** Watches a transport. */
export const make = (
  { url, open, bytesPerSecond, plugged }: Transport.Transport["Service"],
  tell: Tell
): Tap => {
  let isWatched = false
  const told = (dir: "rx" | "tx", ms: number, hex: string): void => {
    if (isWatched) tell({ type: "frame", ms, dir, hex })
  }
  const tapped = Effect.map(open, ({ bytes, write }): Transport.Duplex => {
    const [received, sent] = [finder("rx", told), finder("tx", told)]
    return {
      bytes: Stream.map(bytes, (chunk) => {
        received(chunk)
        return chunk
      }),
      write: (chunk) => {
        sent(chunk)
        return write(chunk)
      }
    }
  })
  return {
    transport: Transport.make(url, tapped, bytesPerSecond, plugged),
    watch: (on) => {
      isWatched = on
    }
  }
}
