/**
 * Gathers the facts that a plan needs: infos and old values of what the changes touch. Values are read now, and a write
 * relies on infos only that two separate answers of the unit, or one and the cache, agree on. Sends only reads.
 * Reference: protocol.md 6.4, 6.6; decisions.md 5, 6.
 */
import { Flag, Scale, Version, type Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../Errors.ts"
import * as Retry from "../link/Retry.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import type { Memory } from "./Memory.ts"
import type { Change } from "./Change.ts"
import * as CrossCheck from "./plan/CrossCheck.ts"
import type { Facts, RamFacts, SettingFacts } from "./plan/Facts.ts"
import { LITHIUM } from "./plan/OneShots.ts"
import * as VoltageRules from "./plan/VoltageRules.ts"

/** What is on record and was heard, rather than asked now. */
export interface Known {
  readonly memory: Memory
  /** Whether what was remembered had to be dropped. */
  readonly forgotten: boolean
  /** The other controller that was heard on the bus lately. */
  readonly master: string | null
}

const MK3_TYPE = 1170
const BATTERY_VOLTAGE = 4

/** The facts about all that the changes touch, as they are now. */
export const gather = (
  session: Session,
  unit: Unit,
  changes: ReadonlyArray<Change>,
  { memory, forgotten, master }: Known
): Effect.Effect<Facts, LinkError> =>
  Effect.gen(function* () {
    const settings = yield* readSettings(unit, settingIds(changes))
    const ram = yield* readRam(
      unit,
      changes.flatMap((change) => (change._tag === "Ram" ? [change.id] : []))
    )
    const written = changes.flatMap((change) => (change._tag === "Setting" ? [change.id] : []))
    return {
      settings,
      ram,
      ramOnly: new Map(memory.ramOnly.map((entry) => [entry.id, entry])),
      config: changes.some(needsConfig) ? (yield* session.ask(Question.acInputConfig)).value : null,
      lines: changes.some(needsLines) ? yield* readLines(session) : null,
      batteryVolts: CrossCheck.needsVoltage(written) ? yield* readVolts(unit) : null,
      winmonMode: session.identity().winmonMode,
      master,
      forgotten
    }
  })

const needsConfig = (change: Change): boolean =>
  change._tag === "Switch" || change._tag === "Limit" || (change._tag === "Lines" && change.standby === true)

const needsLines = (change: Change): boolean =>
  change._tag === "Lines" || (change._tag === "Switch" && change.position === "off")

/** The settings that the changes touch, and those that are held against them. */
const settingIds = (changes: ReadonlyArray<Change>): ReadonlySet<number> => {
  const ids = new Set<number>()
  for (const change of changes) {
    if (change._tag === "Setting") ids.add(change.id)
    if (change._tag === "Flag") ids.add(Flag.wordOf(change.flag))
    if (change._tag === "Charge" && change.to === "equalise") ids.add(Flag.wordOf(LITHIUM))
  }
  if (VoltageRules.related.some((id) => ids.has(id))) for (const id of VoltageRules.related) ids.add(id)
  return ids
}

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

const readVolts = (unit: Unit): Effect.Effect<number | null, LinkError> =>
  Effect.map(readRam(unit, [BATTERY_VOLTAGE]), (facts) => {
    const { scale, raw } = facts.get(BATTERY_VOLTAGE)!
    return raw === null ? null : Scale.volts(scale, raw)
  })

/** An MK2 has no lines and never answers, and old MK3 firmware may not either. */
const readLines = (session: Session) =>
  Version.adapterType(session.identity().adapter) === MK3_TYPE
    ? session.ask(Question.busLines, { retry: Retry.times(2) }).pipe(
        Effect.map(({ value }) => value),
        Effect.catchIf(isNoReply, () => Effect.succeed(null))
      )
    : Effect.succeed(null)
