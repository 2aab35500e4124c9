/**
 * Port URLs: one grammar wherever a port is named.
 *
 *     /dev/ttyUSB0, serial:/dev/ttyUSB0, COM3   a serial port
 *     tcp://host:port                           a raw TCP server
 *     sim:, sim:PROFILE                         the embedded simulator; `?version-every=SECONDS` behind it says how often
 *                                               its adapter reports its version unasked
 *     replay:FILE                               a capture that answers as it was answered
 *
 * Reference: integrations.md 9.3.
 */
import * as Option from "effect/Option"
import * as VersionEvery from "./VersionEvery.ts"

export * as VersionEvery from "./VersionEvery.ts"

/** A port that a text names. */
export type PortUrl =
  | { readonly _tag: "Serial"; readonly path: string }
  | { readonly _tag: "Tcp"; readonly host: string; readonly port: number }
  | {
      readonly _tag: "Simulated"
      readonly profile: string | null
      /** How often the version comes unasked, 0 for never; `null` when the profile says so. */
      readonly versionEveryMillis: number | null
    }
  | { readonly _tag: "Replayed"; readonly file: string }

/** The accepted forms of a port URL, for messages. */
export const expected =
  "a serial port (/dev/ttyUSB0, serial:PATH, COM3), tcp://host:port, sim:, sim:PROFILE or replay:FILE"

/** The port that a text names, if it names one. */
export const parse = (text: string): Option.Option<PortUrl> => {
  if (text.startsWith("sim:")) return parseSimulated(text.slice("sim:".length))
  if (text.startsWith("tcp:")) return parseTcp(text)
  if (text.startsWith("replay:"))
    return Option.liftPredicate((file: string) => file !== "")(text.slice("replay:".length)).pipe(
      Option.map((file) => ({ _tag: "Replayed", file }))
    )
  const path = text.startsWith("serial:") ? text.slice("serial:".length) : text
  return path === "" || /^[a-z][a-z0-9+.-]+:/i.test(path)
    ? Option.none()
    : Option.some({ _tag: "Serial", path })
}

const parseSimulated = (text: string): Option.Option<PortUrl> => {
  // Whatever a name holds, also the end of a line: what is no profile is told so.
  const match = /^(.*?)(?:\?version-every=([^?]*))?$/s.exec(text)
  const profile = match?.[1] || null
  const simulated = { _tag: "Simulated", profile } as const
  const period = match?.[2]
  return period === undefined
    ? Option.some({ ...simulated, versionEveryMillis: null })
    : Option.map(VersionEvery.parse(period), (versionEveryMillis) => ({ ...simulated, versionEveryMillis }))
}

const MAX_PORT = 65_535

const parseTcp = (text: string): Option.Option<PortUrl> => {
  const match = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d+)$/.exec(text)
  if (match === null) return Option.none()
  const port = Number(match[2])
  return port < 1 || port > MAX_PORT
    ? Option.none()
    : Option.some({ _tag: "Tcp", host: match[1]!.replace(/^\[|\]$/g, ""), port })
}
