/**
 * The laws of a deframer: where the stream is cut makes no difference, and no byte is lost.
 */
import { Deframer, Framing } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"
import { byteStream, type Chunk, chunked, concat, frameBytes, timed } from "../arbitraries/index.ts"
import { expectEqual, law, type Laws } from "./Law.ts"

/** The functions of a deframer: where it starts, a step, and the end of the input. */
export type DeframerModule = Pick<typeof Deframer, "initial" | "step" | "end">

/** One thing that a deframer found, as bytes with their place in the stream. */
export interface Found {
  readonly kind: Deframer.Event["_tag"]
  readonly offset: number
  readonly bytes: Uint8Array
}

interface Run {
  readonly state: Deframer.State
  readonly found: ReadonlyArray<Found>
}

const place = (run: Run, state: Deframer.State, events: ReadonlyArray<Deframer.Event>): Run => {
  const found = [...run.found]
  const last = found.at(-1)
  let offset = last === undefined ? 0 : last.offset + last.bytes.length
  for (const event of events) {
    const bytes = Deframer.copyBytes(event)
    found.push({ kind: event._tag, offset, bytes })
    offset += bytes.length
  }
  return { state, found }
}

const start = (deframer: DeframerModule): Run => ({ state: deframer.initial, found: [] })

const feed = (deframer: DeframerModule, run: Run, at: number, bytes: Uint8Array): Run =>
  place(run, ...deframer.step(run.state, at, bytes))

/** Everything that a deframer finds in chunks that arrive at once, up to the end of the input. */
export const findAll = (
  deframer: DeframerModule,
  chunks: ReadonlyArray<Uint8Array>
): ReadonlyArray<Found> => {
  let run = start(deframer)
  for (const chunk of chunks) run = feed(deframer, run, 0, chunk)
  return place(run, ...deframer.end(run.state)).found
}

const framesOf = (found: ReadonlyArray<Found>) => found.filter(({ kind }) => kind === "Frame")

/** Each discarded byte with its offset: how many events they came in depends on the chunks. */
const discardedOf = (found: ReadonlyArray<Found>) =>
  found.flatMap(({ kind, offset, bytes }) =>
    kind === "Frame" ? [] : Array.from(bytes, (byte, index) => [offset + index, byte] as const)
  )

/** A copy of a state, to see later whether the state itself is still what it was. */
const copyOf = ({ pending, arrivals, locked }: Deframer.State): Deframer.State => ({
  pending: pending.slice(),
  arrivals: typeof arrivals === "number" ? arrivals : [...arrivals],
  locked
})

const eachStep = (chunks: ReadonlyArray<Chunk>, visit: (at: number, bytes: Uint8Array) => void): void => {
  let at = 0
  for (const { afterMillis, bytes } of chunks) {
    at += afterMillis
    visit(at, bytes)
  }
}

/** The laws of any deframer of this line; by default of the codec's own. */
export const deframerLaws = (deframer: DeframerModule = Deframer): Laws => ({
  "cutting the stream anywhere gives the same frames": law(chunked(byteStream()), ({ bytes, chunks }) =>
    expectEqual("frames", framesOf(findAll(deframer, chunks)), framesOf(findAll(deframer, [bytes])))
  ),
  "cutting the stream anywhere gives the same discarded bytes": law(
    chunked(byteStream()),
    ({ bytes, chunks }) =>
      expectEqual(
        "discarded",
        discardedOf(findAll(deframer, chunks)),
        discardedOf(findAll(deframer, [bytes]))
      )
  ),
  "every byte is in exactly one of frames, discarded and pending": law(timed(byteStream()), ({ chunks }) => {
    let run = start(deframer)
    const fed: Array<Uint8Array> = []
    eachStep(chunks, (at, bytes) => {
      run = feed(deframer, run, at, bytes)
      fed.push(bytes)
      const accounted = [...run.found.map(({ bytes }) => bytes), run.state.pending]
      expectEqual("accounted for", concat(accounted), concat(fed))
    })
    const [ended, rest] = deframer.end(run.state)
    run = place(run, ended, rest)
    expectEqual("pending at the end", ended.pending.length, 0)
    expectEqual("accounted for", concat(run.found.map(({ bytes }) => bytes)), concat(fed))
  }),
  "the same state and input give the same output": law(timed(byteStream()), ({ chunks }) => {
    let state = deframer.initial
    eachStep(chunks, (at, bytes) => {
      const [next, events] = deframer.step(state, at, bytes)
      expectEqual("output", deframer.step(state, at, bytes), [next, events])
      state = next
    })
  }),
  "a step changes neither its state, nor its chunk, nor earlier events": law(
    timed(byteStream()),
    ({ chunks }) => {
      let state = deframer.initial
      const earlier: Array<readonly [Deframer.Event, Uint8Array]> = []
      eachStep(chunks, (at, bytes) => {
        const before = copyOf(state)
        const chunk = bytes.slice()
        const [next, events] = deframer.step(state, at, chunk)
        expectEqual("state", state, before)
        expectEqual("chunk", chunk, bytes)
        for (const event of events) earlier.push([event, Deframer.copyBytes(event)])
        chunk.fill(0xaa) // the caller may reuse its chunk
        state = next
      })
      for (const [event, bytes] of earlier) expectEqual("event", Deframer.copyBytes(event), bytes)
    }
  ),
  "whatever is reported as a frame is one": law(byteStream(), ({ bytes }) => {
    for (const frame of framesOf(findAll(deframer, [bytes]))) {
      expectEqual("is a frame", Result.isSuccess(Framing.check(frame.bytes)), true)
    }
  }),
  "a frame that was put in is found, or overlaps one that was found": law(
    byteStream(),
    ({ bytes, segments }) => {
      const found = framesOf(findAll(deframer, [bytes]))
      for (const { offset, bytes: frame, kind } of segments) {
        if (kind !== "frame") continue
        const end = offset + frame.length
        const hit = found.find((other) => other.offset < end && offset < other.offset + other.bytes.length)
        if (hit === undefined) throw new Error(`lost the frame at offset ${offset}`)
      }
    }
  ),
  "frames one after the other are found, all of them and nothing else": law(
    fc.array(frameBytes, { maxLength: 8 }),
    (frames) =>
      expectEqual(
        "found",
        findAll(deframer, [concat(frames)]).map(({ bytes }) => bytes),
        frames
      )
  )
})
