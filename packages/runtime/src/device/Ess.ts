/**
 * The ESS assistant, found by walking the records of the assistants in RAM from id 128 on.
 *
 *     header      assistant x 16 + size; 0 ends the list. The next header is 1 + size ids further on
 *     0054, 0052  ESS, with four words or two: set-point, flags, and two unknown ones that only the longer form has
 *     00A1        one word: the highest power to feed in
 *
 * Where the set-point is depends on what else is installed. Read back it is another figure than what was written.
 * Reference: protocol.md 6.8; integrations.md 1.
 */
import { Quantity, Scale, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Errors from "../Errors.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Ram from "./Ram.ts"

const names = { 1: "ac-current-sensor", 2: "hub-1", 5: "ess" } as const

/** An assistant and where its record is. */
export const Assistant = Schema.Struct({
  /** The RAM variable that is its header. */
  id: Schema.Int,
  assistant: Schema.Int,
  name: Schema.NullOr(Schema.Literals(Object.values(names))),
  /** How many words follow the header. */
  size: Schema.Int,
  raw: Words.Raw16
})
export type Assistant = typeof Assistant.Type

/** Where the ESS assistant has what. */
export const Ess = Schema.Struct({
  /** The RAM variable that is its header. */
  base: Schema.Int,
  setpointId: Schema.Int,
  flagsId: Schema.Int,
  /** Whether the unit can be the charge master: its record has the two unknown words. */
  canBeChargeMaster: Schema.Boolean,
  /** The RAM variable that holds the highest power to feed in, where there is one. */
  feedInLimitId: Schema.NullOr(Schema.Int)
})
export type Ess = typeof Ess.Type

/** The assistants of a unit, in the order of their records. */
export const Assistants = Schema.Struct({
  assistants: Schema.Array(Assistant),
  /** `null`: not installed. */
  ess: Schema.NullOr(Ess)
})
export type Assistants = typeof Assistants.Type

/** Bits of the flags word, control and status. */
const bits = {
  disableCharge: 0,
  disableFeedIn: 1,
  noOvervoltageFeedIn: 2,
  disablePvInverters: 3,
  setpointIsMaximum: 4,
  fixedSolarOffset: 5,
  sustain: 8,
  highTemperature: 10,
  solarOffsetActive: 11,
  frequencyVariation: 12
} as const
type Bit = keyof typeof bits

/** The flags of the ESS assistant: which of its controls are set, and what it reports. */
export const EssStatus = Schema.Struct({
  /** The word that the set-point reads back as: not the set-point. Drawn from the AC input is positive. */
  readBack: Quantity.Watts,
  disableCharge: Schema.Boolean,
  disableFeedIn: Schema.Boolean,
  noOvervoltageFeedIn: Schema.Boolean,
  disablePvInverters: Schema.Boolean,
  /** The set-point is a maximum for feeding in. */
  setpointIsMaximum: Schema.Boolean,
  /** The solar offset is fixed at 100 mV. */
  fixedSolarOffset: Schema.Boolean,
  sustain: Schema.Boolean,
  highTemperature: Schema.Boolean,
  solarOffsetActive: Schema.Boolean,
  frequencyVariation: Schema.Boolean,
  raw: Schema.Struct({ setpoint: Words.Raw16, flags: Words.Raw16 }),
  time: Described.Time
})
export type EssStatus = typeof EssStatus.Type

const MAX_RECORDS = 16
const LAST_ID = 255
const FEED_IN_LIMIT = 0x00a1
/** Words that both forms of the ESS record have: set-point and flags. */
const LEAST_ESS_SIZE = 2
const FULL_ESS_SIZE = 4

/** Walks the records. A device without assistants has none. */
export const find = Effect.fn("Ess.find")(function* (
  unit: Unit
): Effect.fn.Return<Assistants, Errors.LinkError> {
  const assistants: Array<Assistant> = []
  let id: number = Ram.RECORDS
  while (id <= LAST_ID && assistants.length < MAX_RECORDS) {
    const header = (yield* unit.readRam([id])).get(id)
    if (header === undefined || header.value === 0) break
    const assistant = assistantOf(id, header.value)
    assistants.push(assistant)
    id += 1 + assistant.size
  }
  return { assistants, ess: essOf(assistants) }
})

const knownNames: Readonly<Record<number, Assistant["name"]>> = names

const assistantOf = (id: number, raw: Words.Raw16): Assistant => ({
  id,
  assistant: raw >> 4,
  name: knownNames[raw >> 4] ?? null,
  size: raw & 0xf,
  raw
})

const essOf = (assistants: ReadonlyArray<Assistant>): Ess | null => {
  const ess = assistants.find(
    ({ id, name, size }) => name === "ess" && size >= LEAST_ESS_SIZE && id + LEAST_ESS_SIZE <= LAST_ID
  )
  if (ess === undefined) return null
  const limit = assistants.find(({ id, raw }) => raw === FEED_IN_LIMIT && id < LAST_ID)
  return {
    base: ess.id,
    setpointId: ess.id + 1,
    flagsId: ess.id + 2,
    canBeChargeMaster: ess.size >= FULL_ESS_SIZE,
    feedInLimitId: limit === undefined ? null : limit.id + 1
  }
}

/** Flags of the assistant, and what its set-point reads back. Fails with `Unsupported` where its words are gone. */
export const status = Effect.fn("Ess.status")(function* (
  unit: Unit,
  { setpointId, flagsId }: Ess
): Effect.fn.Return<EssStatus, Errors.LinkError> {
  const words = yield* unit.readRam([setpointId, flagsId])
  const setpoint = words.get(setpointId)
  const flags = words.get(flagsId)
  if (setpoint === undefined || flags === undefined) {
    return yield* Errors.device(
      new Errors.Unsupported({ request: `RAM variable ${setpointId}, ${flagsId}`, answer: "90", data: [] })
    )
  }
  const isSet = (bit: Bit): boolean => ((flags.value >> bits[bit]) & 1) === 1
  return {
    readBack: toWatts(setpoint.value),
    disableCharge: isSet("disableCharge"),
    disableFeedIn: isSet("disableFeedIn"),
    noOvervoltageFeedIn: isSet("noOvervoltageFeedIn"),
    disablePvInverters: isSet("disablePvInverters"),
    setpointIsMaximum: isSet("setpointIsMaximum"),
    fixedSolarOffset: isSet("fixedSolarOffset"),
    sustain: isSet("sustain"),
    highTemperature: isSet("highTemperature"),
    solarOffsetActive: isSet("solarOffsetActive"),
    frequencyVariation: isSet("frequencyVariation"),
    raw: { setpoint: setpoint.value, flags: flags.value },
    time: Described.timeOf(flags)
  }
})

/** Watts of a set-point word. The word counts what is fed in as positive; here what is drawn from the input is. */
export const toWatts = (raw: Words.Raw16): Quantity.Watts => (0 - Scale.numberOf(raw, true)) as Quantity.Watts
