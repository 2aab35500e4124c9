/**
 * A TCP port for programs that nobody has asked who they are: line protocols, registers. Whatever a peer does, it costs a
 * bounded amount of memory, and the others are served.
 *
 *     many peers      so many are served; one more takes the place of one that has said nothing yet, or else of the one that
 *                     has been silent for longest; never of one that has shown who it is
 *     silent ones     closed after a while, and so are those that do not take what they are sent
 *     slow readers    an answer is made when the one before it was taken
 *     the end         all connections are cut at once
 *
 * The talk on a connection is the affair of who serves it.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as NetAddress from "effect/net/NetAddress"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { SocketError } from "effect/socket/Socket"
import type { SocketServerError } from "effect/socket/SocketServer"
import type { Socket } from "node:net"
import type { Listen } from "../Config.ts"

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: Redacted.Redacted<string>
}

/** A peer, and what can be done with it. */
export interface Peer {
  /** Its address, without a port. */
  readonly address: string
  /** Bytes that came, at least one. Fails when there are no more. */
  readonly pull: Effect.Effect<Uint8Array, SocketError>
  /** Sends bytes; done when the peer has taken enough for more. */
  readonly write: (bytes: string | Uint8Array) => Effect.Effect<void, SocketError>
  /** Goes on in TLS. */
  readonly encrypt: (certificate: Certificate) => Effect.Effect<void, SocketError>
  /** It has shown who it is: its place is taken by nobody. */
  readonly keep: () => void
}

/** Where to listen, and what is done with who comes. */
export interface Options {
  readonly listen: Listen
  /** So many peers are served at a time. */
  readonly peers: number
  /** A peer that neither sent nor took anything for so long is cut off, in milliseconds. */
  readonly silentMillis: number
  /** Serves one peer; the connection ends when it is done. */
  readonly serve: (peer: Peer) => Effect.Effect<void, SocketError>
}

/** How long a peer may take to end its side of a connection that has ended. */
const LINGER = "1 second"

/** Who is connected, the one that has been silent for longest first. */
interface Guest {
  readonly socket: Socket
  hasSpoken: boolean
  isKept: boolean
}

/** Makes room for one more; false: everybody has shown who it is. */
const makeRoom = (guests: Set<Guest>, most: number): boolean => {
  if (guests.size < most) return true
  const others = [...guests].filter(({ isKept }) => !isKept)
  const guest = others.find(({ hasSpoken }) => !hasSpoken) ?? others[0]
  if (guest === undefined) return false
  guests.delete(guest)
  guest.socket.destroy()
  return true
}

const bytesOf = (piece: Uint8Array | string): Uint8Array =>
  typeof piece === "string" ? Buffer.from(piece) : piece

/** Listens until the scope closes, and tells where. Fails where that is not possible. */
export const listen = ({
  listen: { host, port },
  peers,
  silentMillis,
  serve
}: Options): Effect.Effect<NetAddress.SocketAddress, SocketServerError, Scope.Scope> =>
  Effect.gen(function* () {
    // A peer that says no more may still want its answer.
    const server = yield* NodeSocketServer.make({ host, port, allowHalfOpen: true })
    const guests = new Set<Guest>()
    const sockets = new Set<Socket>()
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
      })
    )
    yield* server
      .run((connection) =>
        Effect.gen(function* () {
          // The server gives it with each connection; its type does not say so.
          const socket = Context.getUnsafe(yield* Effect.context<never>(), NodeSocket.NetSocket)
          sockets.add(socket)
          socket.once("close", () => sockets.delete(socket))
          // Also while an answer waits that nobody takes.
          socket.setTimeout(silentMillis, () => socket.destroy())
          if (!makeRoom(guests, peers)) return void socket.destroy()
          const guest: Guest = { socket, hasSpoken: false, isKept: false }
          guests.add(guest)
          yield* Effect.addFinalizer(() => Effect.sync(() => guests.delete(guest)))
          const reader = yield* connection.reader
          const conversation = Effect.gen(function* () {
            const writer = yield* connection.writer
            yield* serve({
              address: socket.remoteAddress ?? "",
              pull: Effect.map(reader.pull, (pieces) => {
                guest.hasSpoken = true
                if (guests.delete(guest)) guests.add(guest)
                return Buffer.concat(pieces.map(bytesOf))
              }),
              write: (bytes) => writer.write(bytes),
              encrypt: ({ cert, key }) => reader.upgrade({ cert, key }),
              keep: () => void (guest.isKept = true)
            })
          })
          // With the writer our side ends. The last answer is on its way until the peer ends its own; to cut it off with
          // something unread would take the answer away from it.
          yield* Effect.scoped(conversation)
          guest.isKept = false
          yield* Effect.timeoutOption(Effect.forever(reader.pull), LINGER)
        }).pipe(
          Effect.scoped,
          // A peer that breaks off has said all that it had to say.
          Effect.catchTag("SocketError", () => Effect.void)
        )
      )
      .pipe(Effect.forkScoped)
    return server.address
  })
