/**
 * A control channel: another program, such as a test, changes what happens to a simulation and asks what is so, a line at
 * a time. What can be said: `ControlProtocol.ts`. Clients come and go as they like, and several may be there at once.
 */
import type { Readable } from "node:stream"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Driver from "../simulation/Driver.ts"
import * as Connect from "./Connect.ts"
import * as FirstBytes from "./FirstBytes.ts"
import * as Protocol from "./ControlProtocol.ts"
import type { Plug } from "./Plug.ts"
import type { ServeError } from "./ServeError.ts"
import * as Tcp from "./Tcp.ts"

/** The controls of a control channel. */
export interface Controlled {
  readonly simulated: Pick<Driver.Simulated, "state" | "control">
  readonly plug: Plug<unknown, ServeError>
  /** How often each kind of fault has hit. */
  readonly faults: Effect.Effect<Protocol.Status["faults"]>
}

/** Does what a line says, and gives the line that answers it. */
export const answer = (controlled: Controlled, line: string): Effect.Effect<string> =>
  Result.match(Protocol.parse(line), {
    onFailure: (error) => Effect.succeed<Protocol.Answer>({ error }),
    onSuccess: (request) =>
      perform(controlled, request).pipe(
        Effect.catch(({ message }) => Effect.succeed<Protocol.Answer>({ error: message }))
      )
  }).pipe(Effect.map((value) => JSON.stringify(value)))

const perform = (
  { simulated, plug, faults }: Controlled,
  request: Protocol.Request
): Effect.Effect<Protocol.Answer, ServeError> => {
  if ("ask" in request) {
    switch (request.ask) {
      case "truth":
        return Effect.map(simulated.state, Protocol.truth)
      case "settings":
        return Effect.map(simulated.state, Protocol.settings)
      case "state":
        return Effect.zipWith(simulated.state, Effect.all({ plugged: plug.isIn, faults }), Protocol.status)
    }
  }
  const change =
    request.change === "unplug"
      ? plug.pull
      : request.change === "replug"
        ? plug.push
        : simulated.control(request)
  return Effect.andThen(
    change,
    Effect.map(simulated.state, (state) => Protocol.done(request.change, state))
  )
}

/** A line that does not end. */
class TooLong extends Data.TaggedError("TooLong") {
  override readonly message = `Expected a line of at most ${FirstBytes.LINE_LIMIT} bytes`
}

const LINE_FEED = 10

/** The same bytes, up to a line that is too long. */
const limited = <E>(chunks: Stream.Stream<Uint8Array, E>): Stream.Stream<Uint8Array, E | TooLong> =>
  Stream.mapAccumEffect(
    chunks,
    () => 0,
    (length, chunk) => {
      let size = length
      for (const byte of chunk) {
        size = byte === LINE_FEED ? 0 : size + 1
        if (size > FirstBytes.LINE_LIMIT) return Effect.fail(new TooLong())
      }
      return Effect.succeed([size, [chunk]])
    }
  )

/** Answers lines, in order, until they end. Empty lines say nothing, and one that is too long is the last. */
const answerAll = <E>(
  controlled: Controlled,
  chunks: Stream.Stream<Uint8Array, E>,
  write: (line: string) => Effect.Effect<void>
): Effect.Effect<void, E> =>
  limited(chunks).pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.filter((line) => line.trim() !== ""),
    Stream.runForEach((line) => Effect.flatMap(answer(controlled, line), write)),
    Effect.catchIf(
      (error) => error instanceof TooLong,
      ({ message }) => write(JSON.stringify({ error: message } satisfies Protocol.Answer))
    )
  )

/** Answers the lines of a readable, in order, until it ends. */
export const controlLines = (
  controlled: Controlled,
  readable: Readable,
  write: (line: string) => Effect.Effect<void>
): Effect.Effect<void> => answerAll(controlled, Connect.chunks(readable), write)

/** Serves a control channel over TCP until the scope closes. Fails with a `ServeError` when that is not possible. */
export const serveControl = Effect.fn("serveControl")(function* (
  options: Tcp.TcpOptions,
  controlled: Controlled
): Effect.fn.Return<Tcp.TcpServed, ServeError, Scope.Scope> {
  const fork = Effect.runForkWith(yield* Effect.context())
  return yield* Tcp.listening(options, (socket) => {
    const write = (line: string) => Effect.sync(() => void socket.write(`${line}\n`))
    const client = Tcp.nameOf(socket)
    fork(
      answerAll(controlled, FirstBytes.hold(Connect.chunks(socket), FirstBytes.ofControl), write).pipe(
        Effect.catchTag("Foreign", ({ message }) => Tcp.refuse(client, message)),
        Effect.ensuring(Effect.sync(() => socket.destroySoon()))
      )
    )
  })
})
