/**
 * The one place through which everything is printed: data, messages, logs and screens all go to one of two streams, and
 * these are the streams that `guarded` gives. Writing to them never throws and never ends the process:
 *
 *     a stream that fails      (a full disk, a pipe without a reader, a terminal that is gone) is remembered with its
 *                              reason and written to no more
 *     a file takes a part      the rest follows, or the reason is known
 *     stdout is lost           ends a command that only looks, quietly where its reader went away
 *     while something changes  nothing ends because of it: the plan is carried out and verified, and only then the exit
 *                              code tells
 *
 * Reference: integrations.md 11.
 */
import { fstatSync, writeFileSync } from "node:fs"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"
import type { Surroundings } from "../Surroundings.ts"

type Name = "stdout" | "stderr"

/** A stream that takes no more. */
export interface Lost {
  readonly name: Name
  readonly error: NodeJS.ErrnoException
}

/** The state of the streams of a command. */
export interface Printing {
  /** The first stream that failed, once one has. */
  readonly lost: Effect.Effect<Lost>
  /** Ends once stdout has failed while nothing was being changed: nobody waits for what else there is to say. */
  readonly deserted: Effect.Effect<void>
  /** Fails when something could not be printed for another reason than that its reader went away. */
  readonly complete: Effect.Effect<void, ExitCode.CommandError>
  /** While it runs, and from then on, no lost stream ends anything. */
  readonly regardless: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** How the running command prints. Without one nothing is ever lost. */
export const Printing = Context.Reference<Printing>("vebus/Printing", {
  defaultValue: () => ({
    lost: Effect.never,
    deserted: Effect.never,
    complete: Effect.void,
    regardless: (effect) => effect
  })
})

/** Nobody reads any more: `head` has seen enough. */
const isReaderGone = ({ error }: Lost): boolean => error.code === "EPIPE"

/**
 * The descriptor of a stream that is a file or a device without a terminal. Node writes to these with one call, and takes
 * no notice of how much of it arrived.
 */
const fileOf = (stream: NodeJS.WriteStream): number | null => {
  const fd = "fd" in stream ? stream.fd : null
  if (typeof fd !== "number" || stream.isTTY) return null
  const stat = fstatSync(fd)
  return stat.isFile() || stat.isCharacterDevice() ? fd : null
}

type Done = (error?: Error | null) => void

/** The same stream, whose writing never fails. */
const guardedStream = (
  stream: NodeJS.WriteStream,
  onLost: (error: NodeJS.ErrnoException) => void
): NodeJS.WriteStream => {
  let isLost = false
  const lose = (error: NodeJS.ErrnoException): void => {
    if (isLost) return
    isLost = true
    onLost(error)
  }
  stream.on("error", lose)
  const file = fileOf(stream)
  const write = (text: string | Uint8Array, ...others: ReadonlyArray<BufferEncoding | Done | undefined>) => {
    const done = others.find((other): other is Done => typeof other === "function")
    const finish = (): void => done?.()
    if (isLost) {
      queueMicrotask(finish)
      return true
    }
    if (file === null) {
      return stream.write(text, (error) => {
        if (error) lose(error)
        finish()
      })
    }
    try {
      writeFileSync(file, text)
    } catch (cause) {
      lose(cause as NodeJS.ErrnoException)
    }
    queueMicrotask(finish)
    return true
  }
  return new Proxy(stream, {
    get: (target, key) => {
      if (key === "write") return write
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === "function" ? (value.bind(target) as unknown) : value
    },
    set: (target, key, value) => Reflect.set(target, key, value, target)
  })
}

/** The surroundings of a command with streams that may be lost, and what is known of these. */
export const guarded = (
  around: Surroundings
): { readonly around: Surroundings; readonly printing: Printing } => {
  const all: Array<Lost> = []
  const lost = Deferred.makeUnsafe<Lost>()
  const deserted = Deferred.makeUnsafe<void>()
  let isChanging = false
  const stream = (name: Name) =>
    guardedStream(around[name], (error) => {
      const found = { name, error }
      all.push(found)
      Deferred.doneUnsafe(lost, Effect.succeed(found))
      if (name === "stdout" && !isChanging) Deferred.doneUnsafe(deserted, Effect.void)
    })
  return {
    // The one of a process makes its streams when they are first looked at.
    around: {
      get stdin() {
        return around.stdin
      },
      env: around.env,
      ...(around.portOf === undefined ? {} : { portOf: around.portOf }),
      ...(around.readingsOf === undefined ? {} : { readingsOf: around.readingsOf }),
      stdout: stream("stdout"),
      stderr: stream("stderr")
    },
    printing: {
      lost: Deferred.await(lost),
      deserted: Deferred.await(deserted),
      complete: Effect.suspend(() => {
        const found = all.find((one) => !isReaderGone(one))
        return found === undefined
          ? Effect.void
          : Effect.fail(new ExitCode.CommandError(ExitCode.failure, incomplete(found, isChanging)))
      }),
      regardless: (effect) =>
        Effect.suspend(() => {
          isChanging = true
          return effect
        })
    }
  }
}

const incomplete = ({ name, error }: Lost, isChanging: boolean): string =>
  `${name} could not be written to: ${error.message}. What it should have said is lost${
    isChanging ? "; what became of the change is in the journal, and what the command was to do was done" : ""
  }`

/** While it runs, and from then on, no lost stream ends anything: something is being changed. */
export const regardless = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Printing, (printing) => printing.regardless(effect))

/** Fails once a stream is lost: for what goes on and on, and would go on unseen. */
export const unseen: Effect.Effect<never, ExitCode.CommandError> = Effect.gen(function* () {
  const { name, error } = yield* (yield* Printing).lost
  return yield* new ExitCode.CommandError(
    ExitCode.failure,
    `${name} could not be written to: ${error.message}`
  )
})
