/**
 * What must hold for every input. A check that fails throws, like anything that must not throw.
 */
import {
  Deframer,
  Explain,
  FlagAccessParts,
  Framing,
  Frames,
  RamInfoParts,
  SettingInfoParts,
  VersionParts
} from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { deframe, type Outcome } from "../test/link/ReferenceDeframer.ts"
import type { Figures } from "./Figures.ts"
import type { Input, Planted } from "./Inputs.ts"

/** What holds no longer, in words. */
const fail = (what: string): never => {
  throw new Error(what)
}

/** One frame or one discarded byte run, with its place in the input. */
interface Found {
  readonly event: Deframer.Event
  readonly start: number
  readonly end: number
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

/** Everything the deframer finds, with every byte accounted for after each step. */
const found = ({ bytes, moments }: Input): ReadonlyArray<Found> => {
  const all: Array<Found> = []
  let state = Deframer.initial
  let fed = 0
  let next = 0
  const take = (events: ReadonlyArray<Deframer.Event>): void => {
    for (const event of events) {
      const end = next + event.end - event.start
      if (!isEqual(event.buffer.subarray(event.start, event.end), bytes.subarray(next, end)))
        fail(`the event at byte ${next} holds other bytes than the input`)
      all.push({ event, start: next, end })
      next = end
    }
  }
  for (const { at, bytes: chunk } of moments) {
    const [after, events] = Deframer.step(state, at, chunk)
    state = after
    fed += chunk.length
    take(events)
    if (!isEqual(state.pending, bytes.subarray(next, fed)))
      fail(`pending is not what is left from byte ${next} on`)
  }
  const [ended, events] = Deframer.end(state)
  take(events)
  if (next !== bytes.length || ended.pending.length > 0) fail(`bytes from ${next} on are lost at the end`)
  return all
}

/** The deframer against the rules once more, the slow way. */
const agrees = (all: ReadonlyArray<Found>, outcomes: ReadonlyArray<Outcome>): void => {
  let index = 0
  for (const { event, start, end } of all) {
    if (event._tag === "Frame") {
      const outcome = outcomes[index++]
      if (
        outcome === undefined ||
        !("frame" in outcome) ||
        outcome.offset !== start ||
        outcome.at !== event.at
      )
        fail(`the reference finds no such frame at byte ${start}`)
      continue
    }
    for (let at = start; at < end; at++) {
      const outcome = outcomes[index++]
      if (
        outcome === undefined ||
        !("reason" in outcome) ||
        outcome.offset !== at ||
        outcome.reason !== event.reason
      )
        fail(`the reference does not discard byte ${at} for "${event.reason}"`)
    }
  }
  if (index !== outcomes.length) fail("the reference finds more")
}

const collectors = [SettingInfoParts, RamInfoParts, FlagAccessParts, VersionParts] as const

const count = (tags: Map<string, number>, tag: string): void => void tags.set(tag, (tags.get(tag) ?? 0) + 1)

const isRequest = Schema.is(Schemas.RequestFrame)
const isReply = Schema.is(Schemas.ReplyFrame)

/** A frame with a good checksum, in both directions. */
const decodes = (
  buffer: Uint8Array,
  start: number,
  end: number,
  figures: Figures,
  isThorough: boolean
): void => {
  const bytes = buffer.subarray(start, end)
  const request = Result.getOrThrow(Frames.decodeRequestFrame(buffer, start, end))
  const reply = Result.getOrThrow(Frames.decodeReplyFrame(buffer, start, end))
  if (!isEqual(Result.getOrThrow(Frames.encodeRequestFrame(request)), bytes))
    fail("does not re-encode as a request")
  if (!isEqual(Result.getOrThrow(Frames.encodeReplyFrame(reply)), bytes))
    fail("does not re-encode as a reply")
  Frames.traits(request.content)
  count(figures.tags, request.content._tag)
  count(figures.tags, reply.content._tag)
  if (request.content._tag === "WinmonRequest") count(figures.tags, request.content.command._tag)
  if (reply.content._tag === "WinmonReply") {
    count(figures.tags, reply.content.reply._tag)
    for (const { add, initial } of collectors) add(initial as never, reply.content.reply)
  }
  if (isThorough && !(isRequest(request) && isReply(reply)))
    fail("a decoded value does not satisfy its schema")
}

/** Any bytes at all as a payload: both directions give a value, which encodes back to the same bytes. */
const survives = (payload: Uint8Array): void => {
  if (payload.length < Framing.MIN_PAYLOAD) return
  if (!isEqual(Frames.encodeRequest(Frames.decodeRequest(payload)), payload))
    fail("the request payload does not re-encode")
  if (!isEqual(Frames.encodeReply(Frames.decodeReply(payload)), payload))
    fail("the reply payload does not re-encode")
}

/** What the deframer discards for its sum is no frame for the decoders either. */
const refuses = (bytes: Uint8Array, start: number): void => {
  const end = start + (bytes[start]! & 0x7f) + Framing.OVERHEAD
  const result = Frames.decodeReplyFrame(bytes, start, end)
  if (Result.isSuccess(result) || result.failure._tag !== "BadChecksum")
    fail(`accepts the bad sum at byte ${start}`)
}

/** One bit of a good frame flipped, behind the type, which chooses the checksum rule: never accepted. */
const refusesFlips = (frame: Uint8Array, bit: number, figures: Figures): void => {
  const at = bit >> 3 === 1 ? 0 : bit >> 3
  const copy = frame.slice()
  copy[at] = copy[at]! ^ (1 << (bit & 7))
  figures.flips++
  if (Result.isSuccess(Frames.decodeReplyFrame(copy)) || Result.isSuccess(Frames.decodeRequestFrame(copy)))
    fail(`accepted with bit ${bit & 7} of byte ${at} flipped`)
}

/** Whether a pause longer than a candidate may wait falls into a frame. */
const isTorn = ({ moments }: Input, { offset, length }: Planted): boolean => {
  let start = 0
  let first = 0
  for (const { at, bytes } of moments) {
    if (offset >= start && offset < start + bytes.length) first = at
    start += bytes.length
    if (start >= offset + length) return at - first > Deframer.MAX_AGE_MILLIS
  }
  return false
}

/** A good frame is found, or lost to an earlier candidate that overlaps it and passed its checksum, or to a pause. */
const losesNothing = (input: Input, all: ReadonlyArray<Found>, figures: Figures): void => {
  for (const planted of input.planted) {
    const { offset, length } = planted
    figures.planted++
    let isFound = false
    let isOverlapped = false
    for (const { event, start, end } of all) {
      if (event._tag === "Frame") {
        if (start === offset && end === offset + length) isFound = true
        else if (start < offset && end > offset) {
          isOverlapped = true
          if (input.isPlainNoise) figures.passed++
        }
      } else if (event.reason === "checksum" && start < offset && input.isPlainNoise) {
        const candidate = start + (input.bytes[start]! & 0x7f) + Framing.OVERHEAD
        if (candidate > offset) figures.candidates++
      }
    }
    if (isFound) continue
    if (isOverlapped) figures.overlapped++
    else if (isTorn(input, planted)) figures.torn++
    else fail(`the good frame at byte ${offset} is lost`)
  }
}

/** An explanation covers the input once and in order, and finds what the deframer finds. */
const explains = ({ bytes }: Input, figures: Figures): void => {
  let next = 0
  for (const piece of Explain.explain(bytes)) {
    if (piece.offset !== next) fail(`the explanation skips to byte ${piece.offset}`)
    next += piece.length
    if (piece._tag === "Discarded") continue
    let at = piece.offset
    for (const range of piece.ranges) {
      if (range.offset !== at) fail(`the explained frame skips to byte ${range.offset}`)
      at += range.length
    }
    if (at !== next) fail(`the explained frame ends at byte ${at}`)
  }
  if (next !== bytes.length) fail(`the explanation ends at byte ${next}`)
  figures.explained++
}

/** How rare the dear checks are. */
const THOROUGH = 64

/** All checks. Throws at the first that fails. */
export const check = (input: Input, index: number, figures: Figures): void => {
  const isThorough = index % THOROUGH === 0
  const all = found(input)
  agrees(all, deframe(input.moments))
  survives(input.bytes)
  for (const { event, start: at } of all) {
    if (event._tag === "Discarded") {
      figures.discarded[event.reason] += event.end - event.start
      if (event.reason === "checksum") refuses(input.bytes, at)
      continue
    }
    const { buffer, start, end } = event
    decodes(buffer, start, end, figures, isThorough)
    refusesFlips(buffer.subarray(start, end), (index * 7) % ((end - start) * 8), figures)
    figures.frames++
  }
  losesNothing(input, all, figures)
  if (isThorough) explains(input, figures)
  figures.inputs++
  figures.bytes += input.bytes.length
  figures.chunks += input.moments.length
}
