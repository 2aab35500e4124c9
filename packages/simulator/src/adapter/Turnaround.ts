/**
 * How long the work on a command takes, by kinds of command: what the adapter answers by itself is quick, what goes to a
 * unit across the bus is not. Reference: protocol.md 1.4.
 */
import type { Frames } from "@vebus/codec"
import { BYTE_MILLIS } from "./Line.ts"
import type * as Profile from "../profile/Profile.ts"

/** The kinds of commands that somebody has measured. */
export const kinds = [
  "version",
  "address",
  "adapter",
  "leds",
  "info",
  "acInputConfig",
  "readSnapshot",
  "write",
  "bus"
] as const
export type Kind = (typeof kinds)[number]

/** Milliseconds by kind of command. */
export type Turnaround = Readonly<Record<Kind, number>>

/** Milliseconds that a command takes which the adapter answers by itself, and one that goes to a unit. */
export interface Coarse {
  readonly local: number
  readonly bus: number
  /** A write by id (37), which is acknowledged before the unit has acted; by default as `bus`. */
  readonly write?: number
}

/** The kinds that the adapter answers by itself. */
const locals: ReadonlySet<Kind> = new Set(["version", "address", "adapter"])

const each = (millis: (kind: Kind) => number): Turnaround =>
  Object.fromEntries(kinds.map((kind) => [kind, millis(kind)])) as Turnaround

/** The same for all that the adapter answers by itself, and for all that goes to a unit. */
export const coarse = ({ local, bus, write = bus }: Coarse): Turnaround =>
  each((kind) => (kind === "write" ? write : locals.has(kind) ? local : bus))

/** The times that a profile tells, without the time that the reply takes on the line; else these. */
export const ofProfile = (profile: Profile.Profile, otherwise: Coarse): Turnaround => {
  const fallback = coarse(otherwise)
  const latencies = profile.latencyMilliseconds ?? {}
  const ledBytes = FRAME + profile.interface.ledReplyDataBytes.value
  const measured: Partial<Record<Kind, readonly [name: string, replyBytes: number]>> = {
    version: ["V", 9],
    address: ["A", 6],
    leds: ["L", ledBytes],
    info: ["F1", 17],
    readSnapshot: ["readSnapshot", 11],
    write: ["writeViaId", 5],
    bus: ["other", 9]
  }
  return each((kind) => {
    const [name, replyBytes] = measured[kind] ?? measured.bus!
    const key = locals.has(kind) && measured[kind] === undefined ? undefined : keyOf(latencies, name)
    return key === undefined ? fallback[kind] : Math.max(latencies[key]!.value - replyBytes * BYTE_MILLIS, 0)
  })
}

/** The bytes around the data bytes of an adapter's frame: length, type, letter, checksum. */
const FRAME = 4

/** The key of a latency: its name, or its name and how it was measured. */
const keyOf = (latencies: Readonly<Record<string, unknown>>, name: string): string | undefined =>
  Object.keys(latencies).find((key) => key === name || key.startsWith(`${name} `))

/** The kind of a command. */
export const kindOf = (request: Frames.Request): Kind => {
  switch (request._tag) {
    case "VersionRequest":
      return "version"
    case "AddressRequest":
      return "address"
    case "LedsRequest":
      return "leds"
    case "DcInfoRequest":
    case "AcInfoRequest":
      return "info"
    case "AcInputConfigRequest":
      return "acInputConfig"
    case "WinmonRequest":
      return winmonKindOf(request.command)
    case "SnapshotRequest":
    case "DeviceConfigRequest":
    case "DeviceRestartRequest":
    case "BatteryLimitsRequest":
    case "UnknownInfoRequest":
    case "DirectSwitch":
      return "bus"
    default:
      return "adapter"
  }
}

const winmonKindOf = ({
  _tag
}: Extract<Frames.Request, { readonly _tag: "WinmonRequest" }>["command"]): Kind =>
  _tag === "ReadSnapshotRequest" ? "readSnapshot" : _tag === "WriteViaIdRequest" ? "write" : "bus"
