/**
 * Backups: everything of a unit's configuration that is needed to compare or restore it, with the unit that it is of, its
 * versions, and the limits that it told. One JSON document (vebus.backup/1).
 *
 * Only a whole one is written, of infos that two answers agree on: what did not answer is an error, and an existing file stays as it is.
 */
import { existsSync } from "node:fs"
import { Flag, Setting } from "@vebus/codec"
import { Device, type Errors, type Session } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as ExitCode from "../ExitCode.ts"
import * as Json from "@vebus/runtime/json"
import * as GivenFile from "../files/GivenFile.ts"
import * as NewFile from "../files/NewFile.ts"
import { version } from "../Version.ts"

export const SCHEMA = "vebus.backup/1"

export const Backup = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** ISO 8601 in UTC. */
  time: Schema.String,
  /** The program that wrote it. */
  software: Schema.String,
  port: Schema.String,
  adapter: Device.Identity.Adapter,
  unit: Device.Identity.UnitIdentity,
  /** As stored, words of flags among them. */
  settings: Schema.Array(Device.Settings.Setting),
  flags: Schema.Array(Device.Flags.Flag)
})
export type Backup = typeof Backup.Type

/** Reads a whole configuration. Fails with what is missing, when anything got no answer. */
export const take = (
  device: Device.Unit,
  session: Session.Session,
  report: (done: number, total: number) => void = () => undefined
): Effect.Effect<Backup, Errors.LinkError> =>
  Effect.gen(function* () {
    const unit = yield* device.identity
    const { settings, missing } = yield* Effect.orDie(device.settings(undefined, { sure: true, report }))
    const [unanswered] = missing
    if (unanswered !== undefined) return yield* unanswered.error
    const { flags, missing: without } = yield* device.flags({ sure: true })
    const [unread] = without
    if (unread !== undefined) return yield* unread.error
    return {
      schema: SCHEMA,
      time: yield* Json.now,
      software: `vebus ${version}`,
      port: session.url,
      adapter: Device.Identity.adapter(session),
      unit,
      settings,
      flags
    }
  })

const badFile = (path: string, cause: string) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} is no backup: expected a file of "vebus settings backup" (${SCHEMA}), found ${cause}`
  )

/** Reads a backup from a file. */
export const read = (path: string): Effect.Effect<Backup, ExitCode.CommandError> =>
  GivenFile.read(path).pipe(
    Effect.flatMap((text) =>
      Effect.try({
        try: (): unknown => JSON.parse(text),
        catch: (cause) => badFile(path, cause instanceof Error ? cause.message : String(cause))
      })
    ),
    Effect.flatMap((json) =>
      Effect.mapError(Schema.decodeUnknownEffect(Backup)(json), ({ message }) =>
        badFile(path, message.split("\n").slice(0, 3).join(" "))
      )
    ),
    Effect.filterOrElse(
      (backup) => contradiction(backup) === null,
      (backup) => Effect.fail(badFile(path, contradiction(backup)!))
    )
  )

/** The mistake in a name: it is another one's, or nobody's. An id without one is of those that no table knows. */
const misnamed = (
  kind: string,
  id: number,
  name: string | null,
  known: number | undefined
): string | null => {
  if (name === null || known === id) return null
  const whose = known === undefined ? "which is none that this version knows" : `which is ${known}`
  return `${kind} ${id} with the name ${name}, ${whose}`
}

/** An id or a number that stands twice, or has a name that is not its own; `null` where there is none. */
const contradiction = ({ settings, flags }: Backup): string | null => {
  const entries = [
    ...settings.map(({ id, name }) => ({ kind: "setting", id, name, known: Setting.byName(name ?? "")?.id })),
    ...flags.map(({ flag, name }) => ({ kind: "flag", id: flag, name, known: Flag.byName(name)?.flag }))
  ]
  const seen = new Set<string>()
  for (const { kind, id, name, known } of entries) {
    const wrong = misnamed(kind, id, name, known)
    if (wrong !== null) return wrong
    if (seen.has(`${kind} ${id}`)) return `${kind} ${id} twice`
    seen.add(`${kind} ${id}`)
  }
  return null
}

const exists = (path: string) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} exists already, and stays as it is: a backup is written to a new file only`
  )

/** Opens the new file of a backup, before a minute of reading, and gives what writes it: the whole of it, or nothing. */
export const create = (
  path: string
): Effect.Effect<
  (backup: Backup) => Effect.Effect<void, ExitCode.CommandError>,
  ExitCode.CommandError,
  Scope.Scope
> =>
  Effect.suspend(() => (existsSync(path) ? Effect.fail(exists(path)) : NewFile.create(path))).pipe(
    Effect.map((write) => (backup: Backup) => write(`${JSON.stringify(backup, null, 1)}\n`))
  )
