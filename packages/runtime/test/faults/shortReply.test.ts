/**
 * Replies that lost bytes on their way to the first requests, and whose one-byte checksum is good all the same.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Framing, LedSuffix } from "@vebus/codec"
import { Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

/** The same transport, whose n-th frame (from 0) loses so many bytes at its end, with a checksum that fits. */
const shortening = (transport: Transport.Transport["Service"], nth: number, lost: number) => {
  let count = 0
  let state = Deframer.initial
  const shortened = (event: Deframer.Event): Uint8Array => {
    const bytes = Deframer.copyBytes(event)
    if (event._tag === "Discarded" || count++ !== nth) return bytes
    const payload = bytes.subarray(1, LedSuffix.payloadEnd(bytes, 0, bytes.length))
    return Result.getOrThrow(
      Framing.encodePayload(payload.slice(0, Math.max(Framing.MIN_PAYLOAD, payload.length - lost)), null)
    )
  }
  return Transport.make(
    transport.url,
    Effect.map(transport.open, ({ bytes, write }) => ({
      write,
      bytes: Stream.map(bytes, (chunk) => {
        const [next, events] = Deframer.step(state, 0, chunk)
        state = next
        return Uint8Array.from(events.flatMap((event) => [...shortened(event)]))
      })
    }))
  )
}

describe("a short reply with a good checksum", () => {
  for (const winmon of ["long", "short"] as const) {
    // Version, address, what long mode needs, and both halves of the device's version.
    for (const nth of [0, 1, 2, 3, 4]) {
      for (const lost of [1, 2, 3, 4, 6]) {
        it.effect(
          `${lost} bytes less in reply ${nth}, ${winmon} mode: the session is what it would have been`,
          () =>
            Effect.gen(function* () {
              const simulated = yield* Driver.make({ line: "unpaced" })
              const { requests, transport } = Wire.tapped(Transport.make("sim:", simulated.open))
              const connecting = (port: Transport.Transport["Service"]) =>
                played(
                  Session.connect({ winmonMode: winmon === "long" ? "long" : "as-found" }).pipe(
                    Effect.provideService(Transport.Transport, port)
                  )
                )
              const good = yield* Effect.scoped(connecting(transport))
              const before = requests.length
              const session = yield* connecting(shortening(transport, nth, lost))
              assert.deepStrictEqual(
                [session.identity().deviceVersion, session.identity().winmonMode],
                [good.identity().deviceVersion, good.identity().winmonMode]
              )
              assert.isAtMost(requests.length - before, before + 8)
            })
        )
      }
    }
  }
})
