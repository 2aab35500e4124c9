/**
 * The winmon letters X, Y and Z, in rotation. A letter whose request timed out is set aside until its late reply came
 * or two seconds (and the delay of the line) passed, so that the reply is never taken for another request's: replies do not say what they answer.
 * The letter of the latest reply is the last to be taken again, and not at once: a request that came twice is answered twice.
 * While all three rest nothing can be asked; narrowing the window before that was measured, and carries less
 * (docs/performance.md).
 * Reference: protocol.md 4.1; decisions.md 5.
 */
import type { WinmonEnvelope } from "@vebus/codec"

type Letter = WinmonEnvelope.Letter

/** How long a letter waits for the late reply of a request that timed out. */
export const SET_ASIDE_MILLIS = 2000

/** How long after its reply a letter rests when no other is free: the adapter takes 40 ms for what came to it twice. */
export const REST_MILLIS = 60

/** The letter of what is never answered: should a refusal come all the same, no other request waits under it. */
export const UNANSWERED: Letter = "W"

const rotation: ReadonlyArray<Letter> = ["X", "Y", "Z"]

/** The letters of one link. Used by one link alone, from its own fibers. */
export interface Letters {
  /** The next free letter but for those to avoid, or how many milliseconds until one may be free. */
  readonly take: (now: number, avoid?: ReadonlyArray<Letter>) => Letter | number
  /** Gives a letter back after its reply. */
  readonly release: (letter: Letter, now: number) => void
  /** Sets a letter aside after a time-out: until so long after now, for the reply to what was sent then. */
  readonly setAside: (letter: Letter, now: number, sentAt: number, delayMillis?: number) => void
  /** When the request was sent whose late reply came on this letter, which is given back; `null` where it is no late one. */
  readonly claimLate: (letter: Letter, now: number) => number | null
}

/** The three letters, none of them taken. */
export const make = (): Letters => {
  const busy = new Set<Letter>()
  const aside = new Map<Letter, { readonly until: number; readonly sentAt: number }>()
  let next = 0
  let latest: { readonly letter: Letter; readonly until: number } | null = null
  const restsUntil = (letter: Letter): number =>
    Math.max(aside.get(letter)?.until ?? 0, latest?.letter === letter ? latest.until : 0)
  const replied = (letter: Letter, now: number): void => void (latest = { letter, until: now + REST_MILLIS })
  return {
    take: (now, avoid = []) => {
      const candidates = rotation
        .map((_, turn) => rotation[(next + turn) % rotation.length]!)
        .filter((letter) => !busy.has(letter) && !avoid.includes(letter))
      const letter = candidates.find((candidate) => restsUntil(candidate) <= now)
      if (letter === undefined) return Math.max(1, Math.min(...candidates.map(restsUntil)) - now)
      next = (rotation.indexOf(letter) + 1) % rotation.length
      aside.delete(letter)
      busy.add(letter)
      return letter
    },
    release: (letter, now) => {
      busy.delete(letter)
      replied(letter, now)
    },
    setAside: (letter, now, sentAt, delayMillis = 0) => {
      busy.delete(letter)
      aside.set(letter, { until: now + SET_ASIDE_MILLIS + delayMillis, sentAt })
    },
    claimLate: (letter, now) => {
      const late = aside.get(letter)
      if (late === undefined) return null
      aside.delete(letter)
      replied(letter, now)
      return late.sentAt
    }
  }
}
