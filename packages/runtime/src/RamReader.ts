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

export const make = (ask: Ask<"read">): RamReader => {
  const unsupported = new Set<number>()
  let batch: number = RamIds.MAX

  /** Reads one batch; gives back how many of its ids are dealt with. */
  const readBatch = (
    ids: ReadonlyArray<number>,
    words: Map<number, Answer<Words.Raw16>>,
    options: AskOptions | undefined
  ): Effect.Effect<number, LinkError> =>
    ask(Question.ram(ids as unknown as RamIds.RamIds), options).pipe(
      Effect.map(({ value, at, time }) => {
        const count = Math.min(value.length, ids.length)
        for (let index = 0; index < count; index++) words.set(ids[index]!, { value: value[index]!, at, time })
        if (count < ids.length) batch = Math.max(1, count)
        // A reply without any value must not be asked for for ever.
        return count === 0 ? 1 : count
      }),
      Effect.catchReason("DeviceError", "Unsupported", ({ data }) => {
        if (ids.length === 1) {
          unsupported.add(ids[0]!)
          return Effect.succeed(1)
        }
        const index = Refusal.refusedIndex({ _tag: "RamUnsupported", data }, ids.length)
        // The id named is asked for alone before it is believed; without a name, each is.
        const alone = index === null ? ids : [ids[index]!]
        return Effect.as(
          Effect.forEach(alone, (id) => readBatch([id], words, options), { discard: true }),
          index === null ? ids.length : 0
        )
      })
    )

  return {
    read: (ids, options) =>
      Effect.gen(function* () {
        const words = new Map<number, Answer<Words.Raw16>>()
        let rest = ids.filter((id) => !unsupported.has(id))
        while (rest.length > 0) {
          const done = yield* readBatch(rest.slice(0, batch), words, options)
          rest = rest.slice(done).filter((id) => !unsupported.has(id) && !words.has(id))
        }
        return words
      })
  }
}
