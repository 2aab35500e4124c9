/**
 * Who guesses a password has to wait for each answer. After a wrong one the next answers for that address stand in a line, one
 * a second, right ones too: who does not wait for "wrong" learns nothing from the silence. An address of which nothing wrong
 * came is never held up.
 */
import { Monotonic } from "@vebus/runtime"
import * as Effect from "effect/Effect"

/** The cost of guessing. */
export interface Guesses {
  /** Whether somebody is let in, said when it is the turn of that address. */
  readonly judge: (address: string, isRight: boolean) => Effect.Effect<boolean>
}

/** The time that each wrong guess takes, in milliseconds. */
const WRONG_MILLIS = 1000
/** The longest line of an address; who comes then is turned away unheard. */
const LONGEST_MILLIS = 30_000
/** So many addresses have lines of their own; the others share one. */
const ADDRESSES = 256
const OTHERS = ""

/** Remembers who guessed. */
export const make = (): Guesses => {
  /** When the line of each address is at its end. */
  const lines = new Map<string, number>()

  const lineOf = (address: string, now: number): string => {
    for (const [key, end] of lines) if (end <= now) lines.delete(key)
    return lines.has(address) || lines.size < ADDRESSES ? address : OTHERS
  }

  return {
    judge: (address, isRight) =>
      Effect.gen(function* () {
        const now = yield* Monotonic.millis
        const line = lineOf(address, now)
        const end = lines.get(line) ?? now
        if (isRight && end === now) return true
        if (end - now >= LONGEST_MILLIS) return false
        const turn = end + WRONG_MILLIS
        lines.set(line, turn)
        yield* Effect.sleep(turn - now)
        return isRight
      })
  }
}
