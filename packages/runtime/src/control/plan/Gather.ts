/**
 * Gathers the facts that a plan needs: infos and old values of what the changes touch. Values are read now, and a write
 * relies on infos only that two separate answers of the unit, or one and the cache, agree on. Sends only reads.
 * Reference: protocol.md 6.4, 6.6; decisions.md 5, 6.
 */
import { Scale, type Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../../Errors.ts"
import * as Question from "../../link/Question.ts"
import type { Session, Unit } from "../../session/Session.ts"
import type { Memory } from "../Memory.ts"
import type { Facts, Need, Needs, RamFacts, SettingFacts } from "./Facts.ts"

/** Facts on record, or heard lately, that are not asked for. */
export interface OnRecord {
  readonly memory: Memory
  /** Whether what was remembered had to be dropped. */
  readonly forgotten: boolean
  /** The other controller that was heard on the bus lately. */
  readonly master: string | null
}

/** The facts about all that is needed, as they are now. Each is asked for once. */
export const gather = Effect.fn("Gather.gather")(function* (
  session: Session,
  unit: Unit,
  needs: ReadonlyArray<Needs>,
  { memory, forgotten, master }: OnRecord
): Effect.fn.Return<Facts, LinkError> {
  const settings = yield* readSettings(unit, new Set(needs.flatMap((need) => need.settings ?? [])))
  const ram = yield* readRam(unit, [...new Set(needs.flatMap((need) => need.ram ?? []))])
  const answers = new Map<Need<unknown>, unknown>()
  for (const need of new Set(needs.flatMap(({ others }) => others ?? []))) {
    answers.set(need, yield* need.ask(session))
  }
  return {
    settings,
    ram,
    ramOnly: new Map(memory.ramOnly.map((entry) => [entry.id, entry])),
    answers,
    winmonMode: session.identity().winmonMode,
    master,
    forgotten
  }
})

/** Infos are asked for before the values and after them: so two answers are not next to each other. */
const readSettings = (
  unit: Unit,
  ids: ReadonlySet<number>
): Effect.Effect<ReadonlyMap<number, SettingFacts | null>, LinkError> =>
  Effect.gen(function* () {
    const stored = new Map<number, Words.Raw16 | null>()
    for (const id of ids) {
      if ((yield* unit.infos.setting(id)) !== "unsupported") stored.set(id, yield* readStored(unit, id))
    }
    const infos = (yield* unit.infos.sure({ settings: ids })).settings
    const facts = new Map<number, SettingFacts | null>()
    for (const [id, words] of infos) {
      const storedRaw = words === "unsupported" ? null : (stored.get(id) ?? (yield* readStored(unit, id)))
      facts.set(id, words === "unsupported" || storedRaw === null ? null : { words, storedRaw })
    }
    return facts
  })

const readStored = (unit: Unit, id: number): Effect.Effect<Words.Raw16 | null, LinkError> =>
  unit.ask(Question.setting(id)).pipe(
    Effect.map(({ value }) => value),
    Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(null))
  )

const readRam = (
  unit: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<ReadonlyMap<number, RamFacts>, LinkError> =>
  Effect.gen(function* () {
    yield* Effect.forEach(ids, (id) => unit.infos.ram(id), { discard: true })
    const words = yield* unit.readRam(ids)
    const infos = yield* unit.infos.sure({ ram: ids })
    return new Map(
      [...infos.ram].map(([id, { scaleWord, offsetWord }]) => [
        id,
        { scale: Scale.ramScale(scaleWord, offsetWord), raw: words.get(id)?.value ?? null }
      ])
    )
  })
