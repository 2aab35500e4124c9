/**
 * The interface for programs without Effect: an inverter whose questions are promises, whose readings are async iterators,
 * and whose changes are plans. Types alone; none of them knows Effect.
 *
 * Everything takes a `signal`. Who aborts a question gets the signal's reason at once; who aborts a change gets it as soon
 * as the write that has begun is finished and verified.
 */
import type { Deframer, Frames, LedMasks, RamIds } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type * as Ac from "../device/Ac.ts"
import type * as Dc from "../device/Dc.ts"
import type * as Energy from "../readings/Energy.ts"
import type * as Ess from "../device/Ess.ts"
import type * as Flags from "../device/Flags.ts"
import type * as Identity from "../device/Identity.ts"
import type * as Inputs from "../device/Inputs.ts"
import type * as Leds from "../device/Leds.ts"
import type * as Lines from "../device/Lines.ts"
import type * as Panel from "../device/Panel.ts"
import type * as Power from "../device/Power.ts"
import type * as Ram from "../device/Ram.ts"
import type * as Settings from "../device/Settings.ts"
import type * as Snapshot from "../device/Snapshot.ts"
import type * as State from "../device/State.ts"
import type * as Units from "../device/Units.ts"
import type { State as LinkState } from "../session/Session.ts"
import type { Abortable } from "./Abortable.ts"
import type { Span } from "./Millis.ts"
import type { Steering } from "./Steering.ts"

export type { Abortable } from "./Abortable.ts"
export type { Span } from "./Millis.ts"

export type { LinkState }

/** A name of the tables, without regard to case and `_`, or an id. */
export type NameOrId = string | number

/** How often something is looked at. */
export interface Paced extends Abortable {
  /** From one look to the next; a second unless said otherwise. */
  readonly interval?: Span
}

