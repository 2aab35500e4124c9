/**
 * Where sites get their ports from, and what is kept of the units behind them: in files for real ones; for simulations and
 * recordings in memory, since what these say of themselves is not to be believed of a device.
 */
import { type Cache, type Errors, StateStore, type Transport, WritePolicy } from "@vebus/runtime"
import { CacheFiles, StateFiles } from "@vebus/runtime/files"
import * as Port from "@vebus/runtime/port"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { isReal } from "./RealPort.ts"

/** Opens ports, and keeps what is known of the units behind them. */
export class Ports extends Context.Service<
  Ports,
  {
    /** The transport of a port URL. */
    readonly open: (
      url: string
    ) => Effect.Effect<Transport.Transport["Service"], Port.PortError | Errors.TransportError, Scope.Scope>
    /** Under which conditions is written behind a port, and where that is noted. */
    readonly permission: (url: string) => Layer.Layer<WritePolicy.WritePolicy | StateStore.StateStore>
    /** The cache of infos that units reported in earlier runs; `null`: none is kept. */
    readonly cache: (url: string) => Layer.Layer<Cache.Cache> | null
  }
>()("@vebus/gateway/Ports") {}

/** The folders where it is kept. */
export interface Places {
  readonly state: string
  readonly cache: string
}

/** Ports of this machine. */
export const layer = ({ state, cache }: Places): Layer.Layer<Ports> => {
  const policy = WritePolicy.layer({ by: "vebus gateway" })
  const kept = Layer.merge(policy, StateFiles.layer(state))
  const forgotten = Layer.merge(policy, StateStore.inMemory)
  const known = CacheFiles.layer(cache)
  return Layer.succeed(Ports)({
    open: Port.resolve,
    permission: (url) => (isReal(url) ? kept : forgotten),
    cache: (url) => (isReal(url) ? known : null)
  })
}
