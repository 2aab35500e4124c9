/**
 * The units of a system as a survey finds them, each with a version that two answers agree on.
 */
import { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Units from "../device/Units.ts"
import * as Retry from "../link/Retry.ts"
import * as DeviceVersion from "../session/DeviceVersion.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Patience from "./Patience.ts"

const AddressList = Schema.Array(Schema.Int)
/** Addresses by the mask of F 7, and what was found at each; `null`: silent. */
export const Found = Schema.Struct({
  configured: Schema.NullOr(AddressList),
  units: Schema.Array(
    Schema.Struct({
      address: Schema.Int,
      version: Schema.NullOr(Schema.Struct({ version: Words.Uint32, remainder: AddressList }))
    })
  )
})
export type Found = typeof Found.Type

/** More chances than looking usually takes: what is called silent here stays so in the file. */
const SEEKING = { retry: Retry.times(3) } as const

/** The units of the system, each with its version. */
export const find = (session: Session): Effect.Effect<Found> => {
  const attempt: Effect.Effect<Found> = Effect.gen(function* () {
    const bus = yield* Patience.orNull(session, Units.find(session, { ...SEEKING, known: [] }))
    if (bus === null) return yield* Effect.suspend(() => attempt)
    return {
      configured: bus.configured,
      units: bus.units.map(({ address, version }) => ({
        address,
        version: version === null ? null : { version: version.version, remainder: [...version.remainder] }
      }))
    }
  })
  return Effect.flatMap(attempt, (bus) => confirmed(session, bus))
}

/** The versions of units that two answers agree on. */
const confirmed = (session: Session, bus: Found): Effect.Effect<Found> =>
  Effect.map(
    Effect.forEach(bus.units, ({ address, version }): Effect.Effect<Found["units"][number]> =>
      version === null
        ? Effect.succeed({ address, version })
        : Effect.map(Patience.agreed(version, versionOf(session.unit(address), session)), (agreed) => ({
            address,
            version: agreed ?? version
          }))
    ),
    (units) => ({ ...bus, units })
  )

const versionOf = (unit: Unit, session: Session) =>
  Effect.map(Patience.orNull(session, DeviceVersion.read(unit.ask)), (read) =>
    read === null ? null : { version: read.version, remainder: [...read.remainder] }
  )
