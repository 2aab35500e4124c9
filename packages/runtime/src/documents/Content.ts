/**
 * The content of documents about a device, without their head, made from answers. Pure. An answer that did not come stands
 * under `missing`, with the reason.
 */
import { Flag, RamVariable, Setting } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type * as Errors from "../Errors.ts"
import type { Content } from "./Documents.ts"

/** The missing answers. */
export interface Incomplete {
  readonly unsupported: ReadonlyArray<number>
  readonly missing: ReadonlyArray<{ readonly id: number; readonly error: Errors.LinkError }>
}

/** The names of the tables; `null` where there is none. */
export const nameOf = {
  /** The name of a setting. */
  settings: (id: number): string | null => Setting.byId(id)?.name ?? null,
  /** The name of a flag. */
  flags: (id: number): string | null => Flag.byNumber(id)?.name ?? null,
  /** The name of a RAM variable. */
  ram: (id: number): string | null => RamVariable.byId(id)?.name ?? null
} as const

const missing = ({ missing: list }: Incomplete, name: (id: number) => string | null) =>
  list.map(({ id, error }) => ({
    id,
    name: name(id),
    reason: error.reason._tag,
    message: error.message
  }))

/** Settings. */
export const settings = (list: Device.Settings.SettingList): Content<"settings"> => ({
  settings: list.settings,
  unsupported: list.unsupported,
  missing: missing(list, nameOf.settings)
})

/** Some of the flags of a list. Flags are missing by the setting that holds them. */
export const flags = (
  list: Device.Flags.FlagList,
  chosen: ReadonlyArray<Device.Flags.Flag>
): Content<"flags"> => ({
  flags: chosen,
  unsupported: list.unsupported,
  missing: missing(list, nameOf.settings)
})

/** RAM variables. */
export const ram = (
  gathered: Incomplete & { readonly values: ReadonlyArray<Device.Ram.RamValue> }
): Content<"ram"> => ({
  ram: gathered.values,
  unsupported: gathered.unsupported,
  missing: missing(gathered, nameOf.ram)
})

/** The adapter, the system and its units. */
export const info = ({ adapter, winmonMode, phases, units }: Device.Identity.Identity): Content<"info"> => ({
  info: { adapter, winmonMode, phases, units }
})

/** The counters as they stand. */
export const energy = (counters: Device.Energy.Counters): Content<"energy"> => ({
  energy: { counters, counted: null }
})
