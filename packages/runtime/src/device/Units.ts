/**
 * The units on one bus. Addresses 0, 1 and 2 are the masters of L1, L2 and L3; address mod 3 is the phase of a unit.
 *
 * F 7 of address 0 tells which addresses are configured. Firmware that does not know it is asked address by address,
 * each that its phases may have, once. Reference: protocol.md 3.2, 3.5.3, 6.1, 6.3.
 */
import { AcInfo, DeviceConfig } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import * as Question from "../Question.ts"
import type { Session, Unit } from "../Session.ts"
import * as Absent from "./Absent.ts"

/** Where a unit is in its system. */
export const BusUnit = Schema.Struct({
  /** 0 to 31. */
  address: Schema.Int,
  phase: Schema.Literals([1, 2, 3]),
  isPhaseMaster: Schema.Boolean
})
export type BusUnit = typeof BusUnit.Type

const PHASES = 3
/** More units than a system can have. */
const PROBED = 15

/** The place of the unit with an address. */
export const place = (address: number): BusUnit => ({
  address,
  phase: ((address % PHASES) + 1) as BusUnit["phase"],
  isPhaseMaster: address < PHASES
})

/** How many phases the system has, by what the frame of L1 says. */
export const phaseCount = (unit: Unit): Effect.Effect<1 | 2 | 3 | 4, LinkError> =>
  Effect.map(unit.ask(Question.acInfo(1)), ({ value }) => AcInfo.phaseCountOf(value.phaseCode) ?? 1)

/** The units of the system, by address. */
export const list = (session: Session): Effect.Effect<ReadonlyArray<BusUnit>, LinkError> =>
  Effect.gen(function* () {
    const config = yield* configOf(session, 0)
    const addresses = config === null ? [] : DeviceConfig.configuredAddresses(config)
    return (addresses.length > 0 ? addresses : yield* probed(session)).map(place)
  })

/** The configuration that a device tells of itself and its system, or `null` where it does not. */
export const configOf = (unit: Unit, address: number): Effect.Effect<DeviceConfig.Reply | null, LinkError> =>
  Absent.orNullUnanswered(
    Effect.map(unit.ask(Question.deviceConfig(address), Absent.tentatively), ({ value }) => value)
  )

const probed = (session: Session): Effect.Effect<ReadonlyArray<number>, LinkError> =>
  Effect.gen(function* () {
    const phases = yield* phaseCount(session)
    const candidates = Array.from({ length: PROBED }, (_, address) => address)
    return yield* Effect.filter(
      candidates.filter((address) => address % PHASES < phases),
      (address) =>
        Effect.map(
          Absent.orNullUnanswered(session.unit(address).ask(Question.softwareVersion, { repeats: 0 })),
          (answer) => answer !== null
        )
    )
  })
