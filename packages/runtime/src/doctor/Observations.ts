/**
 * The observations of the doctor, as plain data: the examination (`Probe.ts`) makes it, the diagnosis (`Diagnosis.ts`) reads it.
 */
import type { Alarm } from "@vebus/codec"
import type * as Errors from "../Errors.ts"
import * as Initialise from "../session/Initialise.ts"

/** The traffic of an open port. */
export interface Line {
  readonly bytes: number
  readonly frames: number
  /** Bytes that formed no frame, and the first of them as hex. */
  readonly discarded: number
  readonly sample: string
  /** How long it was listened and asked, and how long nothing had come at its end, in milliseconds. */
  readonly listenedMillis: number
  readonly silentMillis: number
}

/** An adapter as it tells of itself. */
export interface Adapter {
  readonly type: "MK2" | "MK3" | null
  /** The whole version number, and its last three digits. */
  readonly version: number
  readonly firmware: number
}

/** Whether an adapter does not know the commands that reach the inverter. */
export const isTooOld = ({ type, firmware }: Adapter): boolean =>
  type === "MK2" && firmware < Initialise.OLDEST_MK2

/** An adapter in words. */
export const nameOf = ({ type, version, firmware }: Adapter): string =>
  type === null ? `adapter ${version}` : `${type}, firmware ${firmware}`

/** The inverter behind the adapter. */
export interface Device {
  readonly address: number
  readonly version: number
  /** The shape of its answers. */
  readonly winmonMode: "short" | "long"
}

/** Signs of somebody else who steers. `null`: nobody said. */
export interface OtherControllers {
  readonly foreignFrames: number
  readonly digitalMultiControl: boolean | null
  /** Whether the adapter passes on the frames of other panels. */
  readonly isForwarding: boolean | null
}

/** The troubles that the system behind the adapter reports. */
export interface System {
  /** The subjects of warnings and alarms; `null`: the adapter does not report them. */
  readonly alarms: Alarm.Standing | null
  /** The VE.Bus error, 0 for none; `null`: the adapter does not report it. */
  readonly error: number | null
  /** The addresses that are configured and do not answer; `null`: nobody asked. */
  readonly silent: ReadonlyArray<number> | null
  /** The battery's voltage, by a scale that two answers agree on; `null`: not told. */
  readonly battery: Battery | null
}

/** The voltage of the battery, and why it is impossible. */
export interface Battery {
  readonly volts: number
  /** `null`: it can be. */
  readonly impossible: string | null
}

/** All that was seen; `null` and absent: not looked for, or not told. */
export interface Observations {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string
  /** The port's URL; `null` when none was named and none could be chosen. */
  readonly port: string | null
  /** Whether the port's name says that it is an MK3. */
  readonly isNamedAdapter: boolean
  /** Why the port could not be opened, or was lost meanwhile. */
  readonly failure: Errors.TransportReason | null
  /** The group that may use the port, where the system reports it. */
  readonly group: string | null
  /** `null`: the port could not be opened. */
  readonly line: Line | null
  /** `null`: it never said its version. */
  readonly adapter: Adapter | null
  readonly device: Device | null
  /** `null`: nobody was there to say. */
  readonly system: System | null
  readonly control: OtherControllers
}
