/**
 * Backups: everything of a unit's configuration that is needed to compare or restore it, with the unit that it is of, its
 * versions, and the limits that it told. One JSON document (vebus.backup/1).
 *
 * Only a whole one is made, of infos that two answers agree on: what did not answer is an error.
 */
import { Flag, Setting } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Device from "../Device.ts"
import * as Json from "../documents/Json.ts"
import type * as Errors from "../Errors.ts"
import type * as Session from "../session/Session.ts"

/** The name and version of the form. */
export const SCHEMA = "vebus.backup/1"

/** The document as a schema. */
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
/** A backup. */
export type Backup = typeof Backup.Type

/** The source of a backup, and the listener to its progress. */
export interface Reading {
  /** Ids of settings besides those that the tables know. */
  readonly others?: ReadonlyArray<number>
  /** Hears how many settings are read, and of how many. */
  readonly report?: (done: number, total: number) => void
}

/**
 * Reads a whole configuration, for a program that goes by the name `software`. Fails with what is missing, when anything got
 * no answer.
 */
export const take = (
  device: Device.Unit,
  session: Session.Session,
  software: string,
  { others = [], report = () => undefined }: Reading = {}
): Effect.Effect<Backup, Errors.LinkError> =>
  Effect.gen(function* () {
    const unit = yield* device.identity
    const { settings, missing } = yield* Effect.orDie(
      device.settings([...Device.Settings.knownIds, ...others], { sure: true, report })
    )
    const [unanswered] = missing
    if (unanswered !== undefined) return yield* unanswered.error
    const { flags, missing: without } = yield* device.flags({ sure: true })
    const [unread] = without
    if (unread !== undefined) return yield* unread.error
    return {
      schema: SCHEMA,
      time: yield* Json.now,
      software,
      port: session.url,
      adapter: Device.Identity.adapter(session),
      unit,
      settings,
      flags
    }
  })

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

/** The backup that a text holds, or what is wrong with it. */
export const parse = (text: string): Result.Result<Backup, string> =>
  Result.gen(function* () {
    const json = yield* Result.try({
      try: (): unknown => JSON.parse(text),
      catch: (cause) => (cause instanceof Error ? cause.message : String(cause))
    })
    const backup = yield* Result.mapError(decode(json), ({ message }) =>
      message.split("\n").slice(0, 3).join(" ")
    )
    const wrong = contradiction(backup)
    return wrong === null ? backup : yield* Result.fail(wrong)
  })

const decode = Schema.decodeUnknownResult(Backup)
