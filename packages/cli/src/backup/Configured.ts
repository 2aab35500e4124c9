/**
 * Files with the configuration of units: a backup of one, or a settings file of VEConfigure with any number. Which of the
 * two it is, its first bytes say.
 */
import { Container, FileFailure, SettingsFile, type UnitData } from "@vebus/codec/veconfigure"
import { Device } from "@vebus/runtime"
import type { Backup as Backups, Difference } from "@vebus/runtime/backup"
import { SettingsFile as Documents } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ExitCode from "../ExitCode.ts"
import * as GivenFile from "../files/GivenFile.ts"
import * as Backup from "./Backup.ts"

/** The unit that a configuration is of. */
export type Identity = Pick<
  Device.Identity.UnitIdentity,
  "serialNumber" | "uniqueNumber" | "product" | "productId" | "version" | "firmware"
>

/** The configuration of one unit. */
export interface Part {
  readonly unit: Identity
  /** The infos that it comes with. */
  readonly wordsOf: Documents.WordsOf
  /** The ids that it tells of; `null`: of all that its unit has. */
  readonly asked: ReadonlyArray<number> | null
  /** Its settings and flags: by its own infos, where it comes with none by those of another. */
  readonly configuration: (others: Documents.WordsOf) => Difference.Configuration
}

/** The units of a file. */
export interface Configured {
  readonly path: string
  readonly kind: "backup" | "settings-file"
  readonly parts: ReadonlyArray<Part>
}

/** The part that a backup is, for which also other ids were asked than those that the tables know. */
export const ofBackup = (
  { unit, settings, flags }: Backups.Backup,
  others: ReadonlyArray<number> = []
): Part => ({
  unit,
  asked: [...Device.Settings.knownIds, ...others],
  wordsOf: (id) => {
    const raw = settings.find((setting) => setting.id === id)?.raw
    return raw === undefined
      ? undefined
      : {
          scaleWord: raw.scale,
          offsetWord: raw.offset,
          defaultRaw: raw.default,
          minimumRaw: raw.minimum,
          maximumRaw: raw.maximum,
          access: raw.access
        }
  },
  configuration: () => ({ settings, flags })
})

const ofUnit = (unit: UnitData.UnitData, file: SettingsFile.SettingsFile): Part => {
  const { serialNumber, uniqueNumber, product, productId, version, firmware } = Documents.unitOf(
    unit,
    Documents.recordsOf(file)
  )
  return {
    unit: { serialNumber, uniqueNumber, product, productId, version, firmware },
    wordsOf: Documents.recordsOf(file),
    asked: null,
    configuration: (others) => {
      const settings = Documents.settingsOf(unit, file.records === null ? others : Documents.recordsOf(file))
      return { settings, flags: settings.flatMap((setting) => Device.Flags.stored(setting)) }
    }
  }
}

const bad = (path: string, failure: FileFailure.FileFailure) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} is no settings file of VEConfigure that this version knows: ${FileFailure.message(failure)}`,
    {
      reason: failure._tag,
      remedy:
        failure._tag === "BadSum" || failure._tag === "BrokenChain"
          ? "The file is damaged or was cut: get it again from where it is from"
          : "Give a file of VEConfigure or of VRM (.rvsc, .rvms)"
    }
  )

/** The settings file of VEConfigure that the bytes of a file are. */
export const parse = (
  path: string,
  bytes: Uint8Array
): Effect.Effect<SettingsFile.SettingsFile, ExitCode.CommandError> =>
  Effect.fromResult(
    Result.filterOrFail(
      Result.mapError(SettingsFile.read(bytes), (failure) => bad(path, failure)),
      ({ units }) => units.length > 0,
      () =>
        new ExitCode.CommandError(
          ExitCode.badFile,
          `${path}: expected the settings of a unit, found a file that ends before any`
        )
    )
  )

/** The endings of settings files. */
const SETTINGS_FILE = /\.(?:rvsc|rvms|vsc)$/i

/** Reads a file. */
export const read = (path: string): Effect.Effect<Configured, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const bytes = yield* GivenFile.bytes(path)
    if (!Container.isSettingsFile(bytes) && !SETTINGS_FILE.test(path)) {
      const backup = yield* Backup.parse(path, bytes.toString("utf8"))
      return { path, kind: "backup", parts: [ofBackup(backup)] }
    }
    const file = yield* parse(path, bytes)
    return { path, kind: "settings-file", parts: file.units.map((unit) => ofUnit(unit, file)) }
  })

/** The name of the model of a unit. */
export const modelOf = ({ product, productId }: Identity): string =>
  product ?? `a unit with product id ${productId}`

/** A unit by its serial number, or what there is instead. */
export const named = (unit: Identity): string =>
  unit.serialNumber ??
  (unit.uniqueNumber === null
    ? "a unit without a number"
    : `the unit with the unique number ${unit.uniqueNumber}`)
