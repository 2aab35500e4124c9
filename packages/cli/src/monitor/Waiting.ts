/**
 * Messages for somebody who waits for a first answer: why there is none yet, once for each change of reason.
 */
import type { Errors } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

/** How long a first answer may take before somebody who waits for it is told so, in milliseconds. */
const PATIENCE_MILLIS = 3000

/** The part of a reason that stays the same when it is told again: figures of how long and how much do not count. */
const sameness = ({ reason }: Errors.LinkError): string =>
  "cause" in reason ? `${reason._tag}: ${String(reason.cause)}` : reason._tag

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

export interface Waiting {
  /** An attempt failed: says why, unless that was the last thing said. */
  readonly tell: (reason: Errors.LinkError) => Effect.Effect<void>
  /** Says after a while that nothing has answered, where no reason was told. */
  readonly patience: Effect.Effect<void>
}

/** Somebody begins to wait for a port. */
export const begin = (port: string): Waiting => {
  let told: string | null = null
  return {
    tell: (reason) =>
      Effect.suspend(() => {
        if (sameness(reason) === told) return Effect.void
        told = sameness(reason)
        return Console.error(`vebus: ${sentence(reason.message)} Waiting for it`)
      }),
    patience: Effect.suspend(() =>
      told === null ? Console.error(`vebus: no answer from ${port} yet. Waiting for it`) : Effect.void
    ).pipe(Effect.delay(PATIENCE_MILLIS))
  }
}
