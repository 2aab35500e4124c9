/**
 * From effects to promises, and from streams to async iterators, with all that belongs to an open port: what runs is
 * known, so that closing ends it. Failures are the errors themselves.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import type { Abortable, Values } from "./Inverter.ts"

/** The running work for one inverter. */
export interface Running<R> {
  /** Runs an effect. Rejects with its error, with the reason of an aborted signal, or because all was closed. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, R>, options?: Abortable) => Promise<A>
  /** The values of a stream, which begins to run with the first that is asked for. */
  readonly iterate: <A, E>(stream: Stream.Stream<A, E, R>, options?: Abortable) => Values<A>
  /** Ends all that runs, and waits until it has ended. Nothing begins afterwards. */
  readonly end: () => Promise<void>
  /** Whether it has ended, or is about to. */
  readonly isEnded: () => boolean
}

/** Runs what needs a context. `closed` is what those are told who come too late. */
export const make = <R>(context: Context.Context<R>, closed: () => Error): Running<R> => {
  // Whoever asked is told of failures; the log need not be.
  const runFork = Effect.runForkWith(Context.add(context, References.UnhandledLogLevel, undefined))
  const fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  const iterators = new Set<() => Promise<unknown>>()
  let isEnded = false

  const run: Running<R>["run"] = <A, E>(effect: Effect.Effect<A, E, R>, { signal }: Abortable = {}) =>
    new Promise<A>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      if (isEnded) return reject(closed())
      const fiber = runFork(effect)
      const abort = () => fiber.interruptUnsafe()
      fibers.add(fiber)
      signal?.addEventListener("abort", abort, { once: true })
      fiber.addObserver((exit: Exit.Exit<A, E>) => {
        fibers.delete(fiber)
        signal?.removeEventListener("abort", abort)
        if (Exit.isSuccess(exit)) return resolve(exit.value)
        if (!Cause.hasInterruptsOnly(exit.cause)) return reject(Cause.squash(exit.cause) as Error)
        reject(signal?.aborted ? (signal.reason as Error) : closed())
      })
    })

  const iterate = <A, E>(stream: Stream.Stream<A, E, R>, { signal }: Abortable = {}): Values<A> => {
    const inner = Stream.toAsyncIterableWith(stream, context)[Symbol.asyncIterator]()
    const done = { done: true, value: undefined } as const
    let over: Promise<unknown> | undefined
    const finish = () =>
      (over ??= (async () => {
        iterators.delete(finish)
        signal?.removeEventListener("abort", finish)
        await inner.return?.()
      })())
    const begin = () => {
      iterators.add(finish)
      signal?.addEventListener("abort", finish, { once: true })
    }
    /** The result for whoever asks once it is over. */
    const ending = async (): Promise<IteratorResult<A, undefined>> => {
      await finish()
      if (signal?.aborted) throw signal.reason
      return done
    }
    const values: Values<A> = {
      next: async () => {
        if (signal?.aborted || isEnded || over !== undefined) return ending()
        begin()
        try {
          const next = await inner.next()
          return next.done || over !== undefined ? await ending() : next
        } catch (error) {
          await finish()
          throw error
        }
      },
      return: async () => {
        await finish()
        return done
      },
      [Symbol.asyncIterator]: () => values,
      [Symbol.asyncDispose]: async () => void (await finish())
    }
    return values
  }

  const end = async () => {
    isEnded = true
    const ended = [...fibers].map((fiber) => new Promise((resolve) => fiber.addObserver(resolve)))
    for (const fiber of fibers) fiber.interruptUnsafe()
    await Promise.all([...ended, ...[...iterators].map((finish) => finish())])
  }

  return { run, iterate, end, isEnded: () => isEnded }
}
