/**
 * RAM variables as the command line reads and shows them. Loads the codec and the runtime.
 */
import { RamVariable } from "@vebus/codec"
import { Device, type Errors } from "@vebus/runtime"
import { Content, GatherRam } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Incomplete from "./Incomplete.ts"
import type { Found, Looking } from "./Look.ts"
import { nouns } from "./Nouns.ts"
import type { Find } from "../command/Names.ts"
import * as Table from "../output/Table.ts"

type RamValue = Device.Ram.RamValue

export const kind: Incomplete.Kind = {
  ...nouns.ram,
  nameOf: Content.nameOf.ram
}

/** The facts of the tables about an id. */
export const about = RamVariable.byId

/** The id of a name or a number. */
export const resolve: Find<number> = Device.Ram.resolve

/** The ids that the tables know. */
export const knownIds: ReadonlyArray<number> = RamVariable.all.map(({ id }) => id)

/** The columns of a variable with its value. */
export const columns: ReadonlyArray<Table.Column<RamValue>> = [
  { head: "ID", right: true, cell: ({ id }) => id },
  { head: "NAME", cell: ({ name }) => name },
  { head: "VALUE", right: true, cell: ({ value }) => value, style: () => "bold" },
  { head: "UNIT", cell: ({ unit }) => unit ?? "" },
  { head: "RAW", right: true, spare: true, cell: ({ raw }) => raw.value },
  { head: "SCALE", right: true, spare: true, cell: ({ raw }) => raw.scale },
  { head: "OFFSET", right: true, spare: true, cell: ({ raw }) => raw.offset },
  { head: "CONFIDENCE", spare: true, cell: ({ confidence }) => confidence },
  { head: "LABEL", cutTo: 8, cell: ({ label }) => label ?? "" }
]

const found = (
  all: GatherRam.Gathered,
  failure: Found<"ram">["failure"]
): Effect.Effect<Found<"ram">, Errors.LinkError> => {
  const { values } = all
  return Incomplete.unlessNothing(all, values.length, {
    content: Content.ram(all),
    text: (view) => (values.length === 0 ? [] : Table.lines(columns, values, view)),
    failure
  })
}

/** How often a list goes round again; what was named is asked for once together and once by itself. */
const rounds = { list: 3, named: 1 } as const

/** As many of these as the device has. */
export const list = (looking: Looking, ids: ReadonlyArray<number>) =>
  Effect.flatMap(GatherRam.gather(looking, ids, rounds.list), (all) =>
    found(all, Incomplete.ofList(all, all.values.length, kind))
  )

/** Every one of these. */
export const named = (looking: Looking, ids: ReadonlyArray<number>) =>
  Effect.flatMap(GatherRam.gather(looking, ids, rounds.named), (all) =>
    found(all, Incomplete.ofNamed(all, kind))
  )
