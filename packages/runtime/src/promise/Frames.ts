/**
 * The frames of a session as plain values: bytes, title, fields. They are put together only while somebody looks.
 */
import { Explain, Hex, LedMasks } from "@vebus/codec"
import * as Stream from "effect/Stream"
import * as FrameBytes from "../link/FrameBytes.ts"
import type { Incoming, Received } from "../link/FrameStream.ts"
import type { Session } from "../session/Session.ts"
import type { Passed } from "./Inverter.ts"

const received = (incoming: Received): Passed => {
  const { reply, leds, time } = incoming
  const bytes = FrameBytes.of(incoming)
  const [explained] = Explain.explain(bytes, "reply")
  return {
    _tag: "Frame",
    time: new Date(time).toISOString(),
    hex: Hex.toHex(bytes),
    title: explained?._tag === "Frame" ? explained.title : "",
    content: reply,
    leds: leds === null ? null : LedMasks.lampStates(leds)
  }
}

const passed = (incoming: Incoming): Passed =>
  incoming._tag === "Received"
    ? received(incoming)
    : {
        _tag: "Discarded",
        hex: Hex.toHex(FrameBytes.of(incoming)),
        reason: incoming.reason
      }

/** Everything that comes in from now on; who is slow loses the oldest. */
export const all = (session: Session): Stream.Stream<Passed> => Stream.map(session.incoming, passed)
