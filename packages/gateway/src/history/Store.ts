/**
 * The file of history: one table for each resolution, a row for each site and span, a column for each field (three for
 * roll-ups: lowest, mean, highest). Times are in milliseconds since 1970.
 *
 *     site      id, name
 *     seconds   site, at, "battery.voltage", ...
 *     minutes   site, at, "battery.voltage low", "battery.voltage", "battery.voltage high", ...
 *     quarters  the same, of 15 minutes
 *     event     site, at, kind, name, active, message
 *
 * All calls are synchronous and throw what SQLite says. A call holds the loop of the program, so none touches more than
 * `ROWS` rows in a transaction.
 */
import { closeSync, openSync } from "node:fs"
import * as Events from "./Events.ts"
import * as Fields from "./Fields.ts"
import * as Rollup from "./Rollup.ts"
import type { Database, Module } from "./Sqlite.ts"

/** The form of the file. One with a higher number was made by a later version. */
export const VERSION = 1
/** The path of what is gone when the program ends. */
export const MEMORY = ":memory:"
/** How many rows one transaction touches: far from 50 ms on slow machines. */
export const ROWS = 250
/** How long to wait for another process that writes to the file, in milliseconds. */
const BUSY_MILLIS = 20
/** A row of a three-phase system with its roll-ups fits into a page of this size. */
const PAGE_BYTES = 8192
/** Pages of the write-ahead log until it goes into the file: small, so that each time is short. */
const LOG_PAGES = 256

/** A row of `seconds`. */
export interface Second {
  readonly site: string
  readonly at: number
  readonly values: ReadonlyArray<number | null>
}

/** A row of a roll-up. */
export interface RolledRow {
  readonly resolution: Rollup.Rolled
  readonly site: string
  readonly start: number
  /** Low, mean and high of each field. */
  readonly values: ReadonlyArray<number | null>
}

/** Something that happened at a site. */
export interface Happened extends Events.Row {
  readonly site: string
}

/** So many events of each kind are kept of a site: an alarm that comes and goes for ever fills no file, and hides no others. */
export const MOST_EVENTS = 2000
/** An answer has so many at most, the newest. */
export const SHOWN_EVENTS = 500

/** A question to the store. */
export interface Select {
  readonly resolution: Rollup.Resolution
  readonly site: string
  readonly fields: ReadonlyArray<Fields.Field>
  /** From the row that this time is in, up to the last that begins before that one. */
  readonly from: number
  readonly to: number
  /** The length of a row of the answer. */
  readonly step: number
}

/** Of one field in one row of an answer: its lowest value, the sum and the number of all, its highest value. */
export const FIGURES = ["low", "sum", "count", "high"] as const

/** One row of an answer, with the figures of each field that was asked for, one after the other. */
export interface Selected {
  readonly at: number
  readonly values: ReadonlyArray<number | null>
}

