/**
 * Messages to systemd where it expects them (`Type=notify`): that the gateway is ready, that it stops, and that its polls
 * go round, as often as the watchdog of the unit asks. Node has no datagram sockets of this kind, so the program
 * `systemd-notify` tells it; the unit needs `NotifyAccess=all`. Reference: gateway.md 4; integrations.md 10.2.
 */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

const MICROS_PER_MILLI = 1000
/** The watchdog is fed this many times in its time. */
const TIMES = 3
const GIVE_UP = "2 seconds"
/** At the end nobody waits for it any longer than that. */
const LAST_WORD = "300 millis"

/** Runs `systemd-notify`; the failure is why it could not. */
const notify = (words: ReadonlyArray<string>): Effect.Effect<void, string> =>
  Effect.callback<void, string>((resume) => {
    const child = spawn("systemd-notify", [...words], { stdio: "ignore" })
    child.once("error", ({ message }) => resume(Effect.fail(message)))
    child.once("close", (code) =>
      resume(code === 0 ? Effect.void : Effect.fail(`systemd-notify ended with ${String(code)}`))
    )
    return Effect.sync(() => void child.kill())
  })

/** The environment variables by which systemd says that it listens. */
export type Env = Readonly<Record<string, string | undefined>>

/** Says that the gateway is ready, and feeds the watchdog while the polls go round, until the scope closes. */
export const ready = (
  env: Env,
  areAlive: Effect.Effect<boolean>,
  send: (words: ReadonlyArray<string>) => Effect.Effect<void, string> = notify
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    if (!env["NOTIFY_SOCKET"]) return
    const tell = (...words: ReadonlyArray<string>) =>
      send(words).pipe(Effect.timeoutOption(GIVE_UP), Effect.asVoid)
    const why = yield* tell("--ready").pipe(Effect.as(null), Effect.catch(Effect.succeed))
    if (why !== null) {
      return yield* Effect.logWarning(`systemd cannot be told that the gateway is ready: ${why}`)
    }
    yield* Effect.addFinalizer(() => tell("--stopping").pipe(Effect.timeoutOption(LAST_WORD), Effect.ignore))
    const micros = Number(env["WATCHDOG_USEC"])
    if (!(micros > 0)) return
    yield* areAlive.pipe(
      Effect.flatMap((alive) => (alive ? Effect.ignore(tell("WATCHDOG=1")) : Effect.void)),
      Effect.repeat(Schedule.spaced(micros / MICROS_PER_MILLI / TIMES)),
      Effect.forkScoped
    )
  })
