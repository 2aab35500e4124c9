/**
 * Flags as the command line reads and shows them. Loads the codec and the runtime.
 */
import { Flag as Known } from "@vebus/codec"
import { Device, type Errors } from "@vebus/runtime"
import { Content } from "@vebus/runtime/documents"
import * as Effect from "effect/Effect"
import * as Incomplete from "./Incomplete.ts"
import type { Found, Looking } from "./Look.ts"
import { nouns } from "./Nouns.ts"
import type { Find } from "../command/Names.ts"
import * as Columns from "../output/Columns.ts"
import * as Table from "../output/Table.ts"
import { kind as settingKind } from "./Settings.ts"

type Flag = Device.Flags.Flag
type FlagList = Device.Flags.FlagList

export const kind: Incomplete.Kind = {
  ...nouns.flags,
  nameOf: Content.nameOf.flags
}

/** All that the tables know, and what they know about one. */
export const knownIds: ReadonlyArray<Known.FlagNumber> = Known.all.map(({ flag }) => flag)
export const about = Known.byNumber

/** The number of a name or a number. */
export const resolve: Find<Known.FlagNumber> = Device.Flags.resolve

/** The flags that words hold, of those asked for. */
const inWords = (numbers: ReadonlyArray<Known.FlagNumber>, words: ReadonlyArray<number>) =>
  numbers.filter((flag) => words.includes(Known.wordOf(flag)))

const found = (
  list: FlagList,
  flags: ReadonlyArray<Flag>,
  failure: Found<"flags">["failure"]
): Effect.Effect<Found<"flags">, Errors.LinkError> =>
  Incomplete.unlessNothing(list, list.flags.length, {
    content: Content.flags(list, flags),
    text: (view) => (flags.length === 0 ? [] : Table.lines(Columns.flags, flags, view)),
    failure
  })

/** The flags that the device supports and those that are on all the same, or all there are. */
export const list = ({ device }: Looking, numbers: ReadonlyArray<number>, all: boolean) =>
  Effect.flatMap(device.flags(), (words) =>
    found(
      words,
      words.flags.filter(({ flag, on, supported }) => numbers.includes(flag) && (all || on || supported)),
      Incomplete.ofList(words, words.flags.length, settingKind)
    )
  )

/** Every one of these. */
export const named = ({ device }: Looking, numbers: ReadonlyArray<Known.FlagNumber>) =>
  Effect.flatMap(device.flags(), (words) => {
    const flags = numbers.flatMap((number) => words.flags.find(({ flag }) => flag === number) ?? [])
    const missing = words.missing.flatMap(({ id, error }) =>
      inWords(numbers, [id]).map((flag) => ({ id: flag, error }))
    )
    const unsupported = inWords(numbers, words.unsupported)
    return found(words, flags, Incomplete.ofNamed({ unsupported, missing }, kind))
  })
