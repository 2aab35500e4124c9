/**
 * The simulator: a pure step from a state, a time and the host's bytes to the next state and what the adapter has sent
 * by then. No clock and no chance but a seed in the state: the same steps give the same bytes. However a stretch of
 * time is cut into steps, the outcome is the same.
 *
 * `wakeAt` says when the next step is due though the host says nothing: a frame has been sent, a command is done, the
 * version frame of an idle line is due, an unfinished frame of the host is given up, or the plant changes.
 * Reference: protocol.md 1.3, 8; decisions.md 8.
 */
import { Deframer, Frames, LedSuffix } from "@vebus/codec"
import * as Adapter from "./Adapter.ts"
import * as Behaviours from "./behaviours/Behaviours.ts"
import * as Version from "./behaviours/mk2/Version.ts"
import * as Line from "./Line.ts"
import * as Profile from "./Profile.ts"
import * as System from "./System.ts"
import * as Truth from "./Truth.ts"

/** How a simulation begins. What is left out has a fixed default, so that a demonstration looks the same twice. */
export interface Options {
  readonly profile?: Profile.Profile
  /** What chance starts from, any integer. */
  readonly seed?: number
  /** At 240 bytes/s as on a real line (the default), or without delay. */
  readonly line?: "paced" | "unpaced"
  /** How long the work on a command takes, in milliseconds; one number for all. Default 12 and 40, unpaced none. */
  readonly turnaroundMillis?: number | Turnaround
  /** How long the adapter is silent before it sends a version frame unasked, in milliseconds. */
  readonly versionPeriodMillis?: number
  /** The address that another program has left selected. */
  readonly address?: number
  /** The winmon mode that another program has left. */
  readonly winmonMode?: "short" | "long"
  /** The time of the first step, in milliseconds on the clock of the steps. */
  readonly startMillis?: number
}

/** Milliseconds that a command takes which the adapter answers by itself, and one that goes to a unit. */
export interface Turnaround {
  readonly local: number
  readonly bus: number
}

/** What the next step starts from: a plain value. */
export interface State {
  readonly startedAt: number
  /** The time of the latest step. */
  readonly now: number
  readonly turnaround: Turnaround
  readonly versionPeriodMillis: number
  readonly input: Deframer.State
  readonly line: Line.State
  readonly system: System.State
}

/** The seed of a simulation that names none. */
export const DEFAULT_SEED = 1

const NOTHING = new Uint8Array(0)
const TURNAROUND: Turnaround = { local: 12, bus: 40 }
const VERSION_PERIOD_MILLIS = 1000

/** The state of a simulation before its first step. */
export const make = (options: Options = {}): State => {
  const profile = options.profile ?? Profile.profiles[Profile.defaultProfile]
  const at = options.startMillis ?? 0
  const paced = options.line !== "unpaced"
  const turnaround = options.turnaroundMillis ?? (paced ? TURNAROUND : 0)
  const system = System.make(profile, options.seed ?? DEFAULT_SEED, at)
  const found = Adapter.withWinmonMode(system.adapter, options.winmonMode ?? "short")
  return {
    startedAt: at,
    now: at,
    turnaround: typeof turnaround === "number" ? { local: turnaround, bus: turnaround } : turnaround,
    versionPeriodMillis: options.versionPeriodMillis ?? VERSION_PERIOD_MILLIS,
    input: Deframer.initial,
    line: Line.make(paced, at),
    system: { ...system, adapter: { ...found, address: options.address ?? null } }
  }
}

/**
 * Moves on to a time, at which the host writes some bytes. Gives the next state, what the adapter has sent by then, in
 * order, and when the next step is due. A time before the latest step counts as that of the latest step.
 */
export const step = (
  state: State,
  now: number,
  bytes: Uint8Array = NOTHING
): readonly [state: State, sent: ReadonlyArray<Line.Sent>, wakeAt: number] => {
  const until = Math.max(now, state.now)
  const sent: Array<Line.Sent> = []
  let next = before(state, until, sent)
  if (bytes.length > 0) {
    next = before({ ...next, line: Line.write(next.line, until, bytes) }, until, sent)
  }
  return [{ ...next, now: until }, sent, Math.min(nextEvent(next).at, Line.dueAt(next.line))]
}