/** An open file. */
export interface Store {
  readonly sites: () => ReadonlyArray<string>
  /** Puts rows in place of those with the same site and time, and adds events. `ROWS` of all at most. */
  readonly write: (
    seconds: ReadonlyArray<Second>,
    rolled: ReadonlyArray<RolledRow>,
    events: ReadonlyArray<Happened>
  ) => void
  /** The newest events of a site in a time, `SHOWN_EVENTS` at most, the oldest of these first; and how many more there are. */
  readonly events: (
    site: string,
    from: number,
    to: number
  ) => readonly [ReadonlyArray<Events.Row>, more: number]
  /** Takes out events of a site that are older than this, and those beyond `MOST_EVENTS`; `ROWS` for each reason at most. */
  readonly pruneEvents: (site: string, before: number) => void
  /** The seconds of a site from a time on. */
  readonly secondsFrom: (site: string, from: number) => ReadonlyArray<Second>
  /** When the first row of a site is in each resolution; `null`: there is none. */
  readonly oldest: (site: string) => Readonly<Record<Rollup.Resolution, number | null>>
  /** Looks at all rows of that time: whoever asks for many cuts them into slices. */
  readonly select: (select: Select) => ReadonlyArray<Selected>
  /** Takes out `ROWS` rows at most of a site that are older than this, and gives whether there may be more. */
  readonly prune: (resolution: Rollup.Resolution, site: string, before: number) => boolean
  readonly close: () => void
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const plain = Fields.fields.map(({ name }) => name)
const rolledUp = plain.flatMap((name) => [`${name} low`, name, `${name} high`])
const columnsOf: Readonly<Record<Rollup.Resolution, ReadonlyArray<string>>> = {
  seconds: plain,
  minutes: rolledUp,
  quarters: rolledUp
}
const resolutions = Object.keys(columnsOf) as ReadonlyArray<Rollup.Resolution>

/** An event of the file; none where a later version wrote a kind that is not known here. */
const eventOf = (row: Readonly<Record<string, unknown>>): ReadonlyArray<Events.Row> => {
  const kind = Events.kinds.find((each) => each === row["kind"])
  return kind === undefined
    ? []
    : [
        {
          at: Number(row["at"]),
          kind,
          name: String(row["name"]),
          active: row["active"] === 1,
          message: String(row["message"])
        }
      ]
}

/** The file was made by a later version, and is not touched. */
export class TooNew extends Error {}

/** Tables, and the columns that an older version did not have. */
const migrate = (database: Database): void => {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"])
  if (version > VERSION)
    throw new TooNew(`it was made by a later version (form ${version}, known is ${VERSION})`)
  database.exec("BEGIN IMMEDIATE")
  database.exec("CREATE TABLE IF NOT EXISTS site (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT")
  for (const table of resolutions) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (site INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (site, at)) STRICT, WITHOUT ROWID`
    )
    const present = new Set(
      database
        .prepare(`PRAGMA table_info(${table})`)
        .all()
        .map(({ name }) => name)
    )
    for (const column of columnsOf[table])
      if (!present.has(column)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${quoted(column)} REAL`)
  }
  database.exec(
    "CREATE TABLE IF NOT EXISTS event (site INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, " +
      "name TEXT NOT NULL, active INTEGER NOT NULL, message TEXT NOT NULL) STRICT"
  )
  database.exec("CREATE INDEX IF NOT EXISTS event_time ON event (site, at)")
  database.exec("CREATE INDEX IF NOT EXISTS event_kind ON event (site, kind, at)")
  database.exec(`PRAGMA user_version = ${VERSION}`)
  database.exec("COMMIT")
}

/** How a file is opened. */
export interface Options {
  readonly readOnly?: boolean
  /** So large the file may become; as large as the disk unless said otherwise. */
  readonly maximumBytes?: number | null
}

