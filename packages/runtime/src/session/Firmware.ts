/**
 * The firmware of a unit: as one answer gave it, which is good for showing values, and as two did, which all that is
 * kept or shared rests on. Both hold for one connection. Reference: protocol.md 4.5.1; decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { LinkError } from "../Errors.ts"
import type { FirmwareOf } from "../infos/Books.ts"
import * as Agreed from "../infos/Agreed.ts"
import type { Ask, AskOptions } from "../link/Exchange.ts"
import * as Cache from "../state/Cache.ts"
import * as DeviceVersion from "./DeviceVersion.ts"
import type * as Initialise from "./Initialise.ts"
import type { Supervisor } from "./Supervisor.ts"

/** The key under which the infos of a device are kept. */
export const keyOf = ({
  deviceVersion,
  remainder,
  winmonMode
}: Pick<Initialise.Peer, "deviceVersion" | "remainder" | "winmonMode">): Cache.CacheKey => ({
  version: deviceVersion,
  remainder,
  winmonMode
})

/** Whether two findings are of the same firmware. */
export const isSame = (one: Initialise.Peer, other: Initialise.Peer): boolean =>
  Cache.textOf(keyOf(one)) === Cache.textOf(keyOf(other))

/** The firmware of one unit. */
export interface Firmware extends FirmwareOf {
  /** Asks for the version: one answer more. */
  readonly ask: (options?: AskOptions) => Effect.Effect<DeviceVersion.DeviceVersion, LinkError>
}

/** The observations of one connection. */
interface Known {
  readonly connection: number
  /** The first answer. */
  readonly told: Cache.CacheKey | null
  /** `undefined`: not tried yet. */
  readonly proven: Cache.CacheKey | null | undefined
}

/** The firmware of the unit that `ask` reaches. Of the one that connecting found, the first answer is there already. */
export const make = (
  { identity, connection, correct }: Supervisor,
  address: number,
  ask: Ask<"read">
): Firmware => {
  const oneByOne = Semaphore.makeUnsafe(1)
  let known: Known = { connection: -1, told: null, proven: undefined }

  const current = (): Known => {
    if (known.connection !== connection()) {
      const found = identity()!
      const told = address === found.address ? keyOf(found) : null
      known = { connection: connection(), told, proven: undefined }
    }
    return known
  }

  const asked: Firmware["ask"] = (options) =>
    Effect.tap(DeviceVersion.read(ask, options), ({ version: deviceVersion, ...rest }) =>
      Effect.sync(() => {
        const { told } = current()
        if (told === null) known = { ...known, told: keyOf({ deviceVersion, ...rest }) }
      })
    )
  const answer = Effect.map(asked(), ({ version: deviceVersion, ...rest }) =>
    keyOf({ deviceVersion, ...rest })
  )

  const prove = Effect.gen(function* () {
    const { told, proven } = current()
    if (proven !== undefined) return proven
    const key = yield* Agreed.twice(answer, Cache.textOf, told)
    const now = identity()!
    if (address === now.address && key !== null && Cache.textOf(key) !== Cache.textOf(keyOf(now))) {
      // What connecting took for the version was a damaged reply.
      const { version: deviceVersion, remainder, winmonMode = now.winmonMode } = key
      correct({ deviceVersion, remainder, winmonMode })
    }
    known = { ...current(), proven: key }
    return key
  })

  return {
    told: Effect.suspend(() => {
      const { told, proven } = current()
      const best = proven ?? told
      return best === null ? answer : Effect.succeed(best)
    }),
    proven: Effect.suspend(() => {
      const { proven } = current()
      return proven === undefined ? oneByOne.withPermit(prove) : Effect.succeed(proven)
    }),
    isTried: () => current().proven !== undefined,
    ask: asked
  }
}
