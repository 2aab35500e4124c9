/**
 * How the process ends from outside: every signal that it can catch ends the command the same way, by interrupting it, so
 * that a hold is set to 0, a write is finished, and the port is closed. The exit code is 128 plus the number of the signal.
 *
 *     ends it        SIGHUP (the terminal is gone), SIGINT (Ctrl-C), SIGQUIT, SIGTERM, SIGBREAK (Windows), and those that
 *                    timers, limits and power supplies send
 *     cannot be      SIGKILL, SIGSTOP
 *     left alone     what a fault of the machine raises, after which no code is safe to run; SIGUSR1 and SIGPROF, which are
 *                    Node's; SIGTSTP (Ctrl-Z), but for changes: see `notSuspended`
 */
import { constants } from "node:os"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import * as ExitCode from "../ExitCode.ts"

const wanted = [
  ...(["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGBREAK", "SIGABRT", "SIGUSR2", "SIGALRM"] as const),
  ...(["SIGVTALRM", "SIGXCPU", "SIGIO", "SIGPWR", "SIGSTKFLT"] as const)
]

/** The signals that end a command on this system. */
export const ending: ReadonlyArray<NodeJS.Signals> = wanted.filter((name) => name in constants.signals)

/** The exit code of a command that a signal ended. */
export const codeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

/** Runs a program as this process, which ends with the code that `exitCode` gives its end. */
export const runMain = (
  program: Effect.Effect<void, unknown>,
  exitCode: (exit: Exit.Exit<void, unknown>, interruptCode: number) => number
): void => {
  let code = ExitCode.interrupted
  let isAsked = false
  const main = Runtime.makeRunMain(({ fiber, teardown }) => {
    const end = (because: number): void => {
      if (!isAsked) code = because
      isAsked = true
      fiber.interruptUnsafe(fiber.id)
    }
    for (const signal of ending) process.on(signal, () => end(codeOf(signal)))
    // A defect outside of the program's own fibers: what it holds is set to rest all the same.
    process.on("uncaughtException", (error) => {
      console.error(error)
      end(ExitCode.failure)
    })
    fiber.addObserver((exit) =>
      teardown(exit, (ended) => {
        if (isAsked || ended !== 0) process.exit(ended)
      })
    )
  })
  main(program, {
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(exitCode(exit as Exit.Exit<void, unknown>, code))
  })
}

/** While it runs, Ctrl-Z is Ctrl-C: a process that stands still neither refreshes a hold nor sets it to 0. */
export const notSuspended = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
  const end = (): void => void process.kill(process.pid, "SIGINT")
  return Effect.acquireUseRelease(
    Effect.sync(() => process.on("SIGTSTP", end)),
    () => effect,
    () => Effect.sync(() => process.off("SIGTSTP", end))
  )
}
