/**
 * A bridge that lets reads through alone, for `VEBUS_READ_ONLY`: what else a program sends is answered with silence, as if
 * the adapter had not heard it, and said.
 *
 * Only whole frames go through, for half of one might become a write at the adapter; so do not bytes that form none.
 */
import { Deframer, Explain, Frames, Hex } from "@vebus/codec"
import { type Bridge, Monotonic } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** Whether a whole frame changes nothing in a device. */
export const isHarmless = (frame: Uint8Array): boolean =>
  Result.match(Frames.decodeRequestFrame(frame), {
    onFailure: () => false,
    onSuccess: ({ content }) => Frames.traits(content).effect !== "write"
  })

/** A frame in hex, with what it says. */
const told = (frame: Uint8Array): string => {
  const [explained] = Explain.explain(frame, "request")
  return explained?._tag === "Frame" ? `${Hex.toHex(frame)} (${explained.title})` : Hex.toHex(frame)
}

/** The same bridge, on which no program can write. `say` hears of each frame that was withheld. */
export const make = (
  { url, open }: Bridge.Bridge,
  say: (text: string) => Effect.Effect<void>
): Bridge.Bridge => ({
  url,
  open: Effect.map(open, ({ bytes, write }) => {
    let state = Deframer.initial
    return {
      bytes,
      write: (chunk) =>
        Effect.flatMap(Monotonic.millis, (now) => {
          const [next, events] = Deframer.step(state, now, chunk)
          state = next
          return Effect.forEach(
            events.filter(({ _tag }) => _tag === "Frame").map(Deframer.copyBytes),
            (frame) =>
              isHarmless(frame)
                ? write(frame)
                : say(`VEBUS_READ_ONLY is set: withheld from the adapter: ${told(frame)}`),
            { discard: true }
          )
        })
    }
  })
})
