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
  /** When the request was sent whose late reply came on this letter, which is free again; `null` where it is no late one. */
  readonly claimLate: (letter: Letter) => number | null
}

/** The three letters, none of them taken. */
export const make = (): Letters => {
  const busy = new Set<Letter>()
  const aside = new Map<Letter, { readonly until: number; readonly sentAt: number }>()
  let next = 0
  let latest: { readonly letter: Letter; readonly until: number } | null = null
  const isFree = (letter: Letter, now: number) => !busy.has(letter) && (aside.get(letter)?.until ?? 0) <= now
  return {
    take: (now, avoid = []) => {
      for (let turn = 0; turn < rotation.length; turn++) {
        const letter = rotation[(next + turn) % rotation.length]!
        if (!isFree(letter, now) || avoid.includes(letter)) continue
        if (latest?.letter === letter && now < latest.until) continue
        next = (next + turn + 1) % rotation.length
        aside.delete(letter)
        busy.add(letter)
        return letter
      }
      const rests = [...aside].map(([letter, { until }]) => ({ letter, until }))
      const until = [...rests, ...(latest === null || busy.has(latest.letter) ? [] : [latest])].flatMap(
        (rest) => (avoid.includes(rest.letter) ? [] : [rest.until])
      )
      return Math.max(1, Math.min(...until) - now)
    },
    release: (letter, now) => {
      busy.delete(letter)
      latest = { letter, until: now + REST_MILLIS }
    },
    setAside: (letter, now, sentAt, delayMillis = 0) => {
      busy.delete(letter)
      aside.set(letter, { until: now + SET_ASIDE_MILLIS + delayMillis, sentAt })
    },
    claimLate: (letter) => {
      const late = aside.get(letter)
      aside.delete(letter)
      return late?.sentAt ?? null
    }
  }
}
