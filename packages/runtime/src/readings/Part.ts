/**
 * One part of a system that is polled: its latest answer, and whether to ask for it now.
 *
 * A part keeps its last answer until that is too old for a reading. One that failed in two cycles is left alone for 30 s:
 * it costs a second each time, and the other parts must not wait for it. Reference: protocol.md 6.2, 6.10.
 */
import type { Answer } from "../link/Exchange.ts"

/** The latest answer, and what became of asking since. */
export interface Part<A> {
  readonly answer: Answer<A> | null
  /** In how many cycles in a row it did not answer. */
  readonly failures: number
  /** When it was asked last. */
  readonly askedAt: number
}

/** A part that nobody has asked for yet. */
export const unasked: Part<never> = { answer: null, failures: 0, askedAt: Number.NEGATIVE_INFINITY }

/** In how many cycles a part may fail before it is left alone, and for how long. */
export const PATIENCE = 2
export const SILENT_MILLIS = 30_000

/** When a cycle began, and how far it is from the next. */
export interface Cycle {
  readonly startedAt: number
  readonly intervalMillis: number
}

/** Whether so much time has passed; a cycle that comes a little early counts as in time. */
export const hasPassed = (since: number, millis: number, { startedAt, intervalMillis }: Cycle): boolean =>
  startedAt - since >= millis - intervalMillis / 2

/** Whether something that has failed this often is left alone. */
export const isSetAside = (failures: number): boolean => failures >= PATIENCE

/** Whether to ask for a part that is wanted every so often. */
export const isDue = <A>(
  { answer, failures, askedAt }: Part<A>,
  everyMillis: number,
  cycle: Cycle
): boolean =>
  isSetAside(failures)
    ? hasPassed(askedAt, SILENT_MILLIS, cycle)
    : answer === null || hasPassed(answer.at, everyMillis, cycle)

/** The part with a new answer. */
export const answered = <A>(answer: Answer<A>, { startedAt }: Cycle): Part<A> => ({
  answer,
  failures: 0,
  askedAt: startedAt
})

/** The part after a cycle in which it did not answer. */
export const failed = <A>(part: Part<A>, { startedAt }: Cycle): Part<A> => ({
  ...part,
  failures: part.failures + 1,
  askedAt: startedAt
})
