/**
 * The device, to be read: typed values with units instead of frames. Nothing here changes anything, by type: what may be
 * asked are questions that only read, and the session behind it is not given away.
 *
 * A `Device` speaks for the whole system, and as the unit that its session is for; `unit` gives the others on the bus.
 * Values are described by Schemas in `device/*.ts`. They carry their time of arrival, and the words that they were made
 * of under `raw`; what is absent is `null`. Powers have the signs of integrations.md 1: drawn from the AC input, to the
 * loads, and charging are positive.
 * Reference: decisions.md 6.
 */
import type { RamIds } from "@vebus/codec"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { LinkError } from "./Errors.ts"
import type { Ask } from "./link/Exchange.ts"
import { Link } from "./session/Link.ts"
import * as Monotonic from "./Monotonic.ts"
import type * as Retry from "./link/Retry.ts"
import * as Session from "./session/Session.ts"
import * as Ac from "./device/Ac.ts"
import * as Dc from "./device/Dc.ts"
import * as Energy from "./readings/Energy.ts"
import * as Ess from "./device/Ess.ts"
import * as Flags from "./device/Flags.ts"
import * as Identity from "./device/Identity.ts"
import * as Inputs from "./device/Inputs.ts"
import * as Leds from "./device/Leds.ts"
import * as Lines from "./device/Lines.ts"
import * as Panel from "./device/Panel.ts"
import * as Power from "./device/Power.ts"
import * as Ram from "./device/Ram.ts"
import type { UnknownName } from "./device/Resolve.ts"
import * as Settings from "./device/Settings.ts"
import * as Snapshot from "./device/Snapshot.ts"
import * as State from "./device/State.ts"
import * as Units from "./device/Units.ts"

export {
  Ac,
  Dc,
  Energy,
  Ess,
  Flags,
  Identity,
  Inputs,
  Leds,
  Lines,
  Panel,
  Power,
  Ram,
  Settings,
  Snapshot,
  State,
  Units
}
export { UnknownName } from "./device/Resolve.ts"

/** A name of the tables, without regard to case and `_`, or an id. */
export type NameOrId = string | number

/** The questions to one unit about itself. */
export interface Unit {
  /** Its short address. */
  readonly address: number
  /** Asks anything that changes nothing in the device. */
  readonly ask: Ask<Session.Harmless>
  readonly identity: Effect.Effect<Identity.UnitIdentity, LinkError>
  readonly state: Effect.Effect<State.State, LinkError>
  readonly power: Effect.Effect<Power.Power, LinkError>
  /** Any number of RAM variables, six in one request. */
  readonly ram: (variables: ReadonlyArray<NameOrId>) => Effect.Effect<Ram.RamValues, LinkError | UnknownName>
  /** The info of a setting; fails with `Unsupported` where it does not have it. */
  readonly settingInfo: (setting: NameOrId) => Effect.Effect<Settings.SettingInfo, LinkError | UnknownName>
  /** A setting as it is stored; fails with `Unsupported` where the device does not have it. */
  readonly setting: (setting: NameOrId) => Effect.Effect<Settings.Setting, LinkError | UnknownName>
  /** Settings as far as they came; all that the tables know unless said otherwise. */
  readonly settings: (
    settings?: ReadonlyArray<NameOrId>,
    options?: Settings.ListOptions
  ) => Effect.Effect<Settings.SettingList, UnknownName>
  /** All flags, by word as far as they came. Fails when their access levels are asked for and get no answer. */
  readonly flags: (options?: Flags.Options) => Effect.Effect<Flags.FlagList, LinkError>
  /** The rolling counters as they stand. */
  readonly energyCounters: Effect.Effect<Energy.Counters, LinkError>
  /** The assistants that are installed, and where ESS has its words. */
  readonly assistants: Effect.Effect<Ess.Assistants, LinkError>
  /** Flags of the ESS assistant; `null` where it is not installed. */
  readonly ess: Effect.Effect<Ess.EssStatus | null, LinkError>
}

/** The questions to the whole system, and to the unit of its session. */
export interface Reads extends Unit {
  /** Another unit on the same bus. */
  readonly unit: (address: number) => Unit
  /** The units on the bus, silent ones included; remembered until the link is initialised again. */
  readonly units: Effect.Effect<ReadonlyArray<Units.BusUnit>, LinkError>
  /** Adapter, phases and units. */
  readonly system: Effect.Effect<Identity.Identity, LinkError>
  readonly dc: Effect.Effect<Dc.Dc, LinkError>
  /** One phase; `null` where nothing answers for it. */
  readonly ac: (phase: Ac.Phase) => Effect.Effect<Ac.Ac | null, LinkError>
  /** All phases that exist, L1 first; `null` for one that does not answer. */
  readonly phases: Effect.Effect<ReadonlyArray<Ac.Ac | null>, LinkError>
  readonly leds: Effect.Effect<Leds.Leds, LinkError>
  readonly panel: Effect.Effect<Panel.Panel, LinkError>
  /** The AC inputs with their limits; none on an inverter. */
  readonly inputs: Effect.Effect<ReadonlyArray<Inputs.AcInput>, LinkError>
  /** `null` behind an MK2. */
  readonly lines: Effect.Effect<Lines.Lines | null, LinkError>
  /** RAM variables of all units at one instant. */
  readonly snapshot: (
    ids: RamIds.RamIds,
    options?: Snapshot.Options
  ) => Effect.Effect<Snapshot.Snapshot, LinkError>
  /** The energy of all units since somebody listens. */
  readonly energy: (
    options?: Energy.Options
  ) => Stream.Stream<Energy.Energy, LinkError | Energy.IntervalTooLong>
}

