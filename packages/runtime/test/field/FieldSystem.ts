/**
 * An adapter with units behind it as a case of `field.json` describes them: a script that answers each request with the
 * frame of the case, with the words and the state of a unit, or, where the case says so, as a profile answers. What a
 * case does not list is never answered. The form is explained beside the vectors.
 */
import { readFileSync } from "node:fs"
import { Frames, Hex, States, type Winmon, type WinmonEnvelope, Words } from "@vebus/codec"
import { Transport } from "@vebus/runtime"
import { Profile, Simulator } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Scripted from "../Scripted.ts"

/** A unit of a case. */
export interface FieldUnit {
  readonly address: number
  readonly silent?: boolean
  readonly like?: "profile"
  readonly ram?: Readonly<Record<string, number>>
  readonly state?: readonly [state: number, subState: number]
}

/** The input of a case about a system. */
export interface FieldSystem {
  readonly how: "system"
  readonly infos: Profile.ProfileId
  readonly adapter: { readonly version: number; readonly unaskedVersion: boolean }
  readonly answers: ReadonlyArray<{ readonly request: string; readonly reply: string }>
  readonly units: ReadonlyArray<FieldUnit>
  readonly deviceVersion?: number
  readonly rest?: string
  readonly readWith?: { readonly address?: number }
}

/** A case about a system. */
export interface FieldCase {
  readonly id: string
  readonly title: string
  readonly input: FieldSystem
  readonly expected: Readonly<Record<string, unknown>>
}

/** The cases about systems. */
export const cases: ReadonlyArray<FieldCase> = (
  JSON.parse(
    readFileSync(new URL("../../../testing/vectors/field.json", import.meta.url), "utf8")
  ) as ReadonlyArray<{ readonly input: { readonly how: string } }>
).filter(({ input }) => input.how === "system") as unknown as ReadonlyArray<FieldCase>

/** The case with an id. */
export const byId = (id: string): FieldCase => cases.find((one) => one.id === id)!

/** What a case says besides a reading. */
const besides = ["vebusError", "lamps", "seenIn", "doctor"]

/** What a case expects of a reading, with error and lamps as a reading has them. */
export const readingOf = (expected: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const whole = (expected["reading"] ?? expected) as Readonly<Record<string, unknown>>
  const { vebusError, lamps } = whole
  return {
    ...Object.fromEntries(Object.entries(whole).filter(([key]) => !besides.includes(key))),
    ...(vebusError === undefined ? {} : { vebusError: { code: vebusError } }),
    ...(lamps === "unknown" ? { leds: null } : {})
  }
}

/** The info requests that the rest of a case leaves out: `as the profile answers; F 2 and F 3 silent`. */
const silentInfos = (rest: string): ReadonlyArray<string> =>
  [...(rest.split(";")[1] ?? "").matchAll(/F (\d)/g)].map(([, number]) => number!)

/** What a unit of the profile, alone at address 0, answers. */
const asProfile = (profile: Profile.ProfileId, request: Frames.Request): ReadonlyArray<Frames.Reply> => {
  const made = Simulator.make({ profile: Profile.profiles[profile], address: 0 })
  const [asked] = Simulator.step(made, 100, Result.getOrThrow(Frames.toWire(request)))
  const [, sent] = Simulator.step(asked, 2000)
  return sent
    .filter(({ truth }) => truth !== undefined)
    .map(({ bytes }) => Result.getOrThrow(Frames.decodeReplyFrame(bytes)).content)
}

/** The script of a system. Units can be changed while it runs. */
export const script = (
  system: FieldSystem,
  units: ReadonlyArray<FieldUnit> = system.units
): Scripted.Script => {
  const answers = new Map(
    system.answers.map(({ request, reply }) => [request, Result.getOrThrow(Hex.fromHex(reply))])
  )
  const withoutAnswer = system.rest === undefined ? null : silentInfos(system.rest)
  let selected: number | null = null
  const content = (reply: Frames.Reply): ReadonlyArray<Scripted.Sent> => [
    { afterMillis: DELAY_MILLIS, bytes: Scripted.reply(reply) }
  ]

  const winmon = (request: Frames.Request & { readonly _tag: "WinmonRequest" }) => {
    const unit = units.find(({ address }) => address === selected)
    if (unit === undefined || unit.silent === true) return []
    const said = (reply: Winmon.Reply) =>
      content({ _tag: "WinmonReply", letter: request.letter as WinmonEnvelope.Letter, reply })
    const { command } = request
    const replies = asProfile(system.infos, request)
    if (command._tag === "DeviceStateRequest" && unit.state !== undefined) {
      const [state, subState] = unit.state
      return said({
        _tag: "DeviceStateReply",
        state: States.OperatingState.decode(state),
        subState: States.ChargeState.decode(subState),
        spare: Words.NONE
      })
    }
    return replies.flatMap((reply) => {
      if (reply._tag !== "WinmonReply") return content(reply)
      const told = reply.reply
      if (told._tag === "ReadRamReply" && command._tag === "ReadRamRequest") {
        const valuesRaw = told.valuesRaw.map(
          (word, index) => (unit.ram?.[String(command.ids[index])] ?? word) as Words.Raw16
        )
        return said({ ...told, valuesRaw })
      }
      const { deviceVersion } = system
      if (deviceVersion !== undefined && told._tag === "SoftwareVersionReply") {
        return said(
          told.form === "long"
            ? { ...told, version: deviceVersion }
            : { ...told, lowWord: deviceVersion & 0xffff }
        )
      }
      if (deviceVersion !== undefined && told._tag === "SoftwareVersionHighReply") {
        return said({ ...told, highWord: deviceVersion >>> 16 })
      }
      return said(told)
    })
  }

  return (request) => {
    const hex = Hex.toHex(Result.getOrThrow(Frames.toWire(request))).toLowerCase()
    const listed = answers.get(hex)
    if (listed !== undefined) return [{ afterMillis: DELAY_MILLIS, bytes: listed }]
    switch (request._tag) {
      case "VersionRequest":
        return content({
          _tag: "VersionReply",
          version: system.adapter.version,
          mode: selected ?? "B".charCodeAt(0),
          spare: Words.NONE
        })
      case "AddressRequest":
        if (request.action === "set") selected = request.address
        return content({
          _tag: "AddressReply",
          action: request.action,
          address: selected ?? 0,
          spare: Words.NONE
        })
      case "WinmonRequest":
        return winmon(request)
      default: {
        const number = /^03 ff 46 (0\d)/.exec(hex)?.[1]
        if (
          withoutAnswer === null ||
          (number !== undefined && withoutAnswer.includes(String(Number(number))))
        )
          return []
        return asProfile(system.infos, request).flatMap(content)
      }
    }
  }
}

/** About what a real adapter takes. */
const DELAY_MILLIS = 60

/** The transport of a script, and every request that it got. */
export const scripted = (answer: Scripted.Script) =>
  Effect.map(Scripted.make(answer), ({ duplex, requests }) => ({
    transport: Transport.make("sim:field", Effect.succeed(duplex), Transport.BYTES_PER_SECOND),
    duplex,
    requests
  }))

/** The same of a system. */
export const transport = (system: FieldSystem, units?: ReadonlyArray<FieldUnit>) =>
  scripted(script(system, units))

/** The answer to L with a VE.Bus error. */
export const leds = (error: number): ReadonlyArray<Scripted.Sent> => [
  {
    afterMillis: DELAY_MILLIS,
    bytes: Scripted.reply({
      _tag: "LedsReply",
      on: 1,
      blink: 0,
      alarms: 0,
      status: error,
      unexplained: [0, 0]
    })
  }
]
