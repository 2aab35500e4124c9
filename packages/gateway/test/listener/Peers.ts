/**
 * Peers of a TCP port, good ones and bad ones.
 */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A connection that is gone in the end. */
export const dial = (port: number): Effect.Effect<Socket, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
      socket.on("error", () => undefined)
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

/** A peer that says something and reads what comes. */
export interface Talker {
  readonly socket: Socket
  /** Sends bytes, and waits until an answer is as wanted. */
  readonly ask: (bytes: string | Uint8Array, isWhole: (answer: Buffer) => boolean) => Effect.Effect<Buffer>
  /** Waits for the end of the connection, and gives what came until then. */
  readonly end: Effect.Effect<Buffer>
}

/** A good peer. */
export const talker = (port: number): Effect.Effect<Talker, never, Scope.Scope> =>
  Effect.map(dial(port), (socket) => {
    let heard = Buffer.alloc(0)
    let look = (): void => undefined
    let fail: (error: Error) => void = () => undefined
    socket.on("close", () => fail(new Error("the other side has ended the connection")))
    socket.on("end", () => socket.end())
    socket.on("data", (bytes) => {
      heard = Buffer.concat([heard, bytes])
      look()
    })
    return {
      socket,
      ask: (bytes, isWhole) =>
        Effect.promise(
          async () =>
            await new Promise<Buffer>((resolve, reject) => {
              heard = Buffer.alloc(0)
              fail = reject
              look = () => {
                if (isWhole(heard)) resolve(heard)
              }
              socket.write(bytes)
            })
        ),
      end: Effect.promise(async () => {
        // Also one that is cut off with something unread comes to its end.
        if (!socket.closed) await new Promise((resolve) => void socket.once("close", resolve))
        return heard
      })
    }
  })

/** Waits until something is so. */
export const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.asVoid(Effect.repeat(Effect.sleep("20 millis"), { until: () => Effect.sync(isSo) }))

/** Writes without an end and reads nothing; gives how many bytes the other side took before it took no more. */
export const flood = (socket: Socket, bytes: Uint8Array, most: number): Effect.Effect<number> =>
  Effect.gen(function* () {
    socket.pause()
    let sent = 0
    const taken = () => sent - socket.writableLength
    let before = -1
    let quiet = 0
    // Taken no more for half a second: the other side waits for us to read.
    while (quiet < 10 && taken() < most) {
      while (socket.writableLength < bytes.length) {
        socket.write(bytes)
        sent += bytes.length
      }
      yield* Effect.sleep("50 millis")
      quiet = taken() === before ? quiet + 1 : 0
      before = taken()
    }
    return taken()
  })
