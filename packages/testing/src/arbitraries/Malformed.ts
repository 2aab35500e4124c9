/**
 * Payloads of known frames that end too soon. What the failure says about them is held by a law of its own: so many bytes
 * more are enough, and one less is not.
 */
import type { Frames } from "@vebus/codec"
import fc from "fast-check"

/** Payloads that are cut off, as they decode where that is malformed. */
export const malformed = <Frame extends Frames.Request | Frames.Reply>(
  payloads: fc.Arbitrary<Uint8Array>,
  decode: (payload: Uint8Array) => Frame
): fc.Arbitrary<Frames.Malformed> =>
  fc
    .tuple(payloads, fc.integer({ min: 2, max: 12 }))
    .map(([payload, size]) => decode(payload.subarray(0, size)) as Frames.Malformed)
    .filter(({ _tag }) => _tag === "Malformed")
