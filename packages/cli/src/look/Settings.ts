/**
 * Settings as the command line reads and shows them. Loads the codec and the runtime.
 */
import { Setting as Known } from "@vebus/codec"
import { Device, type Errors } from "@vebus/runtime"
import { Content } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Incomplete from "./Incomplete.ts"
import type { Found, Looking } from "./Look.ts"
import { nouns } from "./Nouns.ts"
import type { Find } from "../command/Names.ts"
import * as Columns from "../output/Columns.ts"
import * as Table from "../output/Table.ts"

type SettingList = Device.Settings.SettingList

export const kind: Incomplete.Kind = {
  ...nouns.settings,
  nameOf: Content.nameOf.settings
}

/** The facts of the tables about an id. */
export const about = Known.byId

/** The id of a name or a number. */
export const resolve: Find<number> = Device.Settings.resolve

/** The ids that the tables know. */
export const { knownIds } = Device.Settings

/** Reads settings, each with its info; goes round again for those that do not answer. */
const readList = ({ device, report }: Looking, ids: ReadonlyArray<number>): Effect.Effect<SettingList> =>
  // Ids are no names that could be unknown.
  Effect.orDie(device.settings(ids, { report }))

/** Reads settings one by one: who names some does not want to wait as long as for a list. */
const readEach = ({ device }: Looking, ids: ReadonlyArray<number>): Effect.Effect<SettingList> =>
  Effect.gen(function* () {
    const settings: Array<Device.Settings.Setting> = []
    const unsupported: Array<number> = []
    const missing: Array<SettingList["missing"][number]> = []
    for (const id of ids) {
      const result = yield* Effect.result(Effect.catchTag(device.setting(id), "UnknownName", Effect.die))
      if (Result.isSuccess(result)) settings.push(result.success)
      else if (result.failure.reason._tag === "Unsupported") unsupported.push(id)
      else missing.push({ id, error: result.failure })
    }
    return { settings, unsupported, missing }
  })

const found = (
  list: SettingList,
  failure: Found<"settings">["failure"]
): Effect.Effect<Found<"settings">, Errors.LinkError> => {
  const { settings } = list
  return Incomplete.unlessNothing(list, settings.length, {
    content: Content.settings(list),
    text: (view) => (settings.length === 0 ? [] : Table.lines(Columns.settings, settings, view)),
    failure
  })
}

/** As many of these as the device has. */
export const list = (looking: Looking, ids: ReadonlyArray<number>) =>
  Effect.flatMap(readList(looking, ids), (all) =>
    found(all, Incomplete.ofList(all, all.settings.length, kind))
  )

/** Every one of these. */
export const named = (looking: Looking, ids: ReadonlyArray<number>) =>
  Effect.flatMap(readEach(looking, ids), (all) => found(all, Incomplete.ofNamed(all, kind)))
