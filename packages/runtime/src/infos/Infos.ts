/**
 * The infos of the devices of a session about their RAM variables and settings: scale, offset, limits. They are the same as
 * long as the firmware is, so each is asked for once, kept in the cache, and proven before more than showing values rests on
 * it (`Evidence.ts`). Units with the same firmware share theirs, and the answer of one counts beside that of the other.
 * Reference: decisions.md 5.
 */
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import type { LinkError } from "../Errors.ts"
import * as Retry from "../link/Retry.ts"
import type * as Cache from "../state/Cache.ts"
import type * as Book from "./Book.ts"
import * as Books from "./Books.ts"
import type * as Entry from "./Entry.ts"
import type * as Evidence from "./Evidence.ts"

/** Ids whose infos are needed. */
export interface Ids {
  readonly ram?: Iterable<number>
  readonly settings?: Iterable<number>
}

/** Infos that two separate answers agree on. */
export interface Sure {
  readonly ram: ReadonlyMap<number, Cache.RamWords>
  readonly settings: ReadonlyMap<number, Cache.SettingInfo>
}

/** The infos of one unit. */
export interface Infos {
  /** Scale and offset of a RAM variable, good for showing values; `null`: no two of three answers agree. */
  readonly ram: (id: number) => Effect.Effect<Cache.RamWords | null, LinkError>
  /** Scale and limits of a setting, good for showing values; `null`: no two of three answers agree. */
  readonly setting: (id: number) => Effect.Effect<Cache.SettingInfo | null, LinkError>
  /**
   * The infos that writes, checks of ranges, backups and limits rely on. Asks for those that are not sure yet, the second
   * time in reverse order. Fails with `Contradictory` where no two of three answers agree.
   */
  readonly sure: (ids: Ids) => Effect.Effect<Sure, LinkError>
  /** A value cannot be: asks for its info until it is sure. Whether another info is shown now. */
  readonly suspect: (ids: Ids) => Effect.Effect<boolean, LinkError>
  /** How often an info that was shown became another one: a value made before that has to be made again. */
  readonly revision: () => number
}

/** Proving what was shown, while there is time. */
export interface Confirmation {
  /** Asks for the firmware, or for one info in use, that is not sure: between polling cycles. Whether there was one. */
  readonly next: Effect.Effect<boolean, LinkError>
  /** Asks one kept info in use again, another one than the program before. Whether another info is shown now. */
  readonly probe: Effect.Effect<boolean, LinkError>
  /** How many infos were told once only, and would be kept if they were told again; 0 without a cache. */
  readonly pending: () => number
  /** Asks for those once more, the last one first. */
  readonly finish: Effect.Effect<void, LinkError>
}

/** The faults that were found. */
export interface Counters {
  /** Replies with a good checksum that others contradict. */
  readonly damagedReplies: number
  /** Times that cached infos were dropped because the device contradicts them. */
  readonly discardedCaches: number
}

/** The services that the infos of a session need. */
export interface Options {
  readonly cache: Cache.Cache["Service"] | undefined
  readonly scope: Scope
  /** Changes when a connection ends. */
  readonly connection: () => number
  readonly onDamaged: () => void
  readonly onDiscarded: () => void
}

/** The infos of all units of a session. */
export interface SessionInfos {
  readonly of: (asker: Books.Asker) => Infos
  readonly confirmation: Confirmation
  readonly counters: () => Counters
}

/** An info of either kind. */
type Provable = Pick<Entry.EntryOf<unknown>, "shown" | "sure">

/** How a background request is made: it waits behind changes, and the next cycle is another chance. */
const inBackground = { polling: true, retry: Retry.times(1) } as const

