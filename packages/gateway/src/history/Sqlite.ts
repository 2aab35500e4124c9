/**
 * SQLite as it comes with Node. Before Node 24 it says that it is experimental, on stderr, whenever it is loaded; what is
 * used here has not changed since, so this one warning is kept back.
 */
import type * as Sqlite from "node:sqlite"
import { SystemError } from "@vebus/runtime"
import * as Data from "effect/Data"

/** The module of Node. */
export type Module = typeof Sqlite
/** An open database. */
export type Database = Sqlite.DatabaseSync

/** Loads the module. Nothing but history does, so that a gateway without it starts without it. */
export const load = async (): Promise<Module> => {
  const { emitWarning } = process
  process.emitWarning = ((warning: string | Error, ...rest: ReadonlyArray<never>) => {
    if (!/SQLite is an experimental feature/u.test(String(warning)))
      emitWarning.call(process, warning, ...rest)
  }) as typeof emitWarning
  try {
    // Not by an import: the one file that a bundle is loaded from may have none.
    return process.getBuiltinModule("node:sqlite")
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The codes of SQLite for a file that is damaged, or no database at all. */
const CORRUPT = new Set([11, 26])
const PRIMARY = 0xff

/** A failure of a file, in the words of SQLite or of the system. */
export class SqliteError extends Data.TaggedError("SqliteError")<{ readonly cause: unknown }> {
  override get message() {
    return SystemError.textOf(this.cause)
  }

  /** Whether the file is damaged. */
  get isCorrupt(): boolean {
    const { cause } = this
    return (
      cause instanceof Error &&
      "errcode" in cause &&
      typeof cause.errcode === "number" &&
      CORRUPT.has(cause.errcode & PRIMARY)
    )
  }
}

/** An error as its cause. */
export const failed = (cause: unknown): SqliteError => new SqliteError({ cause })
