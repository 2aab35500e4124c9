/**
 * A serial port behind a raw TCP server (ser2net, esp-link, socat, `vebus simulate --tcp`). The server sets the speed.
 * Telnet and RFC 2217 servers double each FF, which is the frame marker here: use a raw port.
 * Reference: integrations.md 9.3.
 */
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Errors from "../Errors.ts"
import { openReason } from "./SystemError.ts"
import { type Duplex, make as makeTransport, Transport } from "./Transport.ts"
import * as NodeDuplex from "./NodeDuplex.ts"

/** Where a raw TCP server listens: a host name or an IP address, and a port from 1 to 65535. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** How long a connection may take. */
const CONNECT_MILLIS = 4000
const KEEP_ALIVE_MILLIS = 10_000

/** A transport over a raw TCP connection. Its URL is `tcp://host:port`. */
export const make = (address: Address): Transport["Service"] => {
  const url = `tcp://${address.host}:${address.port}`
  return makeTransport(url, open(address, url))
}

/** The same as a layer. */
export const layer = (address: Address): Layer.Layer<Transport> => Layer.succeed(Transport)(make(address))

const open = (address: Address, url: string): Effect.Effect<Duplex, Errors.TransportError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(openSocket(address, url), (socket) => Effect.sync(() => void socket.destroy())),
    (socket) => NodeDuplex.make(socket, url, () => !socket.destroyed)
  )

const openSocket = ({ host, port }: Address, url: string): Effect.Effect<Socket, Errors.TransportError> =>
  Effect.callback<Socket, Errors.TransportError>((resume) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MILLIS
    })
    const onError = (error: Error) => resume(Effect.fail(Errors.transport(openReason(url, error))))
    socket.once("error", onError)
    socket.once("connect", () => {
      socket.off("error", onError)
      resume(Effect.succeed(socket))
    })
    return Effect.sync(() => void socket.destroy())
  }).pipe(
    Effect.timeoutOrElse({
      duration: CONNECT_MILLIS,
      orElse: () =>
        Effect.fail(
          Errors.transport(
            new Errors.OpenFailed({ port: url, cause: `no connection within ${CONNECT_MILLIS / 1000} s` })
          )
        )
    })
  )
