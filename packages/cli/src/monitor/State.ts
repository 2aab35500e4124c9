/**
 * The state of the full screen: the latest reading, the powers of the last minutes, how the link does, what was said last,
 * and how the user wants to see it. A value that events turn into the next one. Times are milliseconds of the wall
 * clock.
 */
import type { Session, Telemetry } from "@vebus/runtime"

/** The powers of one reading; `null` where it tells none. */
export interface Powers {
  readonly at: number
  readonly input: number | null
  readonly output: number | null
  readonly battery: number | null
}

/** The counters of the link since the program started. */
export interface Counts {
  readonly requests: number
  readonly repeats: number
  readonly failures: number
  readonly reconnects: number
}

export interface State {
  readonly port: string
  readonly intervalMillis: number
  readonly now: number
  readonly link: { readonly state: Session.State; readonly since: number }
  readonly latest: { readonly update: Telemetry.Update; readonly at: number } | null
  /** Oldest first, none older than the window. */
  readonly powers: ReadonlyArray<Powers>
  /** Oldest first; the first is about a minute old once the program runs that long. */
  readonly counts: ReadonlyArray<Counts & { readonly at: number }>
  readonly note: { readonly text: string; readonly at: number } | null
  /** Whether the keys are explained. */
  readonly isHelp: boolean
  /** The reading that stands still on the screen, while readings go on behind it. */
  readonly held: Pick<State, "now" | "latest" | "powers"> | null
  /** The unit that is shown instead of the whole system, by its address. */
  readonly unit: number | null
  /** Which of the windows the charts show. */
  readonly scale: number
}

/** How much of the past the charts may show. */
const WINDOWS_MILLIS = [300_000, 1_200_000, 3_600_000] as const
const WINDOW_INTERVALS = 60
const HOLD_MILLIS = 10_000
const HOLD_INTERVALS = 3
const COUNTED_MILLIS = 60_000
const NOTE_MILLIS = 60_000

/** How much of the past the screen shows: five minutes unless more was asked for, or readings are far apart. */
export const windowMillis = ({ intervalMillis, scale }: Pick<State, "intervalMillis" | "scale">): number =>
  Math.max(WINDOWS_MILLIS[scale] ?? 0, WINDOW_INTERVALS * intervalMillis)

/** The scale after this one; the first one after the last. */
export const nextScale = (scale: number): number => (scale + 1) % WINDOWS_MILLIS.length

/** How long a value stands when nothing newer comes: as long as a part counts as fresh (decisions.md 7). */
export const holdMillis = ({ intervalMillis }: Pick<State, "intervalMillis">): number =>
  Math.max(HOLD_MILLIS, HOLD_INTERVALS * intervalMillis)

/** Before anything is known. */
export const initial = (port: string, intervalMillis: number, now: number): State => ({
  port,
  intervalMillis,
  now,
  link: { state: "opening", since: now },
  latest: null,
  powers: [],
  counts: [],
  note: null,
  isHelp: false,
  held: null,
  unit: null,
  scale: 0
})

/** Later, with nothing new but what the link has counted. */
export const later = (state: State, now: number, counts: Counts): State => ({
  ...state,
  now,
  counts: [...state.counts.filter(({ at }) => at >= now - COUNTED_MILLIS), { ...counts, at: now }],
  note: state.note === null || state.note.at < now - NOTE_MILLIS ? null : state.note
})

/** With a new reading. */
export const withUpdate = (state: State, update: Telemetry.Update, now: number): State => {
  const { acInputPower, acOutputPower, battery } = update.reading
  const powers: Powers = {
    at: now,
    input: acInputPower,
    output: acOutputPower,
    battery: battery?.power ?? null
  }
  const oldest = now - windowMillis({ ...state, scale: WINDOWS_MILLIS.length - 1 })
  return {
    ...state,
    now,
    port: update.reading.port,
    latest: { update, at: now },
    powers: [...state.powers.filter(({ at }) => at >= oldest), powers]
  }
}

/** With the link in a state, since now unless it was in it before. */
export const withLink = (state: State, link: Session.State, now: number): State =>
  link === state.link.state ? state : { ...state, now, link: { state: link, since: now } }

/** With something said. */
export const withNote = (state: State, text: string, now: number): State => ({
  ...state,
  now,
  note: { text, at: now }
})

/** How old the oldest part of the latest reading is; `null` when there is none, or nothing in it. */
export const ageMillis = ({ latest, now }: State): number | null => {
  if (latest === null) return null
  const { battery, acInput, acOutput, acInputPower, device, leds, currentLimit } = latest.update.reading
  const parts = [battery, acInput, acOutput, acInputPower, device, leds, currentLimit]
  const isEmpty = parts.every((part) => part === null)
  return isEmpty ? null : latest.update.ageMillis + Math.max(0, now - latest.at)
}

/** The counts of the last minute, or `null` before there is anything to compare. */
export const counted = ({ counts }: State): (Counts & { readonly millis: number }) | null => {
  const [first, last] = [counts[0], counts.at(-1)]
  if (first === undefined || last === undefined || last.at <= first.at) return null
  return {
    millis: last.at - first.at,
    requests: last.requests - first.requests,
    repeats: last.repeats - first.repeats,
    failures: last.failures - first.failures,
    reconnects: last.reconnects
  }
}
