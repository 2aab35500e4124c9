/**
 * What tests about switch, limit and lines share: who is who among the frames, and units that tell something else about
 * themselves than they are.
 */
import { assert } from "@effect/vitest"
import { type AcInputConfig, Frames, type Words } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Controlled } from "./Controlled.ts"
import type { Meddle, Meddling } from "./Meddled.ts"

/** Whether a request moves switch and limit. */
export const isPanel = (request: Frames.Request): boolean =>
  request._tag === "SwitchRequest" && Frames.traits(request).effect === "write"

/** The frames that moved switch and limit. */
export const moves = ({ requests }: Controlled) =>
  requests.flatMap((request) =>
    request._tag === "SwitchRequest" && isPanel(request) ? [[request.position, request.limitRaw]] : []
  )

/** Switch and limit of the simulated system. */
export const panel = ({ simulated }: Controlled) =>
  Effect.map(simulated.state, ({ system }) => [system.panel.requested, system.panel.limitRaw])

export const isConfig = (request: Frames.Request): boolean => request._tag === "AcInputConfigRequest"

const { config } = Profile.profiles[Profile.defaultProfile].frames

/** F 5 of the default profile, but for what is given. */
export const configReply = (over: Partial<AcInputConfig.Reply>): AcInputConfig.Reply =>
  ({
    _tag: "AcInputConfig",
    unexplained: config.value.unknownByte,
    on: 0,
    blink: 0,
    alarms: 0,
    activeInput: 0,
    limitChangeable: true,
    digitalMultiControl: false,
    inputCount: 1,
    panelDetected: true,
    minimumLimitRaw: config.value.minLimitRaw as Words.Raw16,
    maximumLimitRaw: config.value.maxLimitRaw as Words.Raw16,
    actualLimitRaw: config.value.actualLimitRaw as Words.Raw16,
    switchRegister: config.value.switchRegister,
    spare: [],
    ...over
  }) as AcInputConfig.Reply

/** A unit whose F 5 tells something else. */
export const telling =
  (over: Partial<AcInputConfig.Reply>): Meddle =>
  (request) =>
    isConfig(request) ? { answer: configReply(over) } : undefined

/** A unit whose F 5 tells something else once switch and limit have been moved. */
export const tellingOnceMoved = (over: Partial<AcInputConfig.Reply>): Meddle => {
  let isMoved = false
  return (request) => {
    isMoved ||= isPanel(request)
    return isMoved ? telling(over)(request) : undefined
  }
}

/** Meddles with the first requests of a kind, one after the other. */
export const inTurn = (
  concerns: (request: Frames.Request) => boolean,
  ...meddlings: ReadonlyArray<Meddling | undefined>
): Meddle => {
  let turn = 0
  return (request) => (concerns(request) ? meddlings[turn++] : undefined)
}

/** Lets time go by. */
export const wait = (seconds: number) =>
  Effect.gen(function* () {
    for (let tenth = 0; tenth < seconds * 10; tenth++) yield* TestClock.adjust("100 millis")
  })

/** Lets time go by until something is so; a minute at most. */
export const until = (isSo: () => boolean) =>
  Effect.gen(function* () {
    for (let tenth = 0; tenth < 600 && !isSo(); tenth++) yield* TestClock.adjust("100 millis")
    assert.isTrue(isSo(), "not so after a minute")
  })
