/**
 * Listens to one end of a line: the frames that go past it, each way, in order.
 *
 * Damage that a one-byte checksum cannot see may put any frame in the place of another, and no host can know of it. Who
 * listens to both ends of a line can: then somebody takes a frame that nobody sent.
 */
import { Deframer, Frames, LedSuffix } from "@vebus/codec"
import type { Faults } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

export interface Listener {
  readonly requests: ReadonlyArray<Frames.Request>
  readonly replies: ReadonlyArray<Frames.Reply>
  /** The same duplex, listened to. */
  readonly on: <E>(duplex: Faults.Duplex<E>) => Faults.Duplex<E>
}

const NANOS_PER_MILLI = 1e6

/** Finds frames in the bytes of one direction. */
const finder = <A>(
  found: (frame: A) => void,
  decode: (buffer: Uint8Array, start: number, end: number) => A
) => {
  let state = Deframer.initial
  return (bytes: Uint8Array): Effect.Effect<void> =>
    Effect.map(Clock.monotonicTimeNanos, (nanos) => {
      const [next, events] = Deframer.step(state, Number(nanos) / NANOS_PER_MILLI, bytes)
      state = next
      for (const event of events) {
        if (event._tag !== "Frame") continue
        const end = LedSuffix.payloadEnd(event.buffer, event.start, event.end)
        found(decode(event.buffer, event.start + 1, end))
      }
    })
}

/** Somebody who listens. */
export const make = (): Listener => {
  const requests: Array<Frames.Request> = []
  const replies: Array<Frames.Reply> = []
  const onRequest = finder((request) => void requests.push(request), Frames.decodeRequest)
  const onReply = finder((reply) => void replies.push(reply), Frames.decodeReply)
  return {
    requests,
    replies,
    on: ({ bytes, write }) => ({
      bytes: Stream.tap(bytes, onReply),
      write: (chunk) => Effect.andThen(onRequest(chunk), write(chunk))
    })
  }
}

/** What faults put on the line by themselves, and what an adapter says unasked. */
const isForeign = ({ _tag }: Frames.Request | Frames.Reply): boolean =>
  _tag === "RestartRequest" || _tag === "SwitchRequest" || _tag === "VersionReply"

const hasPhantom = <A extends Frames.Request | Frames.Reply>(
  taken: ReadonlyArray<A>,
  sent: ReadonlyArray<A>
): boolean => {
  const known = new Set(sent.map((frame) => JSON.stringify(frame)))
  return taken.some((frame) => !isForeign(frame) && !known.has(JSON.stringify(frame)))
}

/** Whether adapter or host took a frame that the other never sent. */
export const isDeceived = (adapter: Listener, host: Listener): boolean =>
  hasPhantom(adapter.requests, host.requests) || hasPhantom(host.replies, adapter.replies)