/** The infos of a session that has none yet. */
export const make = ({ cache, scope, connection, onDamaged, onDiscarded }: Options): SessionInfos => {
  const counters = { damagedReplies: 0, discardedCaches: 0 }
  let turns = 0
  const tally: Book.Tally = {
    onDamaged: (count) => {
      counters.damagedReplies += count
      onDamaged()
    },
    onDiscarded: () => {
      counters.discardedCaches++
      onDiscarded()
    },
    turn: () => ++turns
  }
  const books = Books.make({ cache, scope, connection, tally })
  const { revision } = books
  const inUse = (book: Book.Book, ...grades: ReadonlyArray<Evidence.Grade>) =>
    book.entries().filter((entry) => entry.asker() !== null && grades.includes(entry.grade()))

  const infosOf = (asker: Books.Asker): Infos => {
    const book = books.of(asker)
    const entriesOf = ({ ram, setting }: Book.Book, ids: Ids) => ({
      ram: [...new Set(ids.ram)].map(ram),
      settings: [...new Set(ids.settings)].map(setting)
    })
    const prove = (asked: ReadonlyArray<Provable>) =>
      Effect.andThen(
        Effect.forEach(asked, (entry) => entry.shown(asker.ask), { discard: true }),
        Effect.forEach([...asked].reverse(), (entry) => entry.sure(asker.ask), { discard: true })
      )
    const sure = Effect.fn("Infos.sure")(function* (ids: Ids) {
      const { ram, settings } = entriesOf(yield* books.settled(asker), ids)
      yield* prove([...ram, ...settings])
      return { ram: yield* proven(asker, ram), settings: yield* proven(asker, settings) }
    })
    return {
      ram: (id) => Effect.flatMap(book, ({ ram }) => ram(id).shown(asker.ask)),
      setting: (id) => Effect.flatMap(book, ({ setting }) => setting(id).shown(asker.ask)),
      sure,
      suspect: (ids) =>
        Effect.gen(function* () {
          const before = revision()
          yield* Effect.catchReason(sure(ids), "DeviceError", "Contradictory", () => Effect.void)
          return revision() !== before
        }),
      revision
    }
  }

  const next = Effect.gen(function* () {
    if (yield* books.settleOne) return true
    const [first] = books
      .all()
      .flatMap((book) => inUse(book, "none", "kept", "told", "disputed", "unknown"))
      .toSorted((one, other) => one.askedAt() - other.askedAt())
    if (first === undefined) return false
    yield* first.again(inBackground)
    return true
  })

  const probe = Effect.gen(function* () {
    const before = revision()
    for (const book of books.all()) {
      const kept = inUse(book, "kept")
      const last = book.askedAgain()
      const place = kept.findIndex((entry) => last !== undefined && isAfter(entry, last))
      const entry = kept[Math.max(place, 0)]
      if (entry === undefined) continue
      yield* entry.again()
      yield* book.noteAskedAgain(entry)
    }
    return revision() !== before
  })

  const told = () =>
    books.all().flatMap((book) => (books.isKept(book) ? inUse(book, "told", "disputed") : []))
  const finish = Effect.gen(function* () {
    if (told().length === 0) return
    while (yield* books.settleOne);
    yield* Effect.forEach(
      told().toSorted((one, other) => other.askedAt() - one.askedAt()),
      (entry) => entry.again(),
      { discard: true }
    )
  })

  return {
    of: infosOf,
    confirmation: { next, probe, pending: () => told().length, finish },
    counters: () => ({ ...counters })
  }
}

/** Whether an entry comes after the one of this name, in the order in which they are gone through. */
const isAfter = ({ kind, id }: Entry.Entry, last: string): boolean => {
  const [lastKind, lastId] = last.split(" ")
  return kind === lastKind ? id > Number(lastId) : kind > (lastKind ?? "")
}

/** The infos of sure entries, by id. */
const proven = <Info>(
  { ask }: Books.Asker,
  entries: ReadonlyArray<Entry.EntryOf<Info>>
): Effect.Effect<ReadonlyMap<number, Info>, LinkError> =>
  Effect.map(
    Effect.forEach(entries, (entry) => Effect.map(entry.sure(ask), (info) => [entry.id, info] as const)),
    (pairs) => new Map(pairs)
  )
