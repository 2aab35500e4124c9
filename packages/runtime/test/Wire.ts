/**
 * What a session puts on the wire, and a simulated device to put it to.
 */
import { Deframer, Frames } from "@vebus/codec"
import { Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"

/** A transport that keeps every request that goes through it, and loses those that `isLost` names. */
export const tapped = (
  transport: Transport.Transport["Service"],
  isLost: (request: Frames.Request) => boolean = () => false
) => {
  const requests: Array<Frames.Request> = []
  const keep = (bytes: Uint8Array): Frames.Request => {
    const [state, events] = Deframer.step(Deframer.initial, 0, bytes)
    const [event, ...others] = events
    if (event?._tag !== "Frame" || others.length > 0 || state.pending.length > 0) {
      throw new Error("a session writes one whole frame at a time")
    }
    const request = Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)
    requests.push(request)
    return request
  }
  const open = Effect.map(transport.open, (duplex): Transport.Duplex => ({
    bytes: duplex.bytes,
    write: (bytes) => Effect.suspend(() => (isLost(keep(bytes)) ? Effect.void : duplex.write(bytes)))
  }))
  return { requests, transport: Transport.make(transport.url, open, transport.bytesPerSecond) }
}

/** A session with a simulated device, and what it sent. */
export const connect = (
  device: Driver.Options = {},
  options: Session.Options = {},
  isLost?: (request: Frames.Request) => boolean
) =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make(device)
    const { requests, transport } = tapped(
      Transport.make("sim:", simulated.open, Transport.BYTES_PER_SECOND),
      isLost
    )
    const session = yield* Session.connect(options).pipe(
      Effect.provideService(Transport.Transport, transport)
    )
    return { session, requests, simulated }
  })
