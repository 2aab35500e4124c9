/**
 * The NUT server: sites as UPSs for `upsmon`, `upsc` and all that speaks their protocol. It tells, and takes no commands for a
 * unit. Reference: integrations.md 6.
 */
import * as Effect from "effect/Effect"
import type * as NetAddress from "effect/net/NetAddress"
import type * as Scope from "effect/Scope"
import type { SocketError } from "effect/socket/Socket"
import type { SocketServerError } from "effect/socket/SocketServer"
import type { Listen } from "../Config.ts"
import type { Feed } from "../Feed.ts"
import * as Listener from "../listener/Listener.ts"
import type { Sites } from "../Sites.ts"
import * as Desk from "./Desk.ts"
import * as Line from "./Line.ts"

/** Where it listens, and what it tells to whom. */
export interface Options extends Omit<Desk.Options, "canEncrypt"> {
  readonly listen: Listen
  /** `null`: no TLS. */
  readonly certificate: Listener.Certificate | null
}

/** So many clients at a time. */
export const PEERS = 256
/** A client of `upsmon` asks every few seconds. */
const SILENT_MILLIS = 300_000
/** The longest line, in bytes: the longest that clients send is a variable to be set. */
const MAX_LINE = 1024
const HANDSHAKE = "10 seconds"
const TOO_LONG = "ERR INVALID-ARGUMENT\n"

/** Serves NUT clients until the scope closes, and tells where. Fails where it cannot listen. */
export const make = (
  options: Options
): Effect.Effect<NetAddress.SocketAddress, SocketServerError, Feed | Sites | Scope.Scope> =>
  Effect.gen(function* () {
    const { listen, certificate } = options
    const desk = yield* Desk.make({ ...options, canEncrypt: certificate !== null })

    const serve = (peer: Listener.Peer): Effect.Effect<void, SocketError> =>
      Effect.gen(function* () {
        const client = yield* desk.enter(peer.address)
        let begun = ""
        while (true) {
          const { lines, rest } = Line.cut(begun + Buffer.from(yield* peer.pull).toString("latin1"))
          begun = rest
          for (const line of lines) {
            if (line.length > MAX_LINE) return yield* peer.write(TOO_LONG)
            const { text, next } = yield* desk.answer(client, line)
            if (client.session.login !== null) peer.keep()
            yield* peer.write(text)
            if (next === "end") return
            if (next === "encrypt") {
              const done = yield* Effect.timeoutOption(peer.encrypt(certificate!), HANDSHAKE)
              if (done._tag === "None") return
              // What came in plain text behind it must not pass for encrypted.
              begun = ""
              break
            }
          }
          if (begun.length > MAX_LINE) return yield* peer.write(TOO_LONG)
        }
      }).pipe(Effect.scoped)

    return yield* Listener.listen({ listen, peers: PEERS, silentMillis: SILENT_MILLIS, serve })
  })
