/**
 * A way to an adapter: a port that can be opened again and again. Opening is a value, so reconnecting is running it
 * once more. The end of `bytes` is the plug being pulled.
 *
 * Implementations: `transports/Serial.ts`, `transports/WebSerial.ts`, `transports/Tcp.ts`, and any byte duplex in the
 * process (`make`), which is what a simulator offers. Reference: decisions.md 5.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { TransportError } from "../Errors.ts"

/** An open port: what comes in, in chunks of any size, and a way to send. */
export interface Duplex {
  /** Runs once. Ends or fails when the port is gone. */
  readonly bytes: Stream.Stream<Uint8Array, TransportError>
  /** Hands bytes to the port; done when the port took them. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void, TransportError>
}

/** A port by its URL, and how to open it. The scope closes it. */
export class Transport extends Context.Service<
  Transport,
  {
    /** The port as the user would name it: `serial:/dev/ttyUSB0`, `tcp://host:port`, `sim:profile`. */
    readonly url: string
    /** How fast the line is each way, where that is certain; `null` where replies may come at once. */
    readonly bytesPerSecond: number | null
    readonly open: Effect.Effect<Duplex, TransportError, Scope.Scope>
    /** Waits until a port is plugged in, which may be this one. A session that waits to open it again does so then. */
    readonly plugged?: Effect.Effect<void> | undefined
  }
>()("@vebus/runtime/Transport") {}

/** 2400 baud, ten bits a byte. */
export const BYTES_PER_SECOND = 240

/**
 * A transport from any byte duplex in the process. `bytesPerSecond` only for one that is sure to be that slow, `plugged` only
 * for one that hears of it.
 */
export const make = (
  url: string,
  open: Effect.Effect<Duplex, TransportError, Scope.Scope>,
  bytesPerSecond: number | null = null,
  plugged?: Effect.Effect<void>
): Transport["Service"] => Transport.of({ url, bytesPerSecond, open, plugged })
