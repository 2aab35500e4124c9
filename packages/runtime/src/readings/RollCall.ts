/**
 * The roll call: which units a system has, and which of them answer. Once after the link was initialised; again when the
 * VE.Bus error changes, and every 30 s while a unit is silent or nobody has reported the configuration. A system that
 * starts up shows too few units, and whoever counts them only once never learns better. The configuration is asked for
 * once more after the first reading, until two answers in a row agree: one that lacks a unit would make every sum too
 * small. Reference: protocol.md 6.10.
 */
import * as Effect from "effect/Effect"
import * as Addresses from "../session/Addresses.ts"
import * as Units from "../device/Units.ts"
import type { LinkError } from "../Errors.ts"
import * as Retry from "../link/Retry.ts"
import type { Session } from "../session/Session.ts"
import * as Part from "./Part.ts"
import * as PolledUnit from "./PolledUnit.ts"

/** The units as of the last roll call. */
export interface Roll {
  readonly units: ReadonlyArray<PolledUnit.PolledUnit>
  /** The addresses that a master reported as configured; `null`: nobody did. */
  readonly configured: ReadonlyArray<number> | null
  /** Whether two answers in a row reported them. */
  readonly isSure: boolean
  readonly calledAt: number
  /** The VE.Bus error at that time; `null`: not reported. */
  readonly error: number | null
}

const polling = { polling: true } as const
/** A unit that is looked for again costs half a second while it is silent. */
const again = { ...polling, retry: Retry.times(0) } as const

/** Whether to call the roll again. */
export const isDue = (
  { units, configured, isSure, calledAt, error }: Roll,
  found: number | null,
  cycle: Part.Cycle
) =>
  (found !== null && error !== null && found !== error) ||
  (configured !== null && !isSure && calledAt !== cycle.startedAt) ||
  ((configured === null || units.some(({ status }) => status === "silent")) &&
    Part.hasPassed(calledAt, Part.SILENT_MILLIS, cycle))

/** The first roll call. */
export const first = (
  session: Session,
  error: number | null,
  { startedAt }: Part.Cycle
): Effect.Effect<Roll, LinkError> =>
  Effect.map(Units.find(session, polling), ({ configured, units }) => ({
    units: units.map(PolledUnit.make),
    configured,
    isSure: false,
    calledAt: startedAt,
    error
  }))

const isSame = (one: ReadonlyArray<number>, other: ReadonlyArray<number> | null): boolean =>
  one.join(" ") === other?.join(" ")

/** Another roll call: who answers stays, who was silent is asked once. */
export const repeat = Effect.fn("RollCall.repeat")(function* (
  session: Session,
  before: Roll,
  error: number | null,
  { startedAt }: Part.Cycle
): Effect.fn.Return<Roll, LinkError> {
  const configured = yield* Addresses.configured(session.ask, again, session.identity().address)
  const known = new Map(before.units.map((unit) => [unit.address, unit]))
  const present = before.units.filter(({ status }) => status === "present").map(({ address }) => address)
  const addresses = new Set([...(configured ?? known.keys()), ...present])
  const units = yield* Effect.forEach(
    [...addresses].toSorted((a, b) => a - b),
    (address) => {
      const unit = known.get(address) ?? PolledUnit.make({ address, version: null })
      if (unit.status === "present") return Effect.succeed(unit)
      return Effect.map(Units.prove(session.unit(address), again), (version) =>
        version === null ? unit : { ...PolledUnit.make({ address, version }), scales: unit.scales }
      )
    }
  )
  return {
    units,
    configured: configured ?? before.configured,
    isSure: configured === null ? before.isSure : isSame(configured, before.configured),
    calledAt: startedAt,
    error
  }
})
