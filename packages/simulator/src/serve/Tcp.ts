/**
 * Serves a simulation over TCP, one client at a time: a serial line has one owner, so a second client is turned away
 * and the log says so, as is one whose first bytes are no frame. One that has sent nothing gives way after a while. The adapter
 * lives on between clients. Reference: decisions.md 8.
 */
import { createServer, type Server, type Socket } from "node:net"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Connect from "./Connect.ts"
import * as FirstBytes from "./FirstBytes.ts"
import { codeOf, ServeError } from "./ServeError.ts"

/** Where to listen. */
export interface TcpOptions {
  /** The address to listen on; this machine alone by default. */
  readonly host?: string
  /** The port to listen on, 0 for any that is free. */
  readonly port: number
}

/** Where a simulation is served. */
export interface TcpServed {
  readonly host: string
  readonly port: number
}

const advice: Record<string, string> = {
  EADDRINUSE: "Another program listens there: end it, or choose another port (0 for any).",
  EACCES: "Ports below 1024 need privileges: choose a higher one.",
  EADDRNOTAVAIL: "No interface of this machine has this address.",
  ENOTFOUND: "No such host."
}

/** Listens until the scope closes. Fails with a `ServeError` when that is not possible. */
export const serveTcp = Effect.fn("serveTcp")(function* (
  options: TcpOptions,
  simulated: Connect.Port
): Effect.fn.Return<TcpServed, ServeError, Scope.Scope> {
  const arrivals = yield* Queue.unbounded<Socket>()
  yield* admit(arrivals, simulated).pipe(Effect.forkScoped)
  // Begun last, so it ends first: whoever is cut off and comes back at once finds nobody listening.
  return yield* listening(options, (socket) => void Queue.offerUnsafe(arrivals, socket))
})

/** Listens until the scope closes, and then ends the connections that are left. */
export const listening = Effect.fnUntraced(function* (
  { host = "127.0.0.1", port }: TcpOptions,
  onArrival: (socket: Socket) => void
): Effect.fn.Return<TcpServed, ServeError, Scope.Scope> {
  const connected = new Set<Socket>()
  const server = yield* Effect.acquireRelease(
    listen(host, port, (socket) => {
      connected.add(socket.once("close", () => connected.delete(socket)))
      onArrival(socket)
    }),
    (opened) => close(opened, connected)
  )
  const address = server.address()
  return { host, port: typeof address === "object" && address !== null ? address.port : port }
})

const listen = (host: string, port: number, onArrival: (socket: Socket) => void) =>
  Effect.callback<Server, ServeError>((resume) => {
    // Who serves a client ends its connection: what it has asked before it stopped talking is still answered.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.setNoDelay(true)
      // A broken connection also closes, which ends the service; without a listener it would end the process.
      socket.on("error", () => {})
      onArrival(socket)
    })
    server.once("error", (cause) => {
      const code = codeOf(cause)
      const where = `${host}:${port}`
      resume(
        Effect.fail(
          new ServeError({ doing: "listen on", where, code, advice: advice[code] ?? cause.message })
        )
      )
    })
    server.listen({ host, port }, () => resume(Effect.succeed(server)))
  })

/** Closing waits for the last connection, so those that are left are ended. */
const close = (server: Server, connected: ReadonlySet<Socket>) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of connected) socket.destroy()
  })

/** Says why a client was turned away. */
export const refuse = (client: string, reason: string): Effect.Effect<void> =>
  Effect.logWarning(`refused ${client}: ${reason}`)

/** Where a client is. */
export const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress}:${remotePort}`

/** How many bytes wait for a client that does not read. What comes then is lost, as on a line that overruns. */
const UNREAD_LIMIT = 65_536

/** Why a second client is refused. It is told so too: whoever looks with a terminal program reads it. */
const OWNED = "another client is connected, and a serial line has one owner"

/** Who has sent nothing for so long gives way to the next: a program that hangs must not keep the line. */
const SILENT_MILLIS = 5000
const SILENT = "it has sent nothing yet, and another client has come"

/** The client that has the line. */
interface Owner {
  readonly socket: Socket
  readonly since: number
  readonly served: Fiber.Fiber<void>
}

/** Serves the first client that comes, and after it has gone the next that comes then. */
const admit = Effect.fnUntraced(function* (arrivals: Queue.Queue<Socket>, simulated: Connect.Port) {
  let owner: Owner | null = null
  while (true) {
    const socket: Socket = yield* Queue.take(arrivals)
    const client = nameOf(socket)
    const now = yield* Clock.currentTimeMillis
    const before = owner as Owner | null
    if (before !== null && before.socket.bytesRead === 0 && now - before.since >= SILENT_MILLIS) {
      before.socket.end(`${SILENT}\r\n`)
      yield* refuse(nameOf(before.socket), SILENT)
      yield* Fiber.interrupt(before.served)
    } else if (before !== null) {
      socket.end(`${OWNED}\r\n`, () => socket.destroy())
      yield* refuse(client, OWNED)
      continue
    }
    const received = FirstBytes.hold(Connect.chunks(socket), FirstBytes.ofLine)
    const send = (bytes: Uint8Array): void => {
      if (socket.writableLength < UNREAD_LIMIT) socket.write(bytes)
    }
    const served = yield* Connect.connect(simulated, received, send).pipe(
      Effect.catchTag("Foreign", ({ message }) => refuse(client, message)),
      Effect.ensuring(
        Effect.sync(() => {
          if (owner?.socket === socket) owner = null
          socket.destroySoon()
        })
      ),
      Effect.forkChild
    )
    owner = { socket, since: now, served }
  }
})
