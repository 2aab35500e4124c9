/**
 * The common part of every command that opens a port: its flags, the connection, and the recording of all that passes.
 * Everything behind it is loaded only once a command needs it.
 */
import type { Device, Errors, Session, Transport } from "@vebus/runtime"
import type { CaptureFile } from "@vebus/runtime/files"
import type * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Lazy from "../Lazy.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Flags from "./Flags.ts"
import { Surroundings } from "../Surroundings.ts"

/** The flags of a command that opens a port. */
export const flags = {
  port: Flags.port,
  address: Flags.address,
  record: Flags.record,
  noCache: Flags.noCache
}

export type Input = Command.Command.Config.Infer<typeof flags>

export interface Options extends Session.Options {
  /** Whether the embedded simulator stands in when there is no adapter. */
  readonly demo?: boolean
}

/** An open connection. */
export interface Connected {
  readonly session: Session.Session
  readonly device: Device.Reads
}

type Service = Transport.Transport["Service"]
type OnStopped = NonNullable<CaptureFile.Options["onStopped"]>

/** The transport of a port, recorded if that was asked for. */
export const transportOf = (
  { port, record }: Pick<Input, "port" | "record">,
  { demo = false, onStopped }: { readonly demo?: boolean; readonly onStopped?: OnStopped } = {}
): Effect.Effect<Service, Errors.TransportError | ExitCode.CommandError, Scope.Scope> =>
  Effect.gen(function* () {
    const Port = yield* Lazy.load(() => import("../port/Port.ts"))
    const transport = yield* Port.resolve(port, demo)
    if (Option.isNone(record)) return transport
    const Recording = yield* Lazy.load(() => import("../port/Recording.ts"))
    return yield* Recording.recorded(transport, record.value, onStopped)
  })

/** Whether answers at this port are those of a device: those of simulators and recordings are not kept. */
const isOfDevice = (url: string): boolean => /^(serial|tcp):/.test(url)

/** Infos that an earlier command has asked for are known. */
const withCache = <A, E, R>(connecting: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const { CacheFiles, Places } = yield* Lazy.load(() => import("@vebus/runtime/files"))
    const { env } = yield* Surroundings
    return yield* Effect.provide(connecting, CacheFiles.layer(Places.here(env).cache))
  })

/** The unit to change: never one that was not named, but for the master of L1. */
export const addressOf = ({ address }: Pick<Input, "address">): number => Option.getOrElse(address, () => 0)

/** Connects to the unit at the address, or to the lowest that answers, until the scope closes. */
export const connect = (
  { address, noCache, ...input }: Input,
  { demo = false, ...options }: Options = {}
): Effect.Effect<Connected, Errors.LinkError | ExitCode.CommandError, Scope.Scope> =>
  Effect.gen(function* () {
    const { Device, Session, Transport } = yield* Lazy.load(() => import("@vebus/runtime"))
    const transport = yield* transportOf(input, { demo })
    const connecting = Session.connect({
      ...options,
      ...(Option.isSome(address) ? { address: address.value } : {})
    }).pipe(Effect.provideService(Transport.Transport, transport))
    const isReal = isOfDevice(transport.url)
    // A recording has to hold all that a replay needs: also what was asked for before.
    const isCached = !noCache && isReal && Option.isNone(input.record)
    const session = yield* isCached ? withCache(connecting) : connecting
    if (isReal) {
      const OpenHolds = yield* Lazy.load(() => import("./OpenHolds.ts"))
      yield* OpenHolds.tell(session)
    }
    return { session, device: Device.make(session) }
  })
