/**
 * The simulator: a pure step from a state, a time and the host's bytes to the next state and what the adapter has sent
 * by then. No clock and no chance but a seed in the state: the same steps give the same bytes. However a stretch of
 * time is cut into steps, the outcome is the same.
 *
 * `wakeAt` says when the next step is due though the host says nothing: a frame has been sent, a command has arrived or
 * is done, the version frame of an idle line is due, an unfinished frame of the host is given up, another controller
 * speaks, a unit falls asleep, or the next change of a scenario is due. The plant and the single bytes of the host wait
 * for that, a second at most: nobody sees them before.
 * Reference: protocol.md 1.3, 8; decisions.md 8.
 */
import { Deframer, Frames, LedSuffix } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Adapter from "../adapter/Adapter.ts"
import * as Answers from "../adapter/Answers.ts"
import * as Version from "../adapter/mk2/Version.ts"
import type { Change } from "./Change.ts"
import * as ApplyChange from "./ApplyChange.ts"
import * as Line from "../adapter/Line.ts"
import * as Power from "../adapter/Power.ts"
import * as Random from "../Random.ts"
import { NEVER, type State, VERSION_PERIOD_MILLIS } from "./Start.ts"
import * as System from "../adapter/System.ts"
import * as Truth from "../adapter/Truth.ts"
import * as Turnaround from "../adapter/Turnaround.ts"

export { DEFAULT_SEED, make, type Options, type State } from "./Start.ts"

const NOTHING = new Uint8Array(0)
/** How long the plant may be left alone: a step that made up for a day would take seconds. */
const ALONE_MILLIS = 1000

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
  if (bytes.length > 0 && Power.isOn(next.system.power)) {
    next = before({ ...next, line: Line.write(next.line, until, bytes) }, until, sent)
  }
  next = measured(next)
  next = { ...next, now: until }
  return [next, sent, Math.max(until, dueAt(next))]
}

/** When something may be seen next, at the earliest. */
const dueAt = (state: State): number => {
  const { now, agenda, input, line, system } = state
  return Math.min(
    now + ALONE_MILLIS,
    Line.dueAt(line),
    agenda[0]?.at ?? NEVER,
    system.power.sleepAt,
    system.foreign?.nextAt ?? NEVER,
    state.noiseAt,
    arrivedAt(input, line),
    staleAt(input),
    Line.doneAt(line),
    versionAt(state)
  )
}

/** When the next command of the host may have arrived. What waits may grow stale meanwhile, and set another one free. */
const arrivedAt = (input: Deframer.State, line: Line.State): number => {
  const next = Line.arrivesAt(line)
  if (next === NEVER) return NEVER
  const rest = Line.rest(line)
  const [, events] = Deframer.step(input, next, rest)
  const frame = events.find(({ _tag }) => _tag === "Frame")
  const bytes = frame === undefined ? rest.length : Math.max(1, frame.end - input.pending.length)
  return Math.min(next + (bytes - 1) * line.byteMillis, next + Deframer.MAX_AGE_MILLIS)
}

/**
 * Makes a change from outside, at the time of the latest step. What the plant makes of it shows a quarter of a second
 * later at most. The next step may be due earlier than was said before.
 */
export const control = (state: State, change: Change): State => {
  const current = measured(state)
  return passOn(current, ApplyChange.apply(current.system, change, state.now))
}

/** The measurements of the units are looked up only when somebody asks for them. */
const measured = (state: State): State => {
  const system = System.measured(state.system)
  return system === state.system ? state : { ...state, system }
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
    const event = nextEvent(current)
    const [line, due] = Line.due(current.line, Math.min(event.at, until))
    sent.push(...due)
    current = { ...current, line }
    if (event.at > until) return current
    current = event.happen({ ...current, now: event.at })
  }
}

/**
 * The next event. Of things at the same time, changes from outside and the plant come first, and the idle version
 * frame comes last.
 */
const nextEvent = (state: State): Event => {
  const { now, agenda, input, line, system } = state
  let next: Event = { at: system.plant.dueAt, happen: movePlant }
  const consider = (at: number, happen: Event["happen"]) => {
    if (at < next.at) next = { at, happen }
  }
  if (agenda.length > 0) consider(agenda[0]!.at, followAgenda)
  consider(system.power.sleepAt, fallAsleep)
  if (system.foreign !== null) consider(system.foreign.nextAt, hearForeign)
  consider(state.noiseAt, makeNoise)
  consider(Line.arrivesAt(line), receive)
  consider(staleAt(input), receive)
  consider(Line.doneAt(line), work)
  consider(versionAt(state), announce)
  return next.at < now ? { ...next, at: now } : next
}

const movePlant = (state: State): State => ({ ...state, system: System.tick(state.system, state.now) })

const followAgenda = (state: State): State => {
  const [first, ...agenda] = state.agenda
  return first === undefined ? state : control({ ...state, agenda }, first.change)
}

const fallAsleep = (state: State): State =>
  withSystem(state, { ...state.system, power: Power.sleep(state.system.power) })

const hearForeign = (state: State): State => {
  const current = measured(state)
  return passOn(current, ApplyChange.foreignFrame(current.system, state.now))
}

/** A system after something has happened to it, and what the adapter sends because of it. */
const passOn = (state: State, [system, frames]: System.Outcome): State => {
  const next = withSystem(state, system)
  return Power.isOn(next.system.power) ? frames.reduce((current, frame) => send(current, frame), next) : next
}

