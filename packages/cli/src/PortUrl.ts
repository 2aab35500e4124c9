/**
 * Port URLs: one grammar wherever a port is named.
 *
 *     /dev/ttyUSB0, serial:/dev/ttyUSB0, COM3   a serial port
 *     tcp://host:port                           a raw TCP server
 *     sim:, sim:PROFILE                         the embedded simulator
 *     replay:FILE                               a capture that answers as it was answered
 *
 * Reference: integrations.md 9.3.
 */
import * as Option from "effect/Option"

export type PortUrl =
  | { readonly _tag: "Serial"; readonly path: string }
  | { readonly _tag: "Tcp"; readonly host: string; readonly port: number }
  | { readonly _tag: "Simulated"; readonly profile: string | null }
  | { readonly _tag: "Replayed"; readonly file: string }

/** What a port URL may look like, for messages. */
export const expected =
  "a serial port (/dev/ttyUSB0, serial:PATH, COM3), tcp://host:port, sim:, sim:PROFILE or replay:FILE"

/** The port that a text names, if it names one. */
export const parse = (text: string): Option.Option<PortUrl> => {
  if (text.startsWith("sim:")) return Option.some({ _tag: "Simulated", profile: text.slice(4) || null })
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

const MAX_PORT = 65_535

const parseTcp = (text: string): Option.Option<PortUrl> => {
  const match = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d+)$/.exec(text)
  if (match === null) return Option.none()
  const port = Number(match[2])
  return port < 1 || port > MAX_PORT
    ? Option.none()
    : Option.some({ _tag: "Tcp", host: match[1]!.replace(/^\[|\]$/g, ""), port })
}
