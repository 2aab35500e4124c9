/**
 * The poll set of protocol.md 6.2, as frames for the core and as questions for a session: lamps, DC, every phase, AC
 * input configuration, six RAM variables, state. For three phases that makes eight requests, 691,200 a day.
 */
import { DeviceState, Frames, Info, Leds, type RamIds, ReadRam, WinmonEnvelope } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import { type Errors, Question, type Session } from "@vebus/runtime"
import * as Result from "effect/Result"
import type * as Effect from "effect/Effect"

const { Ram } = Reading
const ramIds: RamIds.RamIds = [
  14,
  Ram.inputPower,
  Ram.outputPower,
  Ram.mainsVoltage,
  Ram.batteryVoltage,
  Ram.batteryCurrent
]

const phasesOf = (count: number) => ([1, 2, 3, 4] as const).slice(0, count)

/** Each request as its frame. */
export const frames = (phases: number): ReadonlyArray<Uint8Array> =>
  [
    Leds.request,
    Info.dc,
    ...phasesOf(phases).map(Info.ac),
    Info.acInputConfig,
    WinmonEnvelope.request("X", ReadRam.request(ramIds)),
    WinmonEnvelope.request("Y", DeviceState.inquire)
  ].map((frame) => Result.getOrThrow(Frames.toWire(frame)))

/** Each request as a question to a session. */
export const questions = (
  { ask }: Session.Session,
  phases: number
): ReadonlyArray<Effect.Effect<unknown, Errors.LinkError>> => [
  ask(Question.leds),
  ask(Question.dcInfo),
  ...phasesOf(phases).map((phase) => ask(Question.acInfo(phase))),
  ask(Question.acInputConfig),
  ask(Question.ram(ramIds)),
  ask(Question.deviceState)
]
