/**
 * A capture as a transport: a request is answered with what the capture holds for the same bytes, whatever their winmon
 * letter, which is rewritten to the asker's. What was asked several times is answered in the order of the capture, its
 * last answer again and again. What was never asked stays unanswered.
 * Reference: decisions.md 9, 10.
 */
import { Deframer, Frames, Hex, type WinmonEnvelope } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import * as Capture from "./Capture.ts"
import type { TransportError } from "../Errors.ts"
import { make as makeTransport, type Transport } from "./Transport.ts"

/** How a capture is played. */
export interface Options {
  /** Whether answers take as long as they took, come so many times as fast, or at once. */
  readonly speed?: "recorded" | "at-once" | number
}

/** The replies to one transmission of a request, and their delays. */
interface Answer {
  readonly afterMillis: number
  readonly reply: Frames.ReplyFrame
}

/** A frame with its time, and the line of the capture that completed it: times are rounded, lines are not. */
interface Timed<A> {
  readonly ms: number
  readonly line: number
  readonly frame: A
}

/** The answers to each request, in order. */
type Answers = ReadonlyMap<string, ReadonlyArray<ReadonlyArray<Answer>>>

/** A request regardless of its letter. */
const keyOf = (request: Frames.Request): string =>
  Hex.toHex(Frames.encodeRequest(request._tag === "WinmonRequest" ? { ...request, letter: "X" } : request))

const letterOf = (frame: Frames.Request | Frames.Reply): WinmonEnvelope.Letter | null =>
  frame._tag === "WinmonRequest" || frame._tag === "WinmonReply" ? frame.letter : null

/** The frames of one direction, in order. Bytes that form none are left out. */
const framesOf = <A>(
  { lines }: Capture.Capture,
  dir: Capture.Chunk["dir"],
  decode: (event: Deframer.FrameEvent) => A
): ReadonlyArray<Timed<A>> => {
  let state = Deframer.initial
  return lines.flatMap((line, index) => {
    if (!("dir" in line) || line.dir !== dir) return []
    const [next, events] = Deframer.step(state, line.ms, Capture.bytesOf(line))
    state = next
    return events.flatMap((event) =>
      event._tag === "Frame" ? [{ ms: event.at, line: index, frame: decode(event) }] : []
    )
  })
}

const whole = ({ buffer, start, end }: Deframer.FrameEvent): Uint8Array => buffer.subarray(start, end)

/** Gives each reply to the latest request before it that it can answer: by letter, and the untagged by turn. */
const pair = (capture: Capture.Capture): Answers => {
  const requests = framesOf(capture, "tx", (event) =>
    Frames.decodeRequest(whole(event), 1, event.end - event.start - 1)
  )
  const replies = framesOf(capture, "rx", (event) => Frames.decodeReplyFrame(whole(event)))
  const given = new Map<Timed<Frames.Request>, Array<Answer>>(requests.map((request) => [request, []]))
  for (const { ms, line, frame } of replies) {
    if (frame._tag === "Failure") continue
    const letter = letterOf(frame.success.content)
    const asked = requests.findLast((request) => request.line < line && letterOf(request.frame) === letter)
    const isUnasked = frame.success.content._tag === "VersionReply" && asked?.frame._tag !== "VersionRequest"
    if (asked !== undefined && !isUnasked) {
      given.get(asked)!.push({ afterMillis: ms - asked.ms, reply: frame.success })
    }
  }
  const answers = new Map<string, Array<ReadonlyArray<Answer>>>()
  for (const [{ frame }, answer] of given) {
    if (answer.length === 0) continue
    const key = keyOf(frame)
    answers.set(key, [...(answers.get(key) ?? []), answer])
  }
  return answers
}

/** A transport that answers from a capture. Its URL is `replay:` and a name. */
export const make = (
  name: string,
  capture: Capture.Capture,
  { speed = "recorded" }: Options = {}
): Transport["Service"] => {
  const answers = pair(capture)
  const factor = speed === "recorded" ? 1 : speed === "at-once" ? Number.POSITIVE_INFINITY : speed
  const asked = new Map<string, number>()
  const next = (request: Frames.Request): ReadonlyArray<Answer> => {
    const key = keyOf(request)
    const known = answers.get(key) ?? []
    const turn = asked.get(key) ?? 0
    asked.set(key, turn + 1)
    return known[Math.min(turn, known.length - 1)] ?? []
  }
  const open = Effect.gen(function* () {
    const sent = yield* Queue.unbounded<Uint8Array, TransportError>()
    const later = yield* FiberSet.make()
    let state = Deframer.initial
    const answer = (request: Frames.Request) =>
      Effect.forEach(
        next(request),
        ({ afterMillis, reply: { content, leds } }) => {
          const letter = letterOf(request)
          const own = content._tag === "WinmonReply" && letter !== null ? { ...content, letter } : content
          const bytes = Frames.encodeReplyFrame({ content: own, leds })
          return Result.isFailure(bytes)
            ? Effect.void
            : FiberSet.run(
                later,
                Effect.andThen(Effect.sleep(afterMillis / factor), Queue.offer(sent, bytes.success))
              )
        },
        { discard: true }
      )
    return {
      bytes: Stream.fromQueue(sent),
      write: (bytes: Uint8Array) =>
        Effect.suspend(() => {
          const [following, events] = Deframer.step(state, 0, bytes)
          state = following
          const requests = events.flatMap((event) =>
            event._tag === "Frame" ? [Frames.decodeRequest(whole(event), 1, event.end - event.start - 1)] : []
          )
          return Effect.forEach(requests, answer, { discard: true })
        })
    }
  })
  return makeTransport(`replay:${name}`, open)
}
