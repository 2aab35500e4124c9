/**
 * The books of a session: where the infos of each unit stand.
 *
 * Units with the same firmware share a book, which is kept. Both need a firmware that two answers agree on, and the second
 * costs a tenth of a second. So the infos of a unit stand in a book of its own, which is nobody else's and not kept, as
 * long as there is nothing to share and nothing in the cache: its values can be shown sooner. Later, while there is
 * time, its firmware is asked for once more, and its book becomes that of the firmware. Reference: decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Scope } from "effect/Scope"
import type { LinkError } from "../Errors.ts"
import type { Ask } from "../link/Exchange.ts"
import * as Cache from "../state/Cache.ts"
import * as Book from "./Book.ts"

/** One unit of the session. */
export interface Asker {
  readonly address: number
  readonly ask: Ask<"read">
  readonly firmware: FirmwareOf
}

/** The firmware of a unit, as far as its infos depend on it. */
export interface FirmwareOf {
  /** As one answer gave it, until two have: good for showing values. */
  readonly told: Effect.Effect<Cache.CacheKey, LinkError>
  /** As two answers gave it; `null`: no two of three agree. */
  readonly proven: Effect.Effect<Cache.CacheKey | null, LinkError>
  /** Whether it was proven in this connection, or that was tried in vain: asking for it sends nothing then. */
  readonly isTried: () => boolean
}

/** The services that the books of a session need. */
export interface Options {
  readonly cache: Cache.Cache["Service"] | undefined
  readonly scope: Scope
  /** Changes when a connection ends. */
  readonly connection: () => number
  readonly tally: Book.Tally
}

/** The books of a session. */
export interface Books {
  /** The book of a unit: good for showing values. */
  readonly of: (asker: Asker) => Effect.Effect<Book.Book, LinkError>
  /** The book of its firmware, which is proven for that. */
  readonly settled: (asker: Asker) => Effect.Effect<Book.Book, LinkError>
  /** All of them, after what ended with the last connection has been forgotten. */
  readonly all: () => ReadonlyArray<Book.Book>
  /** How often what was shown became something else. */
  readonly revision: () => number
  /** Whether what a book has is kept, or will be once the firmware of its unit is proven. */
  readonly isKept: (book: Book.Book) => boolean
  /** Proves the firmware of one unit that was told only once. Whether there was one. */
  readonly settleOne: Effect.Effect<boolean, LinkError>
}

/** The book of one unit alone, and the firmware that it gave once. */
interface Own {
  readonly asker: Asker
  readonly book: Book.Book
  readonly told: string | null
}

/** The books of a session that has none yet. */
export const make = ({ cache, scope, connection, tally }: Options): Books => {
  const shared = new Map<string, Book.Book>()
  const own = new Map<number, Own>()
  /** The cached infos of each firmware that was asked for. */
  const cached = new Map<string, Cache.CachedInfos | null>()
  const oneByOne = Semaphore.makeUnsafe(1)
  let of = connection()
  /** The revisions of the books that were given up. */
  let revisionsBefore = 0

  const all = (): ReadonlyArray<Book.Book> => {
    if (connection() !== of) {
      of = connection()
      for (const book of shared.values()) book.endConnection()
      for (const address of own.keys()) giveUp(address)
    }
    return [...shared.values(), ...[...own.values()].map(({ book }) => book)]
  }
  /** Asks again for the facts of a unit about itself: whoever shows them looks again. */
  const giveUp = (address: number): void => {
    revisionsBefore += (own.get(address)?.book.revision() ?? 0) + 1
    own.delete(address)
  }

  /** The cached infos of a firmware. None of them is believed before two answers agree on that. */
  const keptOf = (key: Cache.CacheKey): Effect.Effect<Cache.CachedInfos | null> =>
    Effect.suspend(() => {
      const name = Cache.textOf(key)
      const known = cache === undefined ? null : cached.get(name)
      return known === undefined
        ? Effect.tap(cache!.get(key), (infos) => Effect.sync(() => cached.set(name, infos)))
        : Effect.succeed(known)
    })

  const open = (key: Cache.CacheKey): Effect.Effect<Book.Book> =>
    Effect.gen(function* () {
      const shelf = cache === undefined ? null : { cache, key, scope }
      const book = yield* Book.open(shelf, yield* keptOf(key), tally)
      shared.set(Cache.textOf(key), book)
      return book
    })

  /** The book of the firmware of a unit, once that is proven; a unit whose firmware nobody can tell keeps its own. */
  const settled = (asker: Asker): Effect.Effect<Book.Book, LinkError> =>
    Effect.gen(function* () {
      const key = yield* asker.firmware.proven
      all()
      if (key === null) return yield* ownOf(asker, null)
      const name = Cache.textOf(key)
      const before = own.get(asker.address)
      if (before !== undefined && before.told === name && !shared.has(name)) {
        own.delete(asker.address)
        shared.set(name, before.book)
        if (cache !== undefined) yield* before.book.keepOn({ cache, key, scope })
      }
      // It told another firmware than its own, and may have told more that is not so.
      if (own.has(asker.address)) giveUp(asker.address)
      return shared.get(name) ?? (yield* open(key))
    })

  const ownOf = (asker: Asker, told: string | null): Effect.Effect<Book.Book> =>
    Effect.suspend(() => {
      const known = own.get(asker.address)
      if (known !== undefined) return Effect.succeed(known.book)
      return Effect.map(Book.open(null, null, tally), (book) => {
        own.set(asker.address, { asker, book, told })
        return book
      })
    })

  const bookOf = (asker: Asker): Effect.Effect<Book.Book, LinkError> =>
    Effect.gen(function* () {
      all()
      if (asker.firmware.isTried()) return yield* settled(asker)
      const key = yield* asker.firmware.told
      const told = Cache.textOf(key)
      const alike = [...own.values()].filter(
        (other) => other.told === told && other.asker.address !== asker.address
      )
      if (alike.length === 0 && !shared.has(told) && (yield* keptOf(key)) === null)
        return yield* ownOf(asker, told)
      for (const other of alike) yield* settled(other.asker)
      return yield* settled(asker)
    })

  const settleOne = Effect.gen(function* () {
    all()
    const unproven = [...own.values()].find(({ asker }) => !asker.firmware.isTried())
    if (unproven === undefined) return false
    yield* settled(unproven.asker)
    return true
  })

  return {
    of: (asker) => oneByOne.withPermit(bookOf(asker)),
    settled: (asker) => oneByOne.withPermit(settled(asker)),
    all,
    revision: () => all().reduce((sum, book) => sum + book.revision(), revisionsBefore),
    isKept: (book) =>
      book.isKept() ||
      (cache !== undefined &&
        [...own.values()].some((one) => one.book === book && !one.asker.firmware.isTried())),
    settleOne: oneByOne.withPermit(settleOne)
  }
}
