/**
 * The line between host and adapter, and the order in which an adapter works. This is part of the contract, since
 * benchmarks stand on it:
 *
 *     receive   the host's bytes arrive one after the other at 240 bytes/s, behind those that were written before
 *     work      one command at a time: its work begins when its last byte has arrived and the work before it is done,
 *               and takes the turnaround of its class
 *     send      replies queue for sending at 240 bytes/s, and each is handed out whole at the time of its last byte;
 *               the next command is worked on meanwhile
 *
 * Unpaced, bytes take no time. All times are milliseconds of the simulation. Reference: decisions.md 8; protocol.md 1.1.
 */
import type { Frames } from "@vebus/codec"
import type { Truth } from "./Truth.ts"

/** How long one byte takes at 2400 baud: ten bits. */
export const BYTE_MILLIS = 10_000 / 2400

/** Bytes that the adapter has sent, all at the time of the last. An answer tells the truth behind it. */
export interface Sent {
  readonly at: number
  readonly bytes: Uint8Array
  readonly truth?: Truth
}

/** Bytes on their way in. The first of those not yet taken starts at `startAt`. */
interface Incoming {
  readonly startAt: number
  readonly bytes: Uint8Array
  readonly taken: number
}

/** A command that is being worked on, or waits for it. */
export interface Work {
  readonly doneAt: number
  readonly request: Frames.Request
  readonly frame: Uint8Array
}

/** The bytes and commands on their way, in work and waiting; times are milliseconds of the simulation. */
export interface State {
  /** 0 when the line is not paced. */
  readonly byteMillis: number
  readonly incoming: ReadonlyArray<Incoming>
  /** In order of `doneAt`. */
  readonly work: ReadonlyArray<Work>
  /** When the work that is known of ends. */
  readonly workEndsAt: number
  /** Frames that are being sent or wait for it, in order of `at`. */
  readonly outgoing: ReadonlyArray<Sent>
  readonly sendingEndsAt: number
  /** When the sending of the latest frame began: what the idle version frame counts from. */
  readonly lastStartAt: number
}

/** A silent line. */
export const make = (paced: boolean, at: number): State => ({
  byteMillis: paced ? BYTE_MILLIS : 0,
  incoming: [],
  work: [],
  workEndsAt: at,
  outgoing: [],
  sendingEndsAt: at,
  lastStartAt: at
})

/** The host writes bytes. They are copied. */
export const write = (line: State, at: number, bytes: Uint8Array): State => {
  if (bytes.length === 0) return line
  const last = line.incoming.at(-1)
  const freeAt = last === undefined ? at : last.startAt + (last.bytes.length - last.taken) * line.byteMillis
  const incoming = { startAt: Math.max(at, freeAt), bytes: bytes.slice(), taken: 0 }
  return { ...line, incoming: [...line.incoming, incoming] }
}

/** Whatever is on its way, in either direction, is lost. */
export const silence = ({ byteMillis }: State, at: number): State => ({ ...make(true, at), byteMillis })

/** When the next byte has arrived; infinite when none is on its way. */
export const arrivesAt = ({ incoming: [next], byteMillis }: State): number =>
  next === undefined ? Number.POSITIVE_INFINITY : next.startAt + byteMillis

/** The bytes of the first write that are still on their way in. */
export const rest = ({ incoming: [next] }: State): Uint8Array =>
  next?.bytes.subarray(next.taken) ?? new Uint8Array(0)

/** Takes in what has arrived next: one byte, or all that was written at once when the line is not paced. */
export const take = (line: State): readonly [State, Uint8Array] => {
  const [next, ...others] = line.incoming
  if (next === undefined) return [line, new Uint8Array(0)]
  const { startAt, bytes } = next
  const end = line.byteMillis === 0 ? bytes.length : next.taken + 1
  const incoming =
    end === bytes.length ? others : [{ startAt: startAt + line.byteMillis, bytes, taken: end }, ...others]
  return [{ ...line, incoming }, bytes.subarray(next.taken, end)]
}

/** A whole command has arrived. */
export const begin = (
  line: State,
  at: number,
  turnaroundMillis: number,
  request: Frames.Request,
  frame: Uint8Array
): State => {
  const doneAt = Math.max(at, line.workEndsAt) + turnaroundMillis
  return { ...line, work: [...line.work, { doneAt, request, frame }], workEndsAt: doneAt }
}

/** When the first command is done; infinite when none is worked on. */
export const doneAt = ({ work: [first] }: State): number => first?.doneAt ?? Number.POSITIVE_INFINITY

/** Queues a frame for sending. */
export const send = (line: State, at: number, bytes: Uint8Array, truth?: Truth): State => {
  const startAt = Math.max(at, line.sendingEndsAt)
  const endsAt = startAt + bytes.length * line.byteMillis
  const sent: Sent = truth === undefined ? { at: endsAt, bytes } : { at: endsAt, bytes, truth }
  return { ...line, outgoing: [...line.outgoing, sent], sendingEndsAt: endsAt, lastStartAt: startAt }
}

/** Hands out the frames that have been sent by a time. */
export const due = (line: State, at: number): readonly [State, ReadonlyArray<Sent>] => {
  const waiting = line.outgoing.findIndex((sent) => sent.at > at)
  const count = waiting < 0 ? line.outgoing.length : waiting
  return count === 0
    ? [line, []]
    : [{ ...line, outgoing: line.outgoing.slice(count) }, line.outgoing.slice(0, count)]
}

/** When the next frame has been sent; infinite when none is on its way. */
export const dueAt = ({ outgoing: [first] }: State): number => first?.at ?? Number.POSITIVE_INFINITY
