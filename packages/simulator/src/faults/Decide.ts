/**
 * The fate of one frame: a pure decision. Chance is a seed in the plan and a count in the state, so the same plan
 * and the same frames give the same faults.
 */
import { Frames, Hex, type Version } from "@vebus/codec"
import * as Result from "effect/Result"
import { concat, NOTHING } from "../Bytes.ts"
import * as Chance from "./Chance.ts"
import * as Damage from "./Damage.ts"
import * as Plan from "./Plan.ts"

/** The state for the next decision: a plain value, one for each way of an open port. */
export interface State {
  readonly direction: Plan.Direction
  /** How often the port was opened before: each opening has chance of its own. */
  readonly opening: number
  /** How many frames there were. */
  readonly count: number
  /** The adapter's latest version frame, with the address that it has confirmed since. */
  readonly version: Version.Reply | null
  /** Frames that wait for the one after them. */
  readonly held: Uint8Array
}

/** A fault that happened. Plain JSON data, one a line in a log file. */
export interface FaultRecord {
  /** When, in milliseconds since the start of the plan. */
  readonly ms: number
  readonly kind: Plan.Kind | Plan.Event["kind"]
  /** The way of the frame; `null` when a fault hit no frame. */
  readonly direction: Plan.Direction | null
  /** The frame as it was, in hexadecimal; empty when a fault hit no frame. */
  readonly frame: string
  /** The bytes that went on for it, after all faults that hit it. */
  readonly sent: string
}

/** Bytes to hand on from a time on, piece after piece without others between. */
export interface Delivery {
  readonly dueAt: number
  readonly pieces: ReadonlyArray<Damage.Piece>
}

export interface Verdict {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly records: ReadonlyArray<FaultRecord>
}

const DUPLICATE_MILLIS = 5
const CHANGES = ["state", "leds", "flip", "truncate"] as const
const IN_FRONT = ["version", "panel", "zeros", "noise"] as const

/** The state before the first frame of an open port. */
export const make = (direction: Plan.Direction, opening: number): State => ({
  direction,
  opening,
  count: 0,
  version: null,
  held: NOTHING
})

/** Bytes that go on at a time, in one piece. */
export const deliver = (dueAt: number, bytes: Uint8Array): Delivery => ({
  dueAt,
  pieces: [{ afterMillis: 0, bytes }]
})

/** Decides about a whole frame at a time in milliseconds since the start of the plan. */
export const decide = (
  plan: Plan.FaultPlan,
  state: State,
  frame: Uint8Array,
  at: number
): readonly [State, Verdict] => {
  const { direction, opening, count, held } = state
  const shares = Plan.sharesAt(plan, direction, at)
  const seen: State = { ...state, count: count + 1, version: versionAfter(state, frame) }
  const hits: Array<Plan.Kind> = []

  /** The dice for a fault if it strikes. */
  const strike = (kind: Plan.Kind): Chance.Dice | null => {
    const share = shares[kind] ?? 0
    if (share === 0) return null
    const place = [opening, direction === "reply" ? 0 : 1, count, Plan.KINDS.indexOf(kind)]
    const dice = Chance.at(plan.seed ?? Plan.DEFAULT_SEED, ...place)
    return dice.share() < share ? dice : null
  }
  /** Whether a fault strikes that fits every frame. */
  const happens = (kind: Plan.Kind): boolean => {
    const struck = strike(kind) !== null
    if (struck) hits.push(kind)
    return struck
  }
  const verdict = (deliveries: ReadonlyArray<Delivery>, sent: Uint8Array): Verdict => ({
    deliveries,
    records: hits.map((kind) => ({
      ms: at,
      kind,
      direction,
      frame: Hex.toHex(frame),
      sent: Hex.toHex(sent)
    }))
  })

  if (happens("drop")) return [seen, verdict([], NOTHING)]

  let bytes = frame
  for (const kind of CHANGES) {
    const dice = strike(kind)
    const changed = dice === null ? null : Damage.changes[kind](bytes, dice)
    if (changed === null) continue
    bytes = changed
    hits.push(kind)
  }
  const before: Array<Uint8Array> = []
  for (const kind of IN_FRONT) {
    const dice = strike(kind)
    const inserted = dice === null ? null : Damage.inFront[kind](dice, seen.version)
    if (inserted === null) continue
    before.push(inserted)
    hits.push(kind)
  }
  const whole = before.length === 0 ? bytes : concat(...before, bytes)
  const isTwice = happens("duplicate")

  if (happens("delay")) {
    const dueAt = at + (plan.delayMillis ?? Plan.DEFAULT_DELAY_MILLIS)
    const late = deliver(dueAt, whole)
    return [seen, verdict(isTwice ? [late, deliver(dueAt + DUPLICATE_MILLIS, whole)] : [late], whole)]
  }
  if (happens("merge")) {
    const waiting = concat(held, whole, isTwice ? whole : NOTHING)
    return [{ ...seen, held: waiting }, verdict([], whole)]
  }
  const dice = strike("split")
  if (dice !== null) hits.push("split")
  const once: Delivery = {
    dueAt: at,
    pieces:
      dice === null
        ? [{ afterMillis: 0, bytes: held.length === 0 ? whole : concat(held, whole) }]
        : Damage.split(concat(held, whole), dice)
  }
  return [
    { ...seen, held: NOTHING },
    verdict(isTwice ? [once, deliver(at + DUPLICATE_MILLIS, whole)] : [once], whole)
  ]
}

/** The answer to V after the adapter has sent a frame; `null` while that is not known. */
const versionAfter = ({ direction, version }: State, frame: Uint8Array): Version.Reply | null => {
  if (direction === "request") return null
  const content = Result.getOrNull(Frames.decodeReplyFrame(frame))?.content
  if (content?._tag === "VersionReply") return content
  return content?._tag === "AddressReply" && content.action === "set" && version !== null
    ? { ...version, mode: content.address }
    : version
}
