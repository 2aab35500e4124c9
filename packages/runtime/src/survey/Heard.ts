/**
 * A transport that counts the bytes of both ways: with them the time that a device took is told apart from the time that
 * the line took.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Transport from "../transports/Transport.ts"

/** Bytes since the transport was made. */
export interface Bytes {
  readonly sent: number
  readonly received: number
}

/** A transport and what went over it. */
export interface Heard {
  readonly transport: Transport.Transport["Service"]
  /** How many bytes have passed since the port was made. */
  readonly bytes: () => Bytes
}

/** The same transport, counted. */
export const make = ({ url, bytesPerSecond, open }: Transport.Transport["Service"]): Heard => {
  let sent = 0
  let received = 0
  return {
    transport: Transport.make(
      url,
      Effect.map(open, ({ bytes, write }) => ({
        bytes: Stream.tap(bytes, (chunk) => Effect.sync(() => void (received += chunk.length))),
        write: (chunk) =>
          Effect.suspend(() => {
            sent += chunk.length
            return write(chunk)
          })
      })),
      bytesPerSecond
    ),
    bytes: () => ({ sent, received })
  }
}