/** The reading half of a device. */
export class Device extends Context.Service<Device, Reads>()("@vebus/runtime/Device") {}

/** How a device is read. */
export interface Options {
  /** When to send a read again that got no good answer; as its session does unless said otherwise. */
  readonly retry?: Retry.Retry
}

/** The reads of a session. */
export const make = (link: Session.Session, { retry }: Options = {}): Device["Service"] => {
  const session = retry === undefined ? link : Session.retrying(link, retry)
  const units = new Map<number, Unit>()
  const unit = (address: number): Unit => {
    const known = units.get(address) ?? unitOf(session.unit(address))
    units.set(address, known)
    return known
  }
  const found = remembered(session.identity, Units.list(session), isWhole)
  const addresses = Effect.map(found, (list) => list.map(({ address }) => address))
  /** Those that answer: a silent one must not end what is asked of all. */
  const asked = Effect.map(found, (list) =>
    list.filter(({ status }) => status === "present").map(({ address }) => session.unit(address))
  )
  return Device.of({
    ...unit(session.address),
    unit,
    units: found,
    system: Effect.flatMap(found, (all) => Identity.read(session, all)),
    dc: Dc.read(session),
    ac: (phase) => Ac.read(session, phase),
    phases: Effect.flatMap(addresses, (all) => Ac.readAll(session, all)),
    leds: Leds.read(session),
    panel: Panel.read(session),
    inputs: Effect.flatMap(Panel.read(session), (panel) => Inputs.read(session, panel)),
    lines: Lines.read(session),
    snapshot: (ids, options) => Effect.flatMap(asked, (all) => Snapshot.take(session, all, ids, options)),
    energy: (options) => Stream.unwrap(Effect.map(asked, (all) => Energy.totals(session, all, options)))
  })
}

/** The reads of the session of a `Link`, sent again by a schedule of one's own. */
export const layerWith = (options: Options): Layer.Layer<Device, never, Link> =>
  Layer.effect(
    Device,
    Effect.map(Link, (session) => make(session, options))
  )

/** The reads of the session of a `Link`. */
export const layer: Layer.Layer<Device, never, Link> = layerWith({})

/** A list of units holds so long, unless two in a row were the same and every unit answered. */
const LIST_MILLIS = 30_000

const isWhole = (list: ReadonlyArray<Units.BusUnit>, before: ReadonlyArray<Units.BusUnit>): boolean =>
  list.every(({ status }) => status === "present") &&
  list.map(({ address }) => address).join(" ") === before.map(({ address }) => address).join(" ")

/** A value that was found, until the key is another one; for half a minute only where the value may be wrong or change by itself. */
const remembered = <A, E>(
  key: () => unknown,
  find: Effect.Effect<A, E>,
  isFinal: (found: A, before: A) => boolean
): Effect.Effect<A, E> => {
  let known:
    | { readonly key: unknown; readonly value: A; readonly at: number; readonly isFinal: boolean }
    | undefined
  return Effect.gen(function* () {
    const at = yield* Monotonic.millis
    const before = known?.key === key() ? known : undefined
    if (before !== undefined && (before.isFinal || at - before.at < LIST_MILLIS)) return before.value
    const value = yield* find
    known = { key: key(), value, at, isFinal: before !== undefined && isFinal(value, before.value) }
    return value
  })
}

const unitOf = (unit: Session.Unit): Unit => {
  const assistants = Ess.find(unit)
  return {
    address: unit.address,
    ask: unit.ask,
    identity: Identity.readUnit(unit),
    state: State.read(unit),
    power: Power.read(unit),
    ram: (variables) =>
      Effect.flatMap(
        Effect.forEach(variables, (variable) => Effect.fromResult(Ram.resolve(variable))),
        (ids) => Ram.read(unit, ids)
      ),
    settingInfo: (setting) =>
      Effect.flatMap(Effect.fromResult(Settings.resolve(setting)), (id) => Settings.readInfo(unit, id)),
    setting: (setting) =>
      Effect.flatMap(Effect.fromResult(Settings.resolve(setting)), (id) => Settings.read(unit, id)),
    settings: (settings = Settings.knownIds, options) =>
      Effect.flatMap(
        Effect.forEach(settings, (setting) => Effect.fromResult(Settings.resolve(setting))),
        (ids) => Settings.list(unit, ids, options)
      ),
    flags: (options) => Flags.read(unit, options),
    energyCounters: Energy.read(unit),
    assistants,
    ess: Effect.flatMap(assistants, ({ ess }) =>
      ess === null ? Effect.succeed(null) : Ess.status(unit, ess)
    )
  }
}
