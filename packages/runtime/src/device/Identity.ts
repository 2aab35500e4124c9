/**
 * The identity of a system: the adapter, the device with its versions and numbers, and the system that it belongs to.
 * Reference: protocol.md 3.3, 3.5.3, 4.5.1, 4.5.11.
 */
import { Product, SerialNumber, SoftwareVersion, Version, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Addressed from "../link/Addressed.ts"
import type { LinkError } from "../Errors.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Absent from "./Absent.ts"
import * as Described from "./Described.ts"
import * as Phases from "./Phases.ts"
import * as Units from "./Units.ts"

/** The MK2 or MK3. */
export const Adapter = Schema.Struct({
  /** `MK2` or `MK3`; `null`: nobody knows this type. */
  kind: Schema.NullOr(Schema.String),
  /** 1130 is an MK2, 1170 an MK3. */
  type: Schema.Int,
  firmware: Schema.Int,
  /** Type and firmware in one number. */
  version: Words.Uint32
})
export type Adapter = typeof Adapter.Type

/** One unit: its place on the bus, its versions and numbers. */
export const UnitIdentity = Schema.Struct({
  ...Units.placeFields,
  /** The whole number; from firmware 554 on its top byte is the sub-version. */
  version: Words.Uint32,
  firmware: Schema.Int,
  subVersion: Schema.Int,
  productId: Schema.Int,
  /** `null`: nobody knows this product. */
  product: Schema.NullOr(Schema.String),
  /** `null` before firmware 308. */
  serialNumber: Schema.NullOr(Schema.String),
  /** `null` where the firmware does not report it. */
  uniqueNumber: Schema.NullOr(Words.Uint32),
  /** The bytes behind the version in a long reply: nobody knows their meaning. */
  raw: Schema.Struct({ version: Words.Uint32, remainder: Words.Spare }),
  time: Described.Time
})
export type UnitIdentity = typeof UnitIdentity.Type

/** Address mod 3 + 1; `null` where the phases that answer contradict that. */
const phase = Schema.NullOr(Units.placeFields.phase)

/** A unit of a system that answers. */
export const PresentUnit = Schema.Struct({
  ...UnitIdentity.fields,
  phase,
  status: Schema.Literal("present")
})
export type PresentUnit = typeof PresentUnit.Type

/** A unit that is configured and does not answer: nothing is known of it but its place. */
export const SilentUnit = Schema.Struct({
  ...Units.placeFields,
  phase,
  status: Schema.Literal("silent"),
  /** The questions without an answer. */
  reason: Schema.String,
  version: Schema.Null,
  firmware: Schema.Null,
  subVersion: Schema.Null,
  productId: Schema.Null,
  product: Schema.Null,
  serialNumber: Schema.Null,
  uniqueNumber: Schema.Null,
  raw: Schema.Null,
  time: Schema.Null
})
export type SilentUnit = typeof SilentUnit.Type

/** The whole system behind a port. */
export const Identity = Schema.Struct({
  port: Schema.String,
  adapter: Adapter,
  /** The shape of winmon replies, as found. */
  winmonMode: Schema.Literals(["short", "long"]),
  phases: Schema.Literals([1, 2, 3, 4]),
  /** Those that answer, and those that are configured and do not. */
  units: Schema.Array(Schema.Union([PresentUnit, SilentUnit]))
})
export type Identity = typeof Identity.Type

/** The firmware from which a device reports its serial number. */
const SERIAL_NUMBER_FIRMWARE = 308

/** The adapter, as of the last initialisation. */
export const adapter = (session: Session): Adapter => {
  const reply = session.identity().adapter
  const type = Version.adapterType(reply)
  return {
    kind: Product.adapterName(type),
    type,
    firmware: Version.firmware(reply),
    version: reply.version
  }
}

/** The identity of one unit. */
export const readUnit = Effect.fn("Identity.readUnit")(function* (
  unit: Unit
): Effect.fn.Return<UnitIdentity, LinkError> {
  const { version, remainder, time } = yield* unit.firmware.ask()
  const firmware = SoftwareVersion.firmware(version)
  const productId = SoftwareVersion.productId(version)
  const config = yield* Units.configOf(unit, yield* Addressed.to(unit.address))
  return {
    ...Units.place(unit.address),
    version,
    firmware,
    subVersion: version >>> 24,
    productId,
    product: Product.deviceName(productId),
    serialNumber: firmware < SERIAL_NUMBER_FIRMWARE ? null : yield* readSerialNumber(unit),
    uniqueNumber: config === null ? null : config.uniqueNumber,
    raw: { version, remainder },
    time: Described.timeOf({ time })
  }
})

/** The identity of a unit that does not answer. */
const silent = (address: number): SilentUnit => ({
  ...Units.place(address),
  status: "silent",
  reason: `address ${address} is configured and does not answer`,
  version: null,
  firmware: null,
  subVersion: null,
  productId: null,
  product: null,
  serialNumber: null,
  uniqueNumber: null,
  raw: null,
  time: null
})

/** The whole system: its adapter, its phases and each of these units. */
export const read = Effect.fn("Identity.read")(function* (
  session: Session,
  units: ReadonlyArray<Units.BusUnit>
): Effect.fn.Return<Identity, LinkError> {
  const frames = yield* Phases.find(
    session,
    units.map(({ address }) => address)
  )
  const { count, phaseOf } = Reading.layout({ ac: frames, units })
  const found = yield* Effect.forEach(units, ({ address, status }) =>
    status === "silent" ? Effect.succeed(silent(address)) : readOrSilent(session.unit(address))
  )
  const onPhase = (unit: PresentUnit | SilentUnit) => ({
    ...unit,
    phase: phaseOf(unit.address) as PresentUnit["phase"]
  })
  return {
    port: session.url,
    adapter: adapter(session),
    winmonMode: session.identity().winmonMode,
    phases: count as Identity["phases"],
    units: found.map(onPhase)
  }
})

/** A unit that has fallen silent since it was found hides nothing of the others. */
const readOrSilent = (unit: Unit): Effect.Effect<PresentUnit | SilentUnit, LinkError> =>
  Effect.map(Absent.orNullUnanswered(readUnit(unit)), (identity) =>
    identity === null ? silent(unit.address) : { ...identity, status: "present" }
  )

const readSerialNumber = (unit: Unit): Effect.Effect<string | null, LinkError> =>
  Absent.orNullUnsupported(
    Effect.map(unit.ask(Question.serialNumber), ({ value }) => SerialNumber.text(value))
  )
