/**
 * Where a monitor shows what it learns: a full screen or lines.
 */
import type { Session, Telemetry } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as SubscriptionRef from "effect/SubscriptionRef"
import * as Stdout from "../output/Stdout.ts"

export interface Sink {
  /** Takes what is said on the side, which elsewhere goes to stderr. */
  readonly console: Console.Console
  /** Shows a reading. */
  readonly update: (update: Telemetry.Update) => Effect.Effect<void>
  /** Shows the state that the link is in now. */
  readonly link: (state: Session.State) => Effect.Effect<void>
  /** The time from one reading to the next in milliseconds, where the user can change it meanwhile. */
  readonly interval: SubscriptionRef.SubscriptionRef<number> | null
  /** Ends when the user wants to. */
  readonly quit: Effect.Effect<void>
}

/** Lines on stdout; messages on stderr. */
export const lines = (format: (update: Telemetry.Update) => ReadonlyArray<string>): Effect.Effect<Sink> =>
  Effect.map(Console.Console, (console) => ({
    console,
    update: (update) => Stdout.lines(format(update)),
    link: () => Effect.void,
    interval: null,
    quit: Effect.never
  }))
