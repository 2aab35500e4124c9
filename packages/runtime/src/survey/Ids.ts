/**
 * The questions of a survey about each id from 0 to 255, in blocks: an interruption costs one block at most. Two answers
 * must agree; the second is asked for in reverse order, so that late answers and such that are shifted by one id do not
 * agree.
 */
import type { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Cache from "../state/Cache.ts"
import * as Patience from "./Patience.ts"

/** How many ids make a block. */
const BLOCK = 16
const IDS = 256

/** All ids, block by block. */
export const blocks: ReadonlyArray<ReadonlyArray<number>> = Array.from({ length: IDS / BLOCK }, (_, block) =>
  Array.from({ length: BLOCK }, (_, index) => block * BLOCK + index)
)

/** The first and the last id of a block, for people: `0 to 15`. */
export const span = (ids: ReadonlyArray<number>): string => `${ids[0]} to ${ids.at(-1)}`

/** The facts about the ids of a block; `null`: asked for in vain. */
const byId = <A extends Schema.Constraint>(value: A) => Schema.Record(Schema.String, Schema.NullOr(value))

/** Infos of RAM variables. */
export const RamInfos = byId(Cache.RamWords)
/** Infos of settings. */
export const SettingInfos = byId(Cache.SettingInfo)
/** Words; `"unsupported"`: the device does not have the id. */
export const Values = byId(Schema.Union([Schema.Int, Schema.Literal("unsupported")]))

type ById<A> = Record<string, A | null>

/** Goes through ids forwards, then backwards for a second answer. */
const twice = <A>(
  ids: ReadonlyArray<number>,
  first: (id: number) => Effect.Effect<unknown>,
  second: (id: number) => Effect.Effect<A | null>
): Effect.Effect<ById<A>> =>
  Effect.gen(function* () {
    yield* Effect.forEach(ids, first, { discard: true })
    const found: ById<A> = {}
    for (const id of ids.toReversed()) found[id] = yield* second(id)
    return Object.fromEntries(ids.map((id) => [id, found[id] ?? null]))
  })

/** The same for infos: an answer first, then one that another answer agrees with. */
const agreed = <A>(
  session: Session,
  ids: ReadonlyArray<number>,
  ask: (id: number) => Effect.Effect<A | null, LinkError>,
  sure: (id: number) => Effect.Effect<A, LinkError>
): Effect.Effect<ById<A>> =>
  twice(
    ids,
    (id) => Patience.orNull(session, ask(id)),
    (id) => Patience.orNull(session, sure(id))
  )

/** Infos of RAM variables that two answers agree on. */
export const ramInfos = (
  session: Session,
  { infos }: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<ById<Cache.RamWords>> =>
  agreed(session, ids, infos.ram, (id) => Effect.map(infos.sure({ ram: [id] }), ({ ram }) => ram.get(id)!))

/** Infos of settings that two answers agree on. */
export const settingInfos = (
  session: Session,
  { infos }: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<ById<Cache.SettingInfo>> =>
  agreed(session, ids, infos.setting, (id) =>
    Effect.map(infos.sure({ settings: [id] }), ({ settings }) => settings.get(id)!)
  )

type Value = number | "unsupported"

const valueOf = <A>(told: Patience.Told<A>, raw: (value: A) => number): Value | null =>
  told._tag === "Told" ? raw(told.value) : told._tag === "Absent" ? "unsupported" : null

/** Which RAM variables can be read, and a word of each that can. Two answers must agree on whether one can. */
export const ramValues = (
  session: Session,
  unit: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<ById<Value>> => {
  const read = (id: number): Effect.Effect<Value | null> =>
    Effect.map(Patience.told(session, unit.ask(Question.ram([id]))), (told) =>
      valueOf(told, ({ value: [word] }) => word!)
    )
  return Effect.gen(function* () {
    const words = new Map<number, Value | null>()
    const kind = (id: number) =>
      Effect.map(read(id), (value) => {
        if (typeof value === "number") words.set(id, value)
        return typeof value === "number" ? "word" : value
      })
    const first = new Map<number, "word" | "unsupported" | null>()
    const found = yield* twice(
      ids,
      (id) => Effect.map(kind(id), (told) => void first.set(id, told)),
      (id) => Patience.agreed(first.get(id) ?? null, kind(id))
    )
    return Object.fromEntries(
      ids.map((id) => [id, found[id] === "word" ? (words.get(id) ?? null) : (found[id] ?? null)])
    )
  })
}

/** Stored words of settings that two answers agree on. */
export const settingValues = (
  session: Session,
  unit: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<ById<Value>> => {
  const read = (id: number): Effect.Effect<Value | null> =>
    Effect.map(Patience.told(session, asked(unit, id)), (told) => valueOf(told, ({ value }) => value))
  return Effect.gen(function* () {
    const first = new Map<number, Value | null>()
    return yield* twice(
      ids,
      (id) => Effect.map(read(id), (told) => void first.set(id, told)),
      (id) => Patience.agreed(first.get(id) ?? null, read(id))
    )
  })
}

const asked = (unit: Unit, id: number): Effect.Effect<{ readonly value: Words.Raw16 }, LinkError> =>
  unit.ask(Question.setting(id))
