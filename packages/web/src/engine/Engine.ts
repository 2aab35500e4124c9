/**
 * A source in its worker: a session that heals itself over some transport, its readings, its frames, and answers to what the
 * page asks. The same for a port, a simulation and a recording; what differs is a `Recipe`.
 */
import { Session, Transport } from "@vebus/runtime"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import type { Answer, Ask } from "../Ask.ts"
import * as Links from "./Links.ts"
import type { ToWorker, What } from "./Protocol.ts"
import type { Answering, Recipe, Tell } from "./Recipe.ts"
import * as Tap from "./Tap.ts"
import type { Scope as Worker } from "./Scope.ts"

/** Runs a source until it is interrupted. */
const run = (worker: Worker, messages: Messages, recipe: Recipe, what: What) =>
  Effect.gen(function* () {
    const opened = yield* recipe(what)
    const { label, capabilities } = opened
    worker.postMessage({ type: "opened", label, capabilities })
    const tell: Tell = (event) => worker.postMessage({ type: "event", event })
    const tap = Tap.make(opened.transport, tell)
    messages.onFrames = opened.frames === undefined ? tap.watch : (on) => on && opened.frames!(tell)

    const ready = yield* Deferred.make<Answering>()
    let why: string | null = "the link is being opened"
    const answer = (ask: Ask): Effect.Effect<Answer<unknown>> =>
      Effect.flatMap(Deferred.poll(ready), (answering) =>
        answering._tag === "Some"
          ? Effect.flatMap(answering.value, (found) => found(ask))
          : Effect.succeed(Links.unanswered(why ?? "the link is being opened"))
      )
    const asks = yield* Effect.context<never>()
    messages.onAsk = (id, ask) =>
      void Effect.runForkWith(asks)(
        Effect.map(answer(ask), (made) => worker.postMessage({ type: "answer", id, answer: made }))
      )

    const session = yield* Session.connect({
      wait: true,
      onWaiting: (error) =>
        Effect.sync(() => {
          why = error.message
          tell({ type: "link", state: Links.stateOf(error), reason: why })
        })
    }).pipe(Effect.provideService(Transport.Transport, tap.transport))
    yield* Effect.forkScoped(
      Stream.runForEach(session.states, (state) =>
        Effect.sync(() => tell({ type: "link", state, reason: session.failure()?.message ?? null }))
      )
    )
    const answering = yield* Effect.tryPromise(opened.answering)
    yield* Deferred.succeed(ready, yield* answering(session, { label, tell }))
    return yield* Effect.never
  }).pipe(Effect.scoped)

/** Where messages of the page go, once there is somebody for them. */
interface Messages {
  onFrames: (on: boolean) => void
  onAsk: (id: number, ask: Ask) => void
}

/** Serves the page from this worker. */
export const serve = (worker: Worker, recipe: Recipe): void => {
  let isWatched = false
  let running: Fiber.Fiber<void> | null = null
  const messages: Messages = {
    onFrames: () => undefined,
    onAsk: (id) => worker.postMessage({ type: "answer", id, answer: Links.unanswered("it is not open yet") })
  }
  /** Whatever ends a source that nobody closed: the page must not take its last reading for one of now. */
  const ended = (cause: Cause.Cause<unknown>): void => {
    if (Cause.hasInterruptsOnly(cause)) return
    const reason = `this source ended by a fault of the page: ${String(Cause.squash(cause))}. Reload the page`
    worker.postMessage({ type: "event", event: { type: "link", state: "closed", reason } })
  }
  const open = (what: What): void => {
    const source = run(worker, messages, recipe, what).pipe(
      Effect.catchTag("Refused", ({ message }) =>
        Effect.sync(() => worker.postMessage({ type: "refused", message }))
      ),
      Effect.onError((cause) => Effect.sync(() => ended(cause))),
      Effect.ignoreCause,
      Effect.provideService(References.MinimumLogLevel, "Error")
    )
    running = Effect.runFork(source)
    messages.onFrames(isWatched)
  }
  const close = async (): Promise<void> => {
    if (running !== null) await Effect.runPromise(Fiber.interrupt(running))
    worker.postMessage({ type: "closed" })
  }
  const take = (message: ToWorker): void => {
    switch (message.type) {
      case "open":
        return open(message.what)
      case "frames":
        isWatched = message.on
        return messages.onFrames(isWatched)
      case "ask":
        return messages.onAsk(message.id, message.ask)
      case "close":
        return void close()
    }
  }
  worker.addEventListener("message", ({ data }) => take(data))
  worker.postMessage({ type: "ready" })
}