/** Opens a file, and makes it where there is none. Throws `TooNew`, or what SQLite says. */
export const open = (
  { DatabaseSync }: Module,
  path: string,
  { readOnly = false, maximumBytes = null }: Options = {}
): Store => {
  // A new file is its owner's alone; SQLite gives those beside it the same mode.
  if (!readOnly && path !== MEMORY) closeSync(openSync(path, "a", 0o600))
  const database = new DatabaseSync(path, { timeout: BUSY_MILLIS, readOnly })
  try {
    if (!readOnly) {
      database.exec(
        `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`
      )
      database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`)
      if (maximumBytes !== null)
        database.exec(`PRAGMA max_page_count = ${Math.ceil(maximumBytes / PAGE_BYTES)}`)
      migrate(database)
    }
    return using(database)
  } catch (cause) {
    database.close()
    throw cause
  }
}

const using = (database: Database): Store => {
  const siteIds = new Map<string, number>()
  const idOf = (site: string): number | null => {
    const known = siteIds.get(site)
    if (known !== undefined) return known
    const found = database.prepare("SELECT id FROM site WHERE name = ?").get(site)
    if (found === undefined) return null
    siteIds.set(site, Number(found["id"]))
    return Number(found["id"])
  }
  const newId = (site: string): number => {
    const known = idOf(site)
    if (known !== null) return known
    return Number(database.prepare("INSERT INTO site (name) VALUES (?)").run(site).lastInsertRowid)
  }
  const statements = new Map<string, ReturnType<Database["prepare"]>>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const hasEvents = (): boolean =>
    prepared("SELECT name FROM sqlite_schema WHERE name = 'event'").get() !== undefined
  const insert = (table: Rollup.Resolution) => {
    const columns = ["site", "at", ...columnsOf[table].map(quoted)]
    return prepared(
      `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`
    )
  }
  const inTransaction = (run: () => void): void => {
    database.exec("BEGIN IMMEDIATE")
    try {
      run()
      database.exec("COMMIT")
    } catch (cause) {
      // An id that was given in here is given back.
      siteIds.clear()
      if (database.isTransaction) database.exec("ROLLBACK")
      throw cause
    }
  }
  return {
    sites: () =>
      prepared("SELECT name FROM site ORDER BY name")
        .all()
        .map(({ name }) => String(name)),
    write: (seconds, rolled, events) =>
      inTransaction(() => {
        for (const { site, at, kind, name, active, message } of events)
          prepared("INSERT INTO event (site, at, kind, name, active, message) VALUES (?, ?, ?, ?, ?, ?)").run(
            newId(site),
            at,
            kind,
            name,
            active ? 1 : 0,
            message
          )
        for (const { site, at, values } of seconds) insert("seconds").run(newId(site), at, ...values)
        for (const { resolution, site, start, values } of rolled)
          insert(resolution).run(newId(site), start, ...values)
      }),
    events: (site, from, to) => {
      // A file of an earlier version that is only read has none.
      if (!hasEvents()) return [[], 0]
      const at = { site: idOf(site), from, to }
      const inTime = "FROM event WHERE site = :site AND at >= :from AND at < :to"
      const rows = prepared(
        `SELECT at, kind, name, active, message ${inTime} ORDER BY at DESC, rowid DESC LIMIT ${SHOWN_EVENTS}`
      ).all(at)
      const count = Number(prepared(`SELECT count(*) AS count ${inTime}`).get(at)?.["count"])
      return [rows.toReversed().flatMap(eventOf), count - rows.length]
    },
    pruneEvents: (site, before) =>
      inTransaction(() => {
        const id = idOf(site)
        const remove = (which: string, ...values: ReadonlyArray<number | string | null>) =>
          prepared(
            `DELETE FROM event WHERE rowid IN (SELECT rowid FROM event WHERE site = ? AND ${which})`
          ).run(id, ...values)
        remove(`at < ? ORDER BY at LIMIT ${ROWS}`, before)
        for (const kind of Events.kinds)
          remove(`kind = ? ORDER BY at DESC LIMIT ${ROWS} OFFSET ${MOST_EVENTS}`, kind)
      }),
    secondsFrom: (site, from) =>
      prepared(`SELECT at, ${plain.map(quoted).join()} FROM seconds WHERE site = ? AND at >= ? ORDER BY at`)
        .all(idOf(site), from)
        .map(({ at, ...values }) => ({
          site,
          at: Number(at),
          values: plain.map((name) => values[name] as number | null)
        })),
    oldest: (site) => {
      const first = (table: Rollup.Resolution): number | null =>
        (prepared(`SELECT min(at) AS at FROM ${table} WHERE site = ?`).get(idOf(site))?.["at"] ?? null) as
          | number
          | null
      return { seconds: first("seconds"), minutes: first("minutes"), quarters: first("quarters") }
    },
    select: ({ resolution, site, fields, from, to, step }) => {
      const names = fields.flatMap(({ name }) => {
        const [low, high]: readonly [string, string] =
          resolution === "seconds" ? [name, name] : [`${name} low`, `${name} high`]
        const mean = quoted(name)
        return [`min(${quoted(low)})`, `sum(${mean})`, `count(${mean})`, `max(${quoted(high)})`]
      })
      const columns = names.map((sql, index) => `${sql} AS c${index}`).join()
      // Not kept: there are as many as ways to choose fields.
      return database
        .prepare(
          `SELECT at / CAST(:step AS INTEGER) * CAST(:step AS INTEGER) AS slot, ${columns} FROM ${resolution} ` +
            "WHERE site = :site AND at >= :from AND at < :to GROUP BY slot ORDER BY slot"
        )
        .all({ site: idOf(site), from: Rollup.startOf(from, Rollup.lengths[resolution]), to, step })
        .map((row) => ({
          at: Number(row["slot"]),
          values: names.map((_, index) => row[`c${index}`] as number | null)
        }))
    },
    prune: (resolution, site, before) =>
      Number(
        prepared(
          `DELETE FROM ${resolution} WHERE site = :site AND at <= (SELECT max(at) FROM ` +
            `(SELECT at FROM ${resolution} WHERE site = :site AND at < :before ORDER BY at LIMIT ${ROWS}))`
        ).run({ site: idOf(site), before }).changes
      ) === ROWS,
    close: () => database.close()
  }
}
