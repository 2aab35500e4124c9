/**
 * Programs that run one after the other on one cache, and an adapter between them and the device that may lie.
 */
import { Frames, type Winmon } from "@vebus/codec"
import { Device, Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver, Lies } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

/** What a program does, and through whom. */
export interface Options {
  readonly device?: Driver.Options
  readonly lie?: Lies.Lie
  readonly session?: Session.Options
}

/** What a program finds: the session, and what went over the wire. */
export interface Running {
  readonly session: Session.Session
  readonly device: Device.Reads
  readonly requests: ReadonlyArray<Frames.Request>
  readonly simulated: Driver.Simulated
}

/** Runs a program from its start to its end. The device is a new one each time, and always the same. */
export const run = <A, E>(
  { device = {}, lie, session: options = {} }: Options,
  use: (running: Running) => Effect.Effect<A, E>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const simulated = yield* Driver.make(device)
      const open = lie === undefined ? simulated.open : Lies.wrap(simulated.open, lie)
      const { requests, transport } = Wire.tapped(Transport.make("sim:", open, Transport.BYTES_PER_SECOND))
      const session = yield* played(
        Effect.provideService(Session.connect(options), Transport.Transport, transport)
      )
      return yield* played(use({ session, device: Device.make(session), requests, simulated }), 300)
    })
  )

/** The last of so many readings of a monitor. */
export const lastReading = (session: Session.Session, count: number) =>
  Effect.map(Stream.runCollect(Stream.take(Telemetry.readings(session), count)), (readings) =>
    readings.at(-1)!
  )

/** The command of a winmon request. */
export const commandOf = (request: Frames.Request | null): Winmon.Request | null =>
  request?._tag === "WinmonRequest" ? request.command : null

/** Whether a request asks for the info of a RAM variable or a setting. */
export const asksFor = (request: Frames.Request | null, kind: "ram" | "setting", id: number): boolean => {
  const command = commandOf(request)
  return (
    (kind === "ram" && command?._tag === "RamInfoRequest" && command.id === id) ||
    (kind === "setting" && command?._tag === "SettingInfoRequest" && command.id === id)
  )
}

/** The infos that were asked for, in order: `ram 4`, `setting 2`. */
export const infosAsked = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<string> =>
  requests.flatMap((request) => {
    const command = commandOf(request)
    if (command?._tag === "RamInfoRequest") return [`ram ${command.id}`]
    return command?._tag === "SettingInfoRequest" ? [`setting ${command.id}`] : []
  })

/** A reply with one byte of its payload changed; the sum is made anew, so it is good. */
export const damaged = (reply: Frames.Reply, byte: number, mask: number): Frames.Reply => {
  const payload = Frames.encodeReply(reply)
  const at = byte < payload.length ? byte : payload.length - 1
  payload[at] = payload[at]! ^ mask
  return Frames.decodeReply(payload, 0, payload.length)
}
