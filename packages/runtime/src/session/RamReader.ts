/**
 * Reading any number of RAM variables: six at a time, asking again for what does not come.
 *
 * Old firmware answers the first id of a request only, and one unsupported id fails a whole batch. The size of the
 * batches and the ids that the device does not have are remembered once two replies in a row say the same: one may be
 * damaged, and would hide a variable for ever.
 * Reference: protocol.md 4.5.2; decisions.md 5.
 */
import { RamIds, Refusal, type Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Answer, Ask, AskOptions } from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"

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
  /** Ids that were refused once, by name or asked for alone. */
  const refused = new Set<number>()
  let batch: number = RamIds.MAX
  /** How many words the last reply had that was short. */
  let short: number | null = null

  /** Learns from how many words came for so many ids. */
  const weigh = (ids: number, words: number): void => {
    if (words === ids) {
      // A longer reply than the short one speaks against it; one as long as that says nothing.
      if (short !== null && words > short) short = null
    } else if (words === short) batch = Math.max(1, words)
    else short = words
  }

  /** Reads one batch: at least one of its ids is then read, or refused once more. */
  const readBatch = (
    ids: ReadonlyArray<number>,
    words: Map<number, Answer<Words.Raw16>>,
    options: AskOptions | undefined
  ): Effect.Effect<void, LinkError> =>
    ask(Question.ram(ids as unknown as RamIds.RamIds), options).pipe(
      Effect.map(({ value, at, time }) => {
        const count = Math.min(value.length, ids.length)
        for (let index = 0; index < count; index++) words.set(ids[index]!, { value: value[index]!, at, time })
        if (ids.length === 1) refused.delete(ids[0]!)
        weigh(ids.length, count)
      }),
      Effect.catchReason("DeviceError", "Unsupported", ({ data }) => {
        const [first] = ids
        if (ids.length === 1)
          return Effect.sync(() => void (refused.has(first!) ? unsupported : refused).add(first!))
        const index = Refusal.refusedIndex({ data }, ids.length)
        // The id named is asked for alone before it is believed; without a name, each is.
        if (index !== null) refused.add(ids[index]!)
        const alone = index === null ? ids : [ids[index]!]
        return Effect.forEach(alone, (id) => readBatch([id], words, options), { discard: true }).pipe(
          Effect.tap(() =>
            Effect.sync(() => {
              // The only one that did not come is the one that the batch was refused for: two replies agree.
              const [missing, ...others] = alone.filter((id) => !words.has(id))
              if (missing !== undefined && others.length === 0) unsupported.add(missing)
            })
          )
        )
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
