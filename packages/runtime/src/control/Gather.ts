/**
 * Gathers the facts that a plan needs: asks the unit for the infos and old values of what the changes touch, now. A
 * write never relies on a range that was read earlier. Sends only reads. Reference: protocol.md 6.4, 6.6; decisions.md 6.
 */
import { Flag, Scale, Version } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../Errors.ts"
import * as Question from "../Question.ts"
import type { Session, Unit } from "../Session.ts"
import type { Memory } from "../state/Memory.ts"
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
    const settings = new Map<number, SettingFacts | null>()
    for (const id of settingIds(changes)) settings.set(id, yield* readSetting(unit, id))
    const ram = new Map<number, RamFacts>()
    for (const change of changes) {
      if (change._tag === "Ram") ram.set(change.id, yield* readRam(unit, change.id))
    }
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

const readSetting = (unit: Unit, id: number): Effect.Effect<SettingFacts | null, LinkError> =>
  Effect.gen(function* () {
    const { value: words } = yield* unit.ask(Question.settingInfo(id))
    if (words === null) return null
    const { value: storedRaw } = yield* unit.ask(Question.setting(id))
    return { words, storedRaw }
  }).pipe(Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(null)))

const readRam = (unit: Unit, id: number): Effect.Effect<RamFacts, LinkError> =>
  Effect.gen(function* () {
    const scale = yield* unit.ask(Question.ramInfo(id)).pipe(
      Effect.map(({ value }) => Scale.ramScale(value.scaleWord, value.offsetWord)),
      // Words of assistants have no info (protocol.md 5.2), and some units do not answer for them at all.
      Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(Scale.ramScale(0, 0)))
    )
    const words = yield* unit.readRam([id])
    return { scale, raw: words.get(id)?.value ?? null }
  })

const readVolts = (unit: Unit): Effect.Effect<number | null, LinkError> =>
  Effect.map(readRam(unit, BATTERY_VOLTAGE), ({ scale, raw }) =>
    raw === null ? null : Scale.volts(scale, raw)
  )

/** An MK2 has no lines and never answers, and old MK3 firmware may not either. */
const readLines = (session: Session) =>
  Version.adapterType(session.identity().adapter) === MK3_TYPE
    ? session.ask(Question.busLines, { repeats: 2 }).pipe(
        Effect.map(({ value }) => value),
        Effect.catchIf(isNoReply, () => Effect.succeed(null))
      )
    : Effect.succeed(null)
