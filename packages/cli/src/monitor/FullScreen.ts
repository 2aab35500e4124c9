/**
 * The live view of a monitor: keeps the state, and brings the screen up to date with whatever changes it, twice a second
 * at least, since ages grow and lamps blink. What is said meanwhile is shown on it, and said again once it is gone;
 * the last picture stays behind on the normal screen.
 */
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Plain from "../output/Plain.ts"
import * as Stdout from "../output/Stdout.ts"
import { Surroundings } from "../Surroundings.ts"
import * as Counters from "./Counters.ts"
import * as Keys from "./Keys.ts"
import * as Palette from "./Palette.ts"
import * as Screen from "./Screen.ts"
import type { Sink } from "./Sink.ts"
import * as State from "./State.ts"
import * as View from "./View.ts"

export interface Options {
  /** The name of the port until it is open. */
  readonly port: string
  readonly intervalMillis: number
  readonly paint: Palette.Paint
  readonly glyphs: Palette.Glyphs
}

const TICK_MILLIS = 500
/** How many messages are kept to be said again. */
const KEPT_MESSAGES = 20

/** Takes over the terminal until the scope closes. */
export const open = ({
  port,
  intervalMillis,
  paint,
  glyphs
}: Options): Effect.Effect<Sink, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { stdin, stdout, stderr } = yield* Surroundings
    const around = yield* Console.Console
    const clock = yield* Clock.Clock
    let state = State.initial(Plain.visible(port), intervalMillis, clock.currentTimeMillisUnsafe())
    let messages: ReadonlyArray<string> = []
    const quit = yield* Deferred.make<void>()
    const keys = yield* Queue.unbounded<string>()
    const interval = yield* SubscriptionRef.make(intervalMillis)
    const draw = (isLive: boolean) => (size: View.Size) => View.view(state, { ...size, glyphs, isLive })

    yield* Effect.addFinalizer(() =>
      Effect.suspend(() => {
        const size = screen.size()
        const last = state.latest === null ? [] : draw(false)({ ...size, rows: Math.max(1, size.rows - 2) })
        for (const text of messages) stderr.write(`${text}\n`)
        return Stdout.lines(last.map((line) => Palette.painted(line, paint)))
      })
    )
    const screen = yield* Screen.open({
      input: stdin,
      output: stdout,
      paint,
      draw: draw(true),
      onKey: (key) => {
        Queue.offerUnsafe(keys, key)
      }
    })
    const change = (next: (now: number) => State.State): Effect.Effect<void> =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        state = next(now)
        screen.repaint()
      })
    yield* Effect.forkScoped(
      Effect.forever(
        Effect.gen(function* () {
          const counts = yield* Counters.read
          yield* change((now) => State.later(state, now, counts))
          yield* Effect.sleep(TICK_MILLIS)
        })
      )
    )
    yield* Effect.forkScoped(
      Effect.forever(
        Effect.gen(function* () {
          const key = yield* Queue.take(keys)
          if (key.toLowerCase() === Keys.QUIT) yield* Deferred.succeed(quit, undefined)
          const before = state.intervalMillis
          yield* change((now) => Keys.pressed({ ...state, now }, key))
          if (state.intervalMillis !== before) yield* SubscriptionRef.set(interval, state.intervalMillis)
        })
      )
    )
    const say = (...words: ReadonlyArray<unknown>): void => {
      const text = Plain.visible(words.map(String).join(" "))
      if (stderr.isTTY) messages = [...messages, text].slice(-KEPT_MESSAGES)
      else stderr.write(`${text}\n`)
      state = State.withNote(state, text, clock.currentTimeMillisUnsafe())
      screen.repaint()
    }
    return {
      console: Object.assign(Object.create(around) as Console.Console, {
        error: say,
        warn: say,
        log: say,
        info: say,
        group: say
      }),
      update: (update) => change((now) => State.withUpdate(state, update, now)),
      interval,
      link: (link) => change((now) => State.withLink(state, link, now)),
      quit: Deferred.await(quit)
    }
  })