/** Something that happens by itself. */
interface Event {
  readonly at: number
  readonly happen: (state: State) => State
}

/** The state after all that happens up to a time. What has been sent by then is added to `sent`. */
const before = (state: State, until: number, sent: Array<Line.Sent>): State => {
  let current = state
  for (;;) {
    const [line, due] = Line.due(current.line, until)
    sent.push(...due)
    current = { ...current, line }
    const event = nextEvent(current)
    if (event.at > until) return current
    current = event.happen({ ...current, now: event.at })
  }
}

/** What happens next. Of things at the same time, the plant moves first and the idle version frame comes last. */
const nextEvent = (state: State): Event => {
  const { now, input, line, system } = state
  let next: Event = { at: system.plant.dueAt, happen: movePlant }
  const consider = (at: number, happen: Event["happen"]) => {
    if (at < next.at) next = { at, happen }
  }
  consider(Line.arrivesAt(line), receive)
  consider(staleAt(input), receive)
  consider(Line.doneAt(line), work)
  consider(versionAt(state), announce)
  return next.at < now ? { ...next, at: now } : next
}

const movePlant = (state: State): State => ({ ...state, system: System.tick(state.system, state.now) })

/** An unfinished frame is given up once it is older than its deadline, so just after it. */
const staleAt = (input: Deframer.State): number => {
  const deadline = Deframer.deadline(input)
  return deadline === null ? Number.POSITIVE_INFINITY : deadline + 1
}

/** Takes in what has arrived, or only the time. A restarting adapter hears nothing. */
const receive = (state: State): State => {
  const { now, system } = state
  const [line, bytes] =
    Line.arrivesAt(state.line) <= now ? Line.take(state.line) : ([state.line, NOTHING] as const)
  if (now < system.adapter.deafUntil) return { ...state, line, input: Deframer.initial }
  const [input, events] = Deframer.step(state.input, now, bytes)
  return { ...state, input, line: events.reduce(beginWork(state.turnaround), line) }
}

const beginWork =
  (turnaround: Turnaround) =>
  (line: Line.State, event: Deframer.Event): Line.State => {
    if (event._tag === "Discarded") return line
    const { at, buffer, start, end } = event
    const request = Frames.decodeRequest(buffer, start + 1, LedSuffix.payloadEnd(buffer, start, end))
    return Line.begin(line, at, turnaround[Behaviours.reach(request)], request, buffer.slice(start, end))
  }

/** Finishes the first command: its effect takes place and its answer is made now. */
const work = (state: State): State => {
  const { now, line } = state
  const [done, ...waiting] = line.work
  if (done === undefined) return state
  const [system, replies] = Behaviours.answer(state.system, done.request, now)
  let next: State = { ...state, system, line: { ...line, work: waiting } }
  if (system.adapter.deafUntil > now) return restart(next)
  for (const [index, reply] of replies.entries()) {
    // An answer in two frames tells its truth with the second, which completes it.
    const isLast = index === replies.length - 1
    next = isLast
      ? send(next, reply, Truth.make(system, done.request, done.frame, microseconds(now - state.startedAt)))
      : send(next, reply)
  }
  return next
}

/** Milliseconds to three digits: what follows are traces of the byte time. */
const microseconds = (millis: number): number => Math.round(millis * 1000) / 1000

/** What the adapter had still to do is lost, what it had begun to answer still goes out. */
const restart = (state: State): State => ({
  ...state,
  line: {
    ...state.line,
    work: [],
    workEndsAt: state.now,
    lastStartAt: state.system.adapter.deafUntil - state.versionPeriodMillis
  }
})

const send = (state: State, content: Frames.Reply, truth?: Truth.Truth): State => {
  const { now, line, system } = state
  const leds = Adapter.appendsLeds(system.adapter) ? System.leds(system, now) : null
  return { ...state, line: Line.send(line, now, Frames.encodeReplyFrame({ content, leds }), truth) }
}

/** When the version frame of an idle line is due: never while a command is worked on or a frame is being sent. */
const versionAt = ({ line, versionPeriodMillis }: State): number =>
  line.work.length > 0
    ? Number.POSITIVE_INFINITY
    : Math.max(line.lastStartAt + versionPeriodMillis, line.sendingEndsAt)

const announce = (state: State): State => send(state, Version.reply(state.system))
