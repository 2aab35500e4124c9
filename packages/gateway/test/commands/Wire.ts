/**
 * What goes out on the wire of a simulated unit.
 */
import { Deframer, Frames } from "@vebus/codec"
import type { Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"

/** The requests in what a session writes, which is one whole frame at a time. */
const requestsIn = (bytes: Uint8Array): ReadonlyArray<Frames.Request> =>
  Deframer.step(Deframer.initial, 0, bytes)[1].flatMap((event) =>
    event._tag === "Frame" ? [Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)] : []
  )

/** A port whose requests that change something are kept as they go out. */
export const tapped = <Port extends Transport.Transport["Service"]>(port: Port) => {
  const writes: Array<Frames.Request> = []
  const tap: Port = {
    ...port,
    open: Effect.map(port.open, (duplex) => ({
      ...duplex,
      write: (bytes: Uint8Array) => {
        writes.push(...requestsIn(bytes).filter((request) => Frames.traits(request).effect === "write"))
        return duplex.write(bytes)
      }
    }))
  }
  return { port: tap, writes }
}
