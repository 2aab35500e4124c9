/**
 * A plug pulled again and again: a session on a kernel pseudo-terminal of the paced simulator, with ten callers that read
 * and one that writes. Each time the terminal goes away at a random moment and comes back under the same name. Runs on
 * the real clock.
 */
import { join } from "node:path"
import { Words, WriteViaId } from "@vebus/codec"
import { type Errors, Question, Session, Transport } from "@vebus/runtime"
import * as Serial from "@vebus/runtime/serial"
import { Driver } from "@vebus/simulator"
import { servePty } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Process from "./Process.ts"

export interface Options {
  readonly times: number
  readonly seed: number
  /** A folder for the link to the terminal. */
  readonly folder: string
}

export interface Report {
  readonly times: number
  /** How the callers ended when the plug was pulled: with a value, or with the reason of a typed failure. */
  readonly endings: Readonly<Record<string, number>>
  /** After how many of the replugs a reading came. */
  readonly readAgain: number
  /** Heap and open descriptors, after each tenth of the times. */
  readonly heap: ReadonlyArray<Process.Heap>
  readonly descriptors: ReadonlyArray<number>
}

const READERS = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16] as const
const LONGEST_MILLIS = 300

/** Writes RAM variable 131, the set-point of the simulated unit, without its EEPROM. */
const write = {
  _tag: "WinmonQuestion",
  effect: "write",
  name: "write of RAM variable 131 (37)",
  command: WriteViaId.ram(131, Words.Raw16.make(100)),
  pick: () => (reply: { readonly _tag: string }) => (reply._tag === "RamWritten" ? "written" : undefined)
} as const

const endingOf = (exit: Exit.Exit<unknown, Errors.LinkError>): string => {
  if (Exit.isSuccess(exit)) return "answered"
  const error = Exit.findErrorOption(exit)
  return error._tag === "Some" ? error.value.reason._tag : "interrupted"
}

/** Pulls the plug so many times. */
export const run = ({ times, seed, folder }: Options): Promise<Report> =>
  Effect.gen(function* () {
    const path = join(folder, "mk3")
    const simulated = yield* Driver.make({ seed })
    const plugIn = Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Scope.provide(servePty({ path }, simulated), scope)
      return scope
    })
    let plug = yield* plugIn
    const session = yield* Session.connect().pipe(
      Effect.provideService(Transport.Transport, Serial.make(path))
    )
    const connected = session.states.pipe(
      Stream.filter((state) => state === "connected"),
      Stream.take(1),
      Stream.runDrain
    )
    const endings: Record<string, number> = {}
    const heap: Array<Process.Heap> = []
    const open: Array<number> = []
    let readAgain = 0
    for (let n = 1; n <= times; n++) {
      // What a caller of `Control` will do: the type of a session does not let one write.
      const writing = session.ask(write as never)
      const callers = yield* Effect.forEach(
        [...READERS.map((id) => session.ask(Question.ram([id]))), writing],
        (ask) => Effect.forkChild(Effect.exit(ask as Effect.Effect<unknown, Errors.LinkError>))
      )
      yield* Effect.sleep((yield* Random.next) * LONGEST_MILLIS)
      yield* Scope.close(plug, Exit.void)
      for (const caller of callers) {
        const ending = endingOf(yield* Fiber.join(caller))
        endings[ending] = (endings[ending] ?? 0) + 1
      }
      plug = yield* plugIn
      yield* Effect.sleep(1)
      yield* connected
      const again = yield* Effect.result(session.ask(Question.ram([4])))
      if (again._tag === "Success") readAgain++
      if (n % Math.max(1, Math.floor(times / 10)) === 0) {
        heap.push(Process.heap())
        open.push(Process.descriptors())
      }
    }
    yield* Scope.close(plug, Exit.void)
    return { times, endings, readAgain, heap, descriptors: open }
  }).pipe(
    Effect.scoped,
    Random.withSeed(seed),
    Effect.provideService(References.MinimumLogLevel, "Warn"),
    Effect.runPromise
  )
