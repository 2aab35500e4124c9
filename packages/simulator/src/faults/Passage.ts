/**
 * One way of an open port with the faults of a plan on it: a pure step from a state, a time and the bytes that arrive to
 * the next state and the bytes that go on. Frames are found with the codec's deframer; what forms no frame goes on
 * unchanged, in its place. Where the plan can hit nothing, every chunk goes on as it came.
 *
 * The start of a frame waits until the frame is whole, or for the 350 ms after which a deframer gives it up.
 * Bytes of one delivery stay together; what is due meanwhile waits for its last piece, as on a line.
 */
import { Deframer } from "@vebus/codec"
import { concat, NOTHING } from "../Bytes.ts"
import * as Decide from "./Decide.ts"
import * as Plan from "./Plan.ts"

/** Bytes and when they go on, in milliseconds since the start of the plan. */
export interface Sent {
  readonly at: number
  readonly bytes: Uint8Array
}

/** The state from which the next step starts: a plain value. */
export interface State {
  readonly input: Deframer.State
  readonly decision: Decide.State
  /** In order of `dueAt`. */
  readonly waiting: ReadonlyArray<Decide.Delivery>
  /** The pieces of the delivery that is going on, in order. */
  readonly going: ReadonlyArray<Sent>
  /** When the latest piece went on. */
  readonly freeAt: number
}

export interface Step {
  readonly state: State
  readonly sent: ReadonlyArray<Sent>
  readonly records: ReadonlyArray<Decide.FaultRecord>
  /** When the next step is due though nothing arrives; infinite when none is. */
  readonly wakeAt: number
}

/** A way of a port that has just been opened, `opening` times before. */
export const make = (direction: Plan.Direction, opening: number): State => ({
  input: Deframer.initial,
  decision: Decide.make(direction, opening),
  waiting: [],
  going: [],
  freeAt: Number.NEGATIVE_INFINITY
})

/** Puts bytes behind those that go on now, past all faults. */
export const inject = (state: State, at: number, bytes: Uint8Array): State =>
  enqueue(state, [Decide.deliver(at, bytes)])

/** Takes in the bytes that arrive at a time, or only the time. */
export const step = (plan: Plan.FaultPlan, state: State, at: number, bytes: Uint8Array = NOTHING): Step => {
  if (Plan.isAsleep(plan, at)) return silence(state)
  if (!Plan.touches(plan, state.decision.direction)) {
    return handOn(plan, bytes.length === 0 ? state : inject(state, at, bytes), at, [])
  }
  const [input, events] = Deframer.step(state.input, at, bytes)
  return settle(plan, { ...state, input }, at, events)
}

/** Ends the input: what still waits goes on at once. */
export const end = (plan: Plan.FaultPlan, state: State, at: number): Step => {
  if (Plan.isAsleep(plan, at)) return silence(state)
  const [input, events] = Deframer.end(state.input)
  const last = settle(plan, { ...state, input }, at, events)
  const { going, waiting, decision } = last.state
  const left = [...going, ...waiting.flatMap(({ pieces }) => pieces), { bytes: decision.held }]
  const sent = [...last.sent, ...left.map(({ bytes }) => ({ at, bytes }))]
  return { ...silence(last.state), sent: together(sent), records: last.records }
}

/** The bytes on their way are lost; the seed is not. */
const silence = (state: State): Step => ({
  state: {
    ...state,
    input: Deframer.initial,
    decision: { ...state.decision, held: NOTHING },
    waiting: [],
    going: []
  },
  sent: [],
  records: [],
  wakeAt: Number.POSITIVE_INFINITY
})

/** Decides about each frame that was found. */
const settle = (
  plan: Plan.FaultPlan,
  before: State,
  at: number,
  events: ReadonlyArray<Deframer.Event>
): Step => {
  const deliveries: Array<Decide.Delivery> = []
  const records: Array<Decide.FaultRecord> = []
  let decision = before.decision
  for (const event of events) {
    const bytes = Deframer.copyBytes(event)
    if (event._tag === "Discarded") {
      deliveries.push(Decide.deliver(at, bytes))
      continue
    }
    const [next, verdict] = Decide.decide(plan, decision, bytes, at)
    decision = next
    deliveries.push(...verdict.deliveries)
    records.push(...verdict.records)
  }
  return handOn(plan, enqueue({ ...before, decision }, deliveries), at, records)
}

const enqueue = (state: State, deliveries: ReadonlyArray<Decide.Delivery>): State =>
  deliveries.length === 0
    ? state
    : { ...state, waiting: [...state.waiting, ...deliveries].sort((one, other) => one.dueAt - other.dueAt) }

/** Hands on what is due. */
const handOn = (
  plan: Plan.FaultPlan,
  state: State,
  at: number,
  records: ReadonlyArray<Decide.FaultRecord>
): Step => {
  const sent: Array<Sent> = []
  let { waiting, going, freeAt } = state
  for (;;) {
    const [piece] = going
    if (piece !== undefined) {
      if (piece.at > at) break
      sent.push(piece)
      freeAt = piece.at
      going = going.slice(1)
      continue
    }
    const [next] = waiting
    if (next === undefined || next.dueAt > at) break
    going = timed(next, Math.max(next.dueAt, freeAt))
    waiting = waiting.slice(1)
  }
  const dueAt = going[0]?.at ?? waiting[0]?.dueAt ?? Number.POSITIVE_INFINITY
  return {
    state: { ...state, waiting, going, freeAt },
    sent: together(sent),
    records,
    // When the line falls asleep, what is on its way is lost.
    wakeAt: Math.min(dueAt, staleAt(state.input), Plan.sleepsAfter(plan, at))
  }
}

const timed = ({ pieces }: Decide.Delivery, startAt: number): ReadonlyArray<Sent> => {
  let at = startAt
  return pieces.map(({ afterMillis, bytes }) => ({ at: (at += afterMillis), bytes }))
}

/** Bytes that pass at the same time pass as one chunk. */
const together = (sent: ReadonlyArray<Sent>): ReadonlyArray<Sent> => {
  const chunks: Array<Sent> = []
  for (const next of sent) {
    const last = chunks.at(-1)
    if (next.bytes.length === 0) continue
    if (last?.at === next.at) chunks.splice(-1, 1, { at: last.at, bytes: concat(last.bytes, next.bytes) })
    else chunks.push(next)
  }
  return chunks
}

/** A start of a frame is given up once it is older than its deadline, so just after it. */
const staleAt = (input: Deframer.State): number => {
  const deadline = Deframer.deadline(input)
  return deadline === null ? Number.POSITIVE_INFINITY : deadline + 1
}
