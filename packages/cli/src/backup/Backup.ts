/**
 * Backups in files (vebus.backup/1): read with words for what is wrong, and written whole to a new file, or not at all.
 */
import { existsSync } from "node:fs"
import type { Device, Errors, Session } from "@vebus/runtime"
import { Backup } from "@vebus/runtime/backup"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"
import * as NewFile from "../files/NewFile.ts"
import { version } from "../Version.ts"

/** Reads a whole configuration. Fails with what is missing, when anything got no answer. */
export const take = (
  device: Device.Unit,
  session: Session.Session,
  reading?: Backup.Reading
): Effect.Effect<Backup.Backup, Errors.LinkError> => Backup.take(device, session, `vebus ${version}`, reading)

const badFile = (path: string, cause: string) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} is no backup: expected a file of "vebus settings backup" (${Backup.SCHEMA}), found ${cause}`
  )

/** Reads a backup from a file. */
export const read = (path: string): Effect.Effect<Backup.Backup, ExitCode.CommandError> =>
  Effect.flatMap(GivenFile.text(path), (text) => parse(path, text))

/** The backup that the text of a file is. */
export const parse = (path: string, found: string): Effect.Effect<Backup.Backup, ExitCode.CommandError> =>
  Effect.flatMap(GivenFile.checked(path, found), (text) =>
    Effect.mapError(Effect.fromResult(Backup.parse(text)), (cause) => badFile(path, cause))
  )

const exists = (path: string) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} exists already, and stays as it is: a backup is written to a new file only`
  )

/** Opens the new file of a backup, before a minute of reading, and gives what writes it: the whole of it, or nothing. */
export const create = (
  path: string
): Effect.Effect<
  (backup: Backup.Backup) => Effect.Effect<void, ExitCode.CommandError>,
  ExitCode.CommandError,
  Scope.Scope
> =>
  Effect.suspend(() => (existsSync(path) ? Effect.fail(exists(path)) : NewFile.create(path))).pipe(
    Effect.map((write) => (backup: Backup.Backup) => write(`${JSON.stringify(backup, null, 1)}\n`))
  )