/** Values that come one after the other. Ends what is behind it when a loop is left, by `break` or by an error. */
export interface Values<A> extends AsyncIterableIterator<A, undefined, undefined> {
  /** Ends what is behind the iterator, as `break` does. */
  readonly return: () => Promise<IteratorResult<A, undefined>>
  /** The same at the end of the block of an `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Settings of a unit as they are stored. */
export interface SettingReads {
  /**
   * One setting; rejects with `DeviceError` (`Unsupported`) where the unit does not have it, with `UnknownName` where nobody
   * has.
   */
  readonly get: (setting: NameOrId, options?: Abortable) => Promise<Settings.Setting>
  /** The info of a setting: range, default, whether a restart is needed. */
  readonly info: (setting: NameOrId, options?: Abortable) => Promise<Settings.SettingInfo>
  /** Settings as far as they came; all that the tables know unless some are named, which takes some 10 s. */
  readonly list: (
    settings?: ReadonlyArray<NameOrId>,
    options?: Settings.ListOptions & Abortable
  ) => Promise<Settings.SettingList>
}

/** The questions to one unit about itself. */
export interface Unit {
  /** Its short address. */
  readonly address: number
  /** Firmware, product and serial number, as far as the unit reports them. */
  readonly identity: (options?: Abortable) => Promise<Identity.UnitIdentity>
  /** The state of the device, such as `inverter` or `charge`. */
  readonly state: (options?: Abortable) => Promise<State.State>
  /** Power of the inverter, the input and the output of this unit, in watts. */
  readonly power: (options?: Abortable) => Promise<Power.Power>
  /** Any number of RAM variables, six in one request. */
  readonly ram: (variables: ReadonlyArray<NameOrId>, options?: Abortable) => Promise<Ram.RamValues>
  readonly settings: SettingReads
  /** All flags, by word as far as they came. */
  readonly flags: (options?: Flags.Options & Abortable) => Promise<Flags.FlagList>
  /** The rolling counters as they stand. */
  readonly energyCounters: (options?: Abortable) => Promise<Energy.Counters>
  /** The assistants that are loaded into the unit. */
  readonly assistants: (options?: Abortable) => Promise<Ess.Assistants>
  /** Flags of the ESS assistant; `null` where it is not installed. */
  readonly ess: (options?: Abortable) => Promise<Ess.EssStatus | null>
}

/** Something that came in from the adapter: a frame, or bytes that formed none. */
export type Passed =
  | {
      readonly _tag: "Frame"
      /** When its last byte arrived, ISO 8601 in UTC. */
      readonly time: string
      /** The whole frame, from its length to its checksum. */
      readonly hex: string
      /** The frame in a few words. */
      readonly title: string
      /** The decoded frame, by its `_tag`; its words are raw. */
      readonly content: Frames.Reply
      /** The lamps that rode on the frame; `null`: none did, or the unit knows nothing of them. */
      readonly leds: LedMasks.LampStates | null
    }
  | { readonly _tag: "Discarded"; readonly hex: string; readonly reason: Deframer.DiscardReason }

/** The events of an inverter, and their data. */
export interface Events {
  /** The link came into another state: `connected`, `asleep`, `unplugged` and so on. */
  readonly state: LinkState
}

/** A system, and the unit of it that was asked for. Reads alone, unless it was opened with `control`. */
export interface Inverter extends Unit, Steering {
  /** The port as a URL. */
  readonly port: string
  /** The state of the link. It heals itself: `unplugged` and `asleep` pass. */
  readonly link: LinkState
  /** Readings of the system, the first one at once. Only the first may fail; a lost link gives readings full of `null`. */
  readonly readings: (options?: Paced) => Values<Reading.Reading>
  /** One reading. */
  readonly reading: (options?: Abortable) => Promise<Reading.Reading>
  /** Another unit on the same bus. */
  readonly unit: (address: number) => Unit
  /** The units on the bus, silent ones included. */
  readonly units: (options?: Abortable) => Promise<ReadonlyArray<Units.BusUnit>>
  /** Adapter, phases and units. */
  readonly system: (options?: Abortable) => Promise<Identity.Identity>
  /** Voltage in volts and current in amperes of the battery side of the system. */
  readonly dc: (options?: Abortable) => Promise<Dc.Dc>
  /** One phase; `null` where nothing answers for it. */
  readonly ac: (phase: Ac.Phase, options?: Abortable) => Promise<Ac.Ac | null>
  /** All phases that exist, L1 first; `null` for one that does not answer. */
  readonly phases: (options?: Abortable) => Promise<ReadonlyArray<Ac.Ac | null>>
  /** The lamps of the system, its alarms and its VE.Bus error. */
  readonly leds: (options?: Abortable) => Promise<Leds.Leds>
  /** Remote switch and input current limit, with the range of the limit in amperes. */
  readonly panel: (options?: Abortable) => Promise<Panel.Panel>
  /** The AC inputs with their limits; none on an inverter. */
  readonly inputs: (options?: Abortable) => Promise<ReadonlyArray<Inputs.AcInput>>
  /** `null` behind an MK2. */
  readonly lines: (options?: Abortable) => Promise<Lines.Lines | null>
  /** RAM variables of all units at one instant, one to six. */
  readonly snapshot: (
    ids: RamIds.RamIds,
    options?: Snapshot.Options & Abortable
  ) => Promise<Snapshot.Snapshot>
  /** The energy of all units since somebody listens. */
  readonly energy: (options?: Paced) => Values<Energy.Energy>
  /** Everything that comes in from the adapter from now on. Asks nothing; who is slow loses the oldest. */
  readonly frames: (options?: Abortable) => Values<Passed>
  /** Hears of an event from now on. Gives what ends that. */
  readonly on: <Name extends keyof Events>(event: Name, listener: (told: Events[Name]) => void) => () => void
  /** Ends all questions and iterators, finishes a write that has begun, and closes the port. Twice does no harm. */
  readonly close: () => Promise<void>
  /** The same as `close`, at the end of the block of an `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