/** Takes over a system to which something has happened that may switch the adapter off or on, or make it restart. */
const withSystem = (state: State, changed: System.State): State => {
  const { now } = state
  const system = System.settled(changed, now)
  const next: State = { ...state, system }
  const isOn = Power.isOn(system.power)
  if (isOn !== Power.isOn(state.system.power)) return isOn ? powerUp(next) : powerDown(next)
  return system.adapter.deafUntil > Math.max(now, state.system.adapter.deafUntil) ? restart(next) : next
}

/** Nothing that was on its way arrives, and the adapter forgets everything. */
const powerDown = (state: State): State => ({
  ...state,
  announceAt: NEVER,
  noiseAt: NEVER,
  input: Deframer.initial,
  line: Line.silence(state.line, state.now),
  system: { ...state.system, adapter: Adapter.powerUp(state.system.adapter) }
})

const powerUp = (state: State): State => ({
  ...state,
  announceAt: state.now + Math.min(state.versionPeriodMillis, VERSION_PERIOD_MILLIS),
  noiseAt: state.powerUpNoiseBytes > 0 ? state.now : NEVER,
  line: { ...state.line, lastStartAt: state.now }
})

/** The waiting commands of the adapter are lost; answers that it has begun still go out. */
const restart = (state: State): State => {
  const { deafUntil } = state.system.adapter
  return {
    ...state,
    announceAt: deafUntil,
    noiseAt: state.powerUpNoiseBytes > 0 ? deafUntil : NEVER,
    line: { ...state.line, work: [], workEndsAt: state.now, lastStartAt: deafUntil }
  }
}

/** Noise is no frame: the version frame does not wait for it. */
const makeNoise = (state: State): State => {
  const { lastStartAt } = state.line
  const line = Line.send(state.line, state.now, new Uint8Array(state.powerUpNoiseBytes))
  return { ...state, noiseAt: NEVER, line: { ...line, lastStartAt } }
}

/** An unfinished frame is given up once it is older than its deadline, so just after it. */
const staleAt = (input: Deframer.State): number => {
  const deadline = Deframer.deadline(input)
  return deadline === null ? NEVER : deadline + 1
}

/** Takes in what has arrived, or only the time. A restarting adapter hears nothing. */
const receive = (state: State): State => {
  const { now, system } = state
  const [line, bytes] =
    Line.arrivesAt(state.line) <= now ? Line.take(state.line) : ([state.line, NOTHING] as const)
  if (now < system.adapter.deafUntil) return { ...state, line, input: Deframer.initial }
  const [input, events] = Deframer.step(state.input, now, bytes)
  return events.reduce(beginWork, { ...state, input, line })
}

const beginWork = (state: State, event: Deframer.Event): State => {
  if (event._tag === "Discarded") return state
  const { at, buffer, start, end } = event
  const request = Frames.decodeRequest(buffer, start + 1, LedSuffix.payloadEnd(buffer, start, end))
  const kind = Turnaround.kindOf(request)
  const [seed, delay] = kind === "acInputConfig" ? delayed(state) : [state.seed, 0]
  const millis = state.turnaround[kind] + delay
  return { ...state, seed, line: Line.begin(state.line, at, millis, request, buffer.slice(start, end)) }
}

/** The seed that follows, and how much longer the answer to F 5 takes. */
const delayed = ({ seed, acInputConfigDelayMillis }: State): readonly [seed: number, millis: number] => {
  if (acInputConfigDelayMillis === 0) return [seed, 0]
  const chance = Random.from(seed)
  const millis = ((1 + chance.draw()) / 2) * acInputConfigDelayMillis
  return [chance.seed(), millis]
}

/** Finishes the first command: its effect takes place and its answer is made now. */
const work = (state: State): State => {
  const { now, line } = state
  const [done, ...waiting] = line.work
  if (done === undefined) return state
  const current = measured(state)
  const [system, replies] = Answers.answer(current.system, done.request, now)
  let next = withSystem({ ...current, line: { ...line, work: waiting } }, system)
  for (const [index, reply] of replies.entries()) {
    // An answer in two frames tells its truth with the second, which completes it.
    const isLast = index === replies.length - 1
    next = isLast
      ? send(next, reply, Truth.make(system, done, { at: now, startedAt: state.startedAt }))
      : send(next, reply)
  }
  return next
}

const send = (state: State, content: Frames.Reply, truth?: Truth.Truth): State => {
  const { now, line, system } = state
  const leds = Adapter.appendsLeds(system.adapter) ? System.leds(system, now) : null
  const bytes = Frames.encodeReplyFrame({ content, leds })
  // What has no room in a frame is not said: the echo of a long request, with the lamps behind it.
  return Result.isFailure(bytes)
    ? state
    : { ...state, announceAt: NEVER, line: Line.send(line, now, bytes.success, truth) }
}

/** When the version frame of an idle line is due: never without power, during work, or while a frame is being sent. */
const versionAt = ({ line, system, versionPeriodMillis, announceAt }: State): number =>
  line.work.length > 0 || !Power.isOn(system.power)
    ? NEVER
    : Math.max(Math.min(line.lastStartAt + versionPeriodMillis, announceAt), line.sendingEndsAt)

const announce = (state: State): State => send(measured(state), Version.reply(state.system))
