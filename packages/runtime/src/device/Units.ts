/**
 * The units on one bus. Addresses 0, 1 and 2 are the masters of L1, L2 and L3; address mod 3 is the phase of a unit.
 *
 * F 7 of address 0 reports which addresses are configured; when that unit is off, those of the other masters may. Only
 * a winmon reply under an address proves that its unit is there: the adapter echoes every address, and a unit that is
 * configured may be switched off. Where nobody reports the configuration, each address that a system of two units to a
 * phase can have is tried.
 * Reference: protocol.md 3.2, 3.5.3, 6.10.
 */
import type { DeviceConfig, ShortAddress } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Addresses from "../session/Addresses.ts"
import type * as DeviceVersion from "../session/DeviceVersion.ts"
import type { LinkError } from "../Errors.ts"
import type { AskOptions } from "../link/Exchange.ts"
import * as Retry from "../link/Retry.ts"
import * as Question from "../link/Question.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Absent from "./Absent.ts"

/** The fields of a place in a system, which an address gives. */
export const placeFields = {
  /** 0 to 31. */
  address: Schema.Int,
  phase: Schema.Literals([1, 2, 3]),
  isPhaseMaster: Schema.Boolean
}

/** Where a unit is in its system, and whether it answers. */
export const BusUnit = Schema.Struct({
  ...placeFields,
  /** `silent`: configured, and does not answer. */
  status: Schema.Literals(["present", "silent"])
})
export type BusUnit = typeof BusUnit.Type

/** The place of a unit, whether it answers or not. */
export type Place = Omit<BusUnit, "status">

/** The unit at an address. */
export interface Found {
  readonly address: ShortAddress.ShortAddress
  /** `null`: configured, and silent. */
  readonly version: DeviceVersion.DeviceVersion | null
}

/** The units of a system, by address. */
export interface Bus {
  /** The addresses that are configured, or `null` where nobody reports them. */
  readonly configured: ReadonlyArray<number> | null
  readonly units: ReadonlyArray<Found>
}

const PHASES = 3
/** One repeat: a silent unit costs a second. */
const PROOF: AskOptions = { retry: Retry.times(1) }

/** The place of the unit with an address. */
export const place = (address: number): Place => ({
  address,
  phase: ((address % PHASES) + 1) as Place["phase"],
  isPhaseMaster: address < PHASES
})

/** How the units are looked for. */
export interface Options extends AskOptions {
  /** Units that have answered already: they need no proof. */
  readonly known?: ReadonlyArray<Found>
}

/** The version of a unit, which proves that it is there; `null` where it does not answer. */
export const prove = (
  unit: Unit,
  options?: AskOptions
): Effect.Effect<DeviceVersion.DeviceVersion | null, LinkError> =>
  Absent.orNullUnanswered(unit.firmware.ask({ ...PROOF, ...options }))

/** The configuration that a device reports of itself and its system, or `null` where it does not. */
export const configOf = (
  unit: Unit,
  address: ShortAddress.ShortAddress,
  options?: AskOptions
): Effect.Effect<DeviceConfig.Reply | null, LinkError> =>
  Absent.orNullUnanswered(
    Effect.map(
      unit.ask(Question.deviceConfig(address), { ...Absent.tentatively, ...options }),
      ({ value }) => value
    )
  )

/** Looks for the units of the system. */
export const find = Effect.fn("Units.find")(function* (
  session: Session,
  { known, ...options }: Options = {}
): Effect.fn.Return<Bus, LinkError> {
  const addresses = yield* Addresses.configured(
    session.ask,
    { ...Absent.tentatively, ...options },
    session.identity().address
  )
  const answered = new Map((known ?? [ofSession(session)]).map((unit) => [unit.address, unit]))
  const candidates = new Set([...(addresses ?? Addresses.CANDIDATES), ...answered.keys()])
  const units: Array<Found> = []
  for (const address of [...candidates].toSorted((a, b) => a - b)) {
    const version = answered.get(address)?.version ?? (yield* prove(session.unit(address), options))
    if (version !== null || addresses !== null) units.push({ address, version })
  }
  return { configured: addresses, units: addresses === null ? withMasters(units) : units }
})

/** The units with the master of each phase that one of them is on: a slave is not there without its master. */
const withMasters = (units: ReadonlyArray<Found>): ReadonlyArray<Found> => {
  const all = new Map(units.map((unit) => [unit.address, unit]))
  for (const { address } of units) {
    const master = (address % PHASES) as ShortAddress.ShortAddress
    if (!all.has(master)) all.set(master, { address: master, version: null })
  }
  return [...all.values()].toSorted((a, b) => a.address - b.address)
}

/** The unit that answered when the link was initialised. */
export const ofSession = (session: Session): Found => {
  const { address, deviceVersion, remainder, winmonMode, time } = session.identity()
  return { address, version: { version: deviceVersion, remainder, winmonMode, time } }
}

/** The units of the system, by address: those that answer, and those that are configured and do not. */
export const list = (session: Session): Effect.Effect<ReadonlyArray<BusUnit>, LinkError> =>
  Effect.map(find(session), ({ units }) =>
    units.map(({ address, version }) => ({
      ...place(address),
      status: version === null ? ("silent" as const) : ("present" as const)
    }))
  )
