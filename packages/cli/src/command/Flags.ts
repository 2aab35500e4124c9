/**
 * Flags and arguments that several commands share, each saying what it expects: the parser puts that behind what it found.
 */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Config from "effect/Config"
import * as Option from "effect/Option"
import * as PortUrl from "@vebus/runtime/port-url"
import * as Span from "@vebus/runtime/span"

/** A flag with a text, which may be left out. */
export const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** A flag with a text that means something. */
export const parsed = <A>(
  name: string,
  metavar: string,
  description: string,
  parse: (text: string) => Option.Option<A>,
  expected: string
) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.filterMap(parse, () => expected)
  )

/** A flag that is said or not. */
export const whether = (name: string, description: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

/** The argument that is a file. */
export const file = (description: string) =>
  Argument.String("file").pipe(Argument.withMetavar("FILE"), Argument.withDescription(description))

const portText = Flag.String("port").pipe(
  Flag.withAlias("p"),
  Flag.withMetavar("URL"),
  Flag.withDescription(`${PortUrl.expected}. Default: $VEBUS_PORT, else the only MK3 found`),
  Flag.withFallbackConfig(Config.String("VEBUS_PORT"))
)

/** The port to talk to, if one was named by `--port` or `VEBUS_PORT`. */
export const port = portText.pipe(
  Flag.filterMap(PortUrl.parse, () => PortUrl.expected),
  Flag.optional
)

/** A flag for a duration within limits, in milliseconds. */
export const duration = (name: string, minimumMillis: number): Flag.Flag<number> =>
  Flag.String(name).pipe(
    Flag.withMetavar("DURATION"),
    Flag.filterMap(
      (text) => Option.filter(Span.parse(text), (millis) => millis >= minimumMillis),
      (text) =>
        `a duration of at least ${minimumMillis} ms, like 500ms, 1s or 2m${/^\d+(?:\.\d+)?$/.test(text.trim()) ? `: ${text.trim()}s or ${text.trim()}ms?` : ""}`
    )
  )

/** A flag for a whole number from `minimum` on. */
export const count = (name: string, minimum: number): Flag.Flag<number> =>
  Flag.Int(name).pipe(
    Flag.filter(
      (value) => value >= minimum,
      () => `a whole number of at least ${minimum}`
    )
  )

const MAX_ADDRESS = 31

/** The short address of a unit on the bus. */
export const address = Flag.Int("address").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription(
    "Short address of the unit on the bus, 0 to 31. Default 0, the master of L1; to look, the lowest that answers"
  ),
  Flag.filter(
    (value) => value >= 0 && value <= MAX_ADDRESS,
    () => `an address from 0 to ${MAX_ADDRESS}`
  ),
  Flag.optional
)

/** A new file for a capture of all that passes over the port. */
export const record = Flag.String("record").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("Record everything that passes over the port to a new file"),
  Flag.optional
)

/** Whether to leave alone what earlier commands learned of devices. */
export const noCache = Flag.Boolean("no-cache").pipe(
  Flag.withoutNegation,
  Flag.withDescription("Neither use nor keep the scales and ranges that a device reports"),
  Flag.withDefault(false)
)

/** One JSON document instead of text for people. */
export const json = (schema: string) => whether("json", `One JSON document (${schema})`)

/** JSON, a line for each of something. */
export const jsonl = (one: string, schema: string) =>
  whether("jsonl", `One JSON object per ${one} (${schema}) and line`)

const MAX_TCP_PORT = 65_535

export const isTcpPort = (port: number): boolean =>
  Number.isInteger(port) && port >= 0 && port <= MAX_TCP_PORT

export const expectedTcpPort = `a TCP port from 0 to ${MAX_TCP_PORT}`

/** Where to serve a port to another program: on TCP. */
export const tcp = Flag.Int("tcp").pipe(
  Flag.withMetavar("PORT"),
  Flag.withDescription("Listen on this TCP port of this machine; 0 takes any free one"),
  Flag.filter(isTcpPort, () => expectedTcpPort),
  Flag.optional
)

/** Where to serve a port to another program: as a pseudo-terminal. */
export const pty = Flag.String("pty").pipe(
  Flag.withMetavar("PATH"),
  Flag.withDescription(
    "Make a pseudo-terminal and link it to this path, for programs that open a serial port"
  ),
  Flag.optional
)
