/**
 * Reading any number of RAM variables: six at a time, asking again for what does not come.
 *
 * Old firmware answers the first id of a request only, and one unsupported id fails a whole batch. The size of the
 * batches and the ids that the device does not have are learned once and remembered.
 * Reference: protocol.md 4.5.2; decisions.md 5.
 */
import { RamIds, Refusal, type Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "./Errors.ts"
import type { Answer, Ask, AskOptions } from "./Exchange.ts"
import * as Question from "./Question.ts"

/** The words that came, by id, each with its time. */
export type RamWords = ReadonlyMap<number, Answer<Words.Raw16>>

/** A reader that remembers what it learned about one device. */
export interface RamReader {
  /** Reads RAM variables, ids 0 to 255. Ids that the device does not have are missing from the answer. */
  readonly read: (ids: ReadonlyArray<number>, options?: AskOptions) => Effect.Effect<RamWords, LinkError>
}

/** A reader for the device that `ask` reaches, which has learned nothing yet. It has so many requests on their way at once. */
export const make = (ask: Ask<"read">, window = 1): RamReader => {
  const unsupported = new Set<number>()
  let batch: number = RamIds.MAX

  /** Reads one batch: at least one of its ids is then read, or known to be unsupported. */
  const readBatch = (
    ids: ReadonlyArray<number>,
    words: Map<number, Answer<Words.Raw16>>,
    options: AskOptions | undefined
  ): Effect.Effect<void, LinkError> =>
    ask(Question.ram(ids as unknown as RamIds.RamIds), options).pipe(
      Effect.map(({ value, at, time }) => {
        const count = Math.min(value.length, ids.length)
        for (let index = 0; index < count; index++) words.set(ids[index]!, { value: value[index]!, at, time })
        if (count < ids.length) batch = Math.max(1, count)
      }),
      Effect.catchReason("DeviceError", "Unsupported", ({ data }) => {
        if (ids.length === 1) return Effect.sync(() => void unsupported.add(ids[0]!))
        const index = Refusal.refusedIndex({ data }, ids.length)
        // The id named is asked for alone before it is believed; without a name, each is.
        const alone = index === null ? ids : [ids[index]!]
        return Effect.forEach(alone, (id) => readBatch([id], words, options), { discard: true })
      })
    )

  return {
    read: (ids, options) =>
      Effect.gen(function* () {
        const words = new Map<number, Answer<Words.Raw16>>()
        let rest = ids
        while (true) {
          rest = rest.filter((id) => !unsupported.has(id) && !words.has(id))
          if (rest.length === 0) return words
          yield* Effect.forEach(batches(rest, batch), (some) => readBatch(some, words, options), {
            concurrency: window,
            discard: true
          })
        }
      })
  }
}

const batches = (ids: ReadonlyArray<number>, size: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, n) => ids.slice(n * size, (n + 1) * size))
