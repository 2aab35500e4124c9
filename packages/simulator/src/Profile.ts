/**
 * Device profiles: what one kind of unit and its adapter answer, as data. A profile is a JSON file; each figure in it
 * says how well founded it is (`basis`). `Model.ts` makes one ready for use.
 *
 *     interface   the adapter: MK2 or MK3, its version, the size of its LED reply
 *     device      version, serial number, nominal voltages, whether it can combine replies into one frame
 *     ram         RAM variables: info words and a first value; some are unsupported, some have no info
 *     settings    settings: info words and the stored value; some are unsupported
 *     frames      the bytes of info frames that are constant or unexplained
 *     live        figures that the plant starts from
 *
 * Reference: protocol.md 8; decisions.md 2.
 */
import { Hex, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import multiplus12 from "./profiles/multiplus-12-500.json" with { type: "json" }
import multiplusTwo120 from "./profiles/multiplus-ii-48-3000-120v.json" with { type: "json" }
import multiplusTwo230 from "./profiles/multiplus-ii-48-3000-230v.json" with { type: "json" }

/** A figure, and how well founded it is: `observed`, `sibling`, `published`, `filled`, ... */
const sourced = <S extends Schema.Constraint>(value: S) => Schema.Struct({ value, basis: Schema.String })

const { Int16, Uint16, Uint32, Uint8 } = Words

/** Bytes as upper-case pairs with blanks between. */
const HexText = Schema.String.check(
  Schema.makeFilter((text) => Result.isSuccess(Hex.fromHex(text)), { expected: "bytes in hexadecimal" })
)

const Id = { id: Uint8, name: Schema.String }

/** A RAM variable or setting that this unit does not have. */
const Absent = Schema.Struct({ ...Id, supported: Schema.Literal(false) })

export const RamVariable = Schema.Union([
  Absent,
  /** Readable, but without an info: the words of assistants. */
  Schema.Struct({ ...Id, noInfo: Schema.Literal(true), raw: Uint16 }),
  Schema.Struct({ ...Id, scaleWord: Uint16, offsetWord: Uint16, raw: Uint16 })
])
export type RamVariable = typeof RamVariable.Type

export const Setting = Schema.Union([
  Absent,
  Schema.Struct({
    ...Id,
    scale: Int16,
    offset: Int16,
    default: Uint16,
    min: Uint16,
    max: Uint16,
    access: Uint8,
    raw: Uint16
  })
])
export type Setting = typeof Setting.Type

export const Profile = Schema.Struct({
  id: Schema.String,
  label: Schema.String,
  interface: Schema.Struct({
    type: sourced(Schema.Literals(["MK2", "MK3"])),
    version: sourced(Uint32),
    linesAfterPowerUp: sourced(Uint8),
    ledReplyDataBytes: sourced(Schema.Literals([2, 3, 4, 6]))
  }),
  device: Schema.Struct({
    version: sourced(Uint32),
    firmware: sourced(Uint16),
    versionRemainder: sourced(HexText),
    combinedReplies: sourced(Schema.Boolean),
    acVolts: sourced(Schema.Finite),
    batteryVolts: sourced(Schema.Finite),
    phases: sourced(Schema.Literals([1, 2, 3, 4])),
    address: sourced(Uint8),
    serial: sourced(Schema.String.check(Schema.isBetweenLength(11, 11)))
  }),
  ram: Schema.Array(RamVariable),
  /** Present when the ESS assistant is installed. */
  ess: Schema.optionalKey(Schema.Struct({ setpointId: Uint8, timeoutSeconds: sourced(Schema.Finite) })),
  settings: Schema.Array(Setting),
  frames: Schema.Struct({
    ac: sourced(
      Schema.Struct({
        backfeedFactor: Uint8,
        inverterFactor: Uint8,
        unknownByte: Uint8,
        mainsPeriodRaw: Uint8
      })
    ),
    dc: sourced(Schema.Struct({ unknownBytes: HexText })),
    config: sourced(
      Schema.Struct({
        unknownByte: Uint8,
        acInputConfig: Uint8,
        minLimitRaw: Uint16,
        maxLimitRaw: Uint16,
        actualLimitRaw: Uint16,
        switchRegister: Uint8
      })
    ),
    led: sourced(Schema.Struct({ extra: HexText }))
  }),
  live: Schema.Struct({
    mainsVolts: Schema.optionalKey(sourced(Schema.Finite)),
    inverterWatts: Schema.optionalKey(sourced(Schema.Finite)),
    outputWatts: Schema.optionalKey(sourced(Schema.Finite)),
    stateOfCharge: sourced(Schema.Finite)
  })
})
export type Profile = typeof Profile.Type

/** Reads a profile from parsed JSON. Fails with what is wrong and where. */
export const decode = Schema.decodeUnknownResult(Profile)

const builtIn = Schema.decodeUnknownSync(Profile)

/** The profiles that come with the package, by id. */
export const profiles = {
  "multiplus-ii-48-3000-230v": builtIn(multiplusTwo230),
  "multiplus-ii-48-3000-120v": builtIn(multiplusTwo120),
  "multiplus-12-500": builtIn(multiplus12)
} as const satisfies Record<string, Profile>
export type ProfileId = keyof typeof profiles

/** The profile of a simulation that names none. */
export const defaultProfile: ProfileId = "multiplus-ii-48-3000-230v"
