/**
 * The infos of one firmware, by id: those of the cache, those of this connection, and what goes back into the cache.
 *
 * An info that is sure goes into the cache a little later, many at once, and when the scope closes. One that the device refutes
 * takes everything with it that came from the cache: a file with one wrong info may have others.
 * Reference: decisions.md 5, 10.
 */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type * as Cache from "../state/Cache.ts"
import * as Entry from "./Entry.ts"
import * as Kind from "./Kind.ts"

/** How long new infos wait for others before they are put into the cache. */
const GATHER_MILLIS = 5000

/** The counters of all books of a session, and the numbers of its requests. */
export interface Tally {
  readonly onDamaged: (count: number) => void
  readonly onDiscarded: () => void
  readonly turn: () => number
}

/** Where the infos of a firmware are kept. */
export interface Shelf {
  readonly cache: Cache.Cache["Service"]
  readonly key: Cache.CacheKey
  readonly scope: Scope.Scope
}

/** The infos of one firmware. */
export interface Book {
  readonly ram: (id: number) => Entry.EntryOf<Cache.RamWords>
  readonly setting: (id: number) => Entry.EntryOf<Cache.SettingInfo>
  /** All that anybody asked for, in the order in which it was. */
  readonly entries: () => ReadonlyArray<Entry.Entry>
  /** How often what was shown became something else. */
  readonly revision: () => number
  readonly endConnection: () => void
  /** Whether what is sure outlives the program. */
  readonly isKept: () => boolean
  /** Keeps from now on what is sure, where nothing is kept yet. */
  readonly keepOn: (shelf: Shelf) => Effect.Effect<void>
  /** The kept info that was asked again last, by this program or the one before. */
  readonly askedAgain: () => string | undefined
  readonly noteAskedAgain: (entry: Entry.Entry) => Effect.Effect<void>
}

/** An info in words that stand in a file: `ram 4`. */
export const nameOf = ({ kind, id }: Pick<Entry.Entry, "kind" | "id">): string => `${kind} ${id}`

/** Opens a book with what is in the cache. Without a shelf nothing of it is kept. */
export const open = (
  firstShelf: Shelf | null,
  kept: Cache.CachedInfos | null,
  tally: Tally
): Effect.Effect<Book> =>
  Effect.gen(function* () {
    let shelf: Shelf | null = null
    const ram = new Map<number, Entry.EntryOf<Cache.RamWords>>()
    const setting = new Map<number, Entry.EntryOf<Cache.SettingInfo>>()
    const warned = new Set<string>()
    let askedAgain = kept?.askedAgain
    let revision = 0
    let isChanged = false

    const all = (): ReadonlyArray<Entry.Entry> => [...ram.values(), ...setting.values()]

    const put = Effect.suspend(() => {
      isChanged = false
      return shelf === null
        ? Effect.void
        : shelf.cache.put(shelf.key, {
            ramScales: storable(ram),
            settingInfos: storable(setting),
            ...(askedAgain === undefined ? {} : { askedAgain })
          })
    })
    const putChanged = Effect.suspend(() => (isChanged ? put : Effect.void))
    const changed = Effect.suspend(() => {
      if (isChanged || shelf === null) return Effect.void
      isChanged = true
      return Effect.forkIn(Effect.andThen(Effect.sleep(GATHER_MILLIS), putChanged), shelf.scope)
    })

    const keepOn = (on: Shelf) =>
      Effect.suspend(() => {
        shelf = on
        return Effect.andThen(
          Scope.addFinalizer(on.scope, putChanged),
          all().some((entry) => entry.grade() === "sure") ? changed : Effect.void
        )
      })

    const events: Entry.Events = {
      onChanged: () => void revision++,
      onSure: changed,
      turn: tally.turn,
      onDamaged: (entry, count) =>
        Effect.suspend(() => {
          tally.onDamaged(count)
          return Effect.logDebug(`a damaged reply to the info of ${entry.label} ${entry.id}`)
        }),
      onRefuted: (entry, before, now) =>
        Effect.suspend(() => {
          tally.onDiscarded()
          for (const other of all()) other.dropKept()
          // What was shown by the others may be wrong too: whoever shows values looks again.
          revision++
          return Effect.andThen(
            Effect.logWarning(
              `the cached info of ${entry.label} ${entry.id} is wrong: dropped all cached infos of this firmware`,
              { cached: before, device: now }
            ),
            put
          )
        }),
      onUnknown: (entry) =>
        Effect.suspend(() => {
          revision++
          if (warned.has(nameOf(entry))) return Effect.void
          warned.add(nameOf(entry))
          return Effect.logWarning(
            `three answers to the info of ${entry.label} ${entry.id}, and no two alike: its values are unknown`
          )
        })
    }
    const entryIn =
      <Info>(entries: Map<number, Entry.EntryOf<Info>>, kind: Kind.Kind<Info>) =>
      (id: number, info?: Info): Entry.EntryOf<Info> => {
        const known = entries.get(id) ?? Entry.make(kind, id, info, events)
        entries.set(id, known)
        return known
      }
    const ramEntry = entryIn(ram, Kind.ram)
    const settingEntry = entryIn(setting, Kind.setting)
    for (const [id, info] of Object.entries(kept?.ramScales ?? {})) ramEntry(Number(id), info)
    for (const [id, info] of Object.entries(kept?.settingInfos ?? {})) settingEntry(Number(id), info)
    if (firstShelf !== null) yield* keepOn(firstShelf)

    return {
      ram: (id) => ramEntry(id),
      setting: (id) => settingEntry(id),
      entries: all,
      revision: () => revision,
      endConnection: () => {
        for (const entry of all()) entry.endConnection()
      },
      isKept: () => shelf !== null,
      keepOn,
      askedAgain: () => askedAgain,
      noteAskedAgain: (entry) =>
        Effect.suspend(() => {
          askedAgain = nameOf(entry)
          return changed
        })
    }
  })

/** The infos for the cache: those that two answers agree on, and those that came from there and nobody refuted. */
const storable = <Info>(entries: ReadonlyMap<number, Entry.EntryOf<Info>>): Record<string, Info> =>
  Object.fromEntries(
    [...entries].flatMap(([id, entry]) => {
      const { grade, kept, info } = entry.evidence()
      const stored = grade === "sure" ? info : kept
      return stored === null ? [] : [[id, stored] as const]
    })
  )
