/**
 * Outages in a file, for the next run of the gateway: what it tells during an outage until it has read anything itself.
 *
 *     nut.json   {"schema":"vebus.nut/1","sites":[{"site":"van","isLow":false,"isForced":false,"at":1764374400000}]}
 *
 * A file that makes no sense, or cannot be read, is no outage.
 */
import { join } from "node:path"
import { StateStore, SystemError } from "@vebus/runtime"
import { DurableFile } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Outage from "./Outage.ts"

/** The name and version of the form of `nut.json`. */
export const SCHEMA = "vebus.nut/1"

const Sites = Schema.Array(Outage.Kept)
const File = Schema.fromJsonString(Schema.Struct({ schema: Schema.Literal(SCHEMA), sites: Sites }))
const decode = Schema.decodeUnknownOption(File)
const encode = Schema.encodeSync(File)

const pathOf = (folder: string): string => join(folder, "nut.json")

/** The outages that a folder remembers. */
export const read = (folder: string): Effect.Effect<typeof Sites.Type> =>
  Effect.tryPromise(() => DurableFile.read(pathOf(folder))).pipe(
    Effect.map((text) => Option.match(decode(text), { onNone: () => [], onSome: ({ sites }) => sites })),
    Effect.orElseSucceed(() => [])
  )

/** Puts these outages in the place of those that a folder remembers. */
export const write = (folder: string, sites: typeof Sites.Type): Effect.Effect<void, StateStore.StateError> =>
  Effect.tryPromise({
    try: async () => {
      await DurableFile.makeFolder(folder)
      await DurableFile.replace(pathOf(folder), `${encode({ schema: SCHEMA, sites })}\n`)
    },
    catch: (cause) =>
      new StateStore.StateError({ doing: "write", path: pathOf(folder), cause: SystemError.textOf(cause) })
  })
