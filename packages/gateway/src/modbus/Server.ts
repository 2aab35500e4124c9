/**
 * The Modbus server: the registers of a GX device, one unit for each site. A site without a fresh reading does not answer:
 * exception 11, never an old value. Modbus knows no users, so what may be written is what the configuration allows, and
 * only where `writes` says so; it goes through the gate, and is answered when the unit holds it.
 * Reference: integrations.md 5.2, 12; docs/decisions/0020.
 */
import * as Effect from "effect/Effect"
import type * as NetAddress from "effect/net/NetAddress"
import type * as Scope from "effect/Scope"
import type { SocketError } from "effect/socket/Socket"
import type { SocketServerError } from "effect/socket/SocketServer"
import { Commands } from "../Commands.ts"
import type { Listen } from "../Config.ts"
import { Feed } from "../Feed.ts"
import * as Listener from "../listener/Listener.ts"
import type { SiteView } from "../SiteView.ts"
import * as UnitState from "../unit/UnitState.ts"
import type * as Asked from "../venus/Asked.ts"
import * as Values from "../venus/Values.ts"
import * as Frame from "./Frame.ts"
import * as Registers from "./Registers.ts"
import * as Writes from "./Writes.ts"

/** Where it listens, and what may be done there. */
export interface Options {
  readonly listen: Listen
  /** The unit of each site by its name; `null`: the first is 228, and so on. */
  readonly units: Readonly<Record<string, number>> | null
  /** Whether registers may be written at all. */
  readonly writes: boolean
}

/** The unit of the first site: that of the port of a GX device for its VE.Bus system. */
export const FIRST_UNIT = 228
/** So many clients at a time: none of them can show who it is. */
export const PEERS = 64
const SILENT_MILLIS = 120_000

const { exceptions } = Frame

/** The exception for each word of the gate. */
const refusals: Readonly<Record<string, Frame.Exception>> = {
  "not-allowed": exceptions.illegalAddress,
  "unknown-target": exceptions.illegalAddress,
  "out-of-bounds": exceptions.illegalValue,
  "out-of-range": exceptions.illegalValue,
  "bad-value": exceptions.illegalValue,
  busy: exceptions.busy,
  "too-many": exceptions.busy,
  superseded: exceptions.busy,
  expired: exceptions.busy,
  "no-link": exceptions.noAnswer,
  "no-reply": exceptions.noAnswer,
  asleep: exceptions.noAnswer
}

/** The site of a unit; `undefined`: there is none. */
const siteOf = (sites: ReadonlyArray<string>, units: Options["units"], unit: number): string | undefined =>
  units === null ? sites[unit - FIRST_UNIT] : sites.find((site) => units[site] === unit)

/** Serves Modbus clients until the scope closes, and tells where. Fails where it cannot listen. */
export const make = ({
  listen,
  units,
  writes
}: Options): Effect.Effect<NetAddress.SocketAddress, SocketServerError, Feed | Commands | Scope.Scope> =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const commands = yield* Commands

    /** The site behind a unit; `null`: there is none, or nothing of it is fresh. */
    const viewOf = (unit: number): Effect.Effect<SiteView | null> =>
      Effect.map(feed.sites, (sites) => {
        const names = sites.map(({ site }) => site)
        const site = siteOf(names, units, unit)
        return sites.find((view) => view.site === site && view.fresh && view.reading !== null) ?? null
      })

    const valuesOf = (view: SiteView, unit: number): ReadonlyMap<string, Values.Value> =>
      Values.of(view, {
        instance: unit,
        version: "",
        permissions: commands.permissions(view.site),
        inForce: commands.inForce(view.site, UnitState.homeOf(view.reading) ?? 0)
      })

    const submit = (site: string, wanted: Asked.Change) =>
      commands.submit({
        ...wanted,
        site,
        address: null,
        persist: false,
        id: null,
        from: "modbus",
        expires: null
      })

    const write = (request: Frame.Request & { readonly _tag: "Write" }, site: string) =>
      Effect.gen(function* () {
        const { register, words } = request
        const row = Registers.writable(register)
        if (row === null || !writes) return Frame.failed(request, exceptions.illegalAddress)
        // One value at a time: of several some might come out and others not.
        const value = Registers.decode(row, words)
        const wanted = value === null ? null : Writes.changeOf(row.path, value)
        if (wanted === null) return Frame.failed(request, exceptions.illegalValue)
        const result = yield* submit(site, wanted)
        return result.error === null
          ? Frame.written(request)
          : Frame.failed(request, refusals[result.error.code] ?? exceptions.failure)
      })

    const answer = (request: Frame.Request): Effect.Effect<Uint8Array> =>
      Effect.gen(function* () {
        if (request._tag === "Refused") return Frame.failed(request, request.exception)
        const view = yield* viewOf(request.unit)
        if (view === null) return Frame.failed(request, exceptions.noAnswer)
        if (request._tag === "Write") return yield* write(request, view.site)
        const words = Registers.read(request.register, request.count, valuesOf(view, request.unit))
        return words === null ? Frame.failed(request, exceptions.illegalAddress) : Frame.told(request, words)
      })

    const serve = (peer: Listener.Peer): Effect.Effect<void, SocketError> =>
      Effect.gen(function* () {
        let begun: Uint8Array = new Uint8Array()
        while (true) {
          const found = Frame.cut(Buffer.concat([begun, yield* peer.pull]))
          if (found === null) return
          begun = found.rest
          for (const request of found.requests) yield* peer.write(yield* answer(request))
        }
      })

    return yield* Listener.listen({ listen, peers: PEERS, silentMillis: SILENT_MILLIS, serve })
  })
