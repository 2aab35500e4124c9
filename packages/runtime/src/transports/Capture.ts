/**
 * Captures: all traffic of a port as JSON lines, to explain, replay or send to somebody.
 *
 *     {"schema":"vebus.capture/1","started":"2026-01-01T12:00:00.000Z","port":"serial:/dev/ttyUSB0","software":"vebus 0.1.0"}
 *     {"ms":12.3,"dir":"tx","hex":"02 FF 56 A9"}       host to adapter
 *     {"ms":54.1,"dir":"rx","hex":"07 FF 56 24 ..."}   adapter to host, as chunks came
 *     {"ms":99.0,"event":"lost"}
 *
 * `ms` is monotonic since `started`. A file cut short is good up to its last whole line. Traffic never waits for its
 * recording to succeed: `docs/decisions/0005-a-recording-that-breaks.md`. Reference: decisions.md 10.
 */
import { Hex } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Monotonic from "../Monotonic.ts"
import { make as makeTransport, type Transport } from "./Transport.ts"

/** The name and version of the form of a capture. */
export const SCHEMA = "vebus.capture/1"

/** The first line. */
export const Header = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  started: Schema.String,
  port: Schema.String,
  software: Schema.String
})
export type Header = typeof Header.Type

const Bytes = Schema.String.check(
  Schema.makeFilter((hex) => Result.isSuccess(Hex.fromHex(hex)), { expected: "bytes in hexadecimal" })
)
/** Since the recording began: a century, which a date bears, is far more than any. */
const Millis = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 3.2e12 }))

/** Some bytes, and which way they went. */
export const Chunk = Schema.Struct({ ms: Millis, dir: Schema.Literals(["rx", "tx"]), hex: Bytes })
export type Chunk = typeof Chunk.Type
/** Something that happened to the port. */
export const Event = Schema.Struct({ ms: Millis, event: Schema.String })
export type Event = typeof Event.Type
/** A line behind the header: bytes that went through, or something that happened to the port. */
export const Line = Schema.Union([Chunk, Event])
export type Line = typeof Line.Type

/** A capture as a value: its header and all its lines, oldest first. */
export interface Capture {
  readonly header: Header
  readonly lines: ReadonlyArray<Line>
}

/** Which line of a capture makes no sense, counted from 1, and why. */
export interface BadCapture {
  readonly _tag: "BadCapture"
  readonly line: number
  readonly expected: string
  readonly found: string
}

/** The bytes of a chunk. */
export const bytesOf = (chunk: Chunk): Uint8Array =>
  Result.getOrElse(Hex.fromHex(chunk.hex), () => new Uint8Array(0))

const decodeHeader = Schema.decodeUnknownResult(Schema.fromJsonString(Header))
const decodeLine = Schema.decodeUnknownResult(Schema.fromJsonString(Line))

/** Reads a capture. A last line without its end is left out: whoever wrote it was cut off. */
export const parse = (text: string): Result.Result<Capture, BadCapture> => {
  const [first = "", ...others] = text.split("\n").slice(0, -1)
  const bad = (line: number, expected: string, found: string) =>
    Result.fail<BadCapture>({ _tag: "BadCapture", line, expected, found: found.slice(0, 80) })
  const header = decodeHeader(first)
  if (Result.isFailure(header))
    return bad(1, `a header with "schema":"${SCHEMA}", "started", "port" and "software"`, first)
  const lines: Array<Line> = []
  for (const [index, text_] of others.entries()) {
    if (text_.trim() === "") continue
    const line = decodeLine(text_)
    if (Result.isFailure(line)) {
      return bad(index + 2, 'a line with "ms", and "dir" and "hex", or "event"', text_)
    }
    lines.push(line.success)
  }
  return Result.succeed({ header: header.success, lines })
}

/** Where the lines of a recording go, and who says that it records. */
export interface Options {
  /** Takes one line, without its end. What it cannot keep is its own affair: the traffic goes on. */
  readonly write: (line: string) => Effect.Effect<void>
  /** The program and its version, for the header. */
  readonly software: string
}

/** Tenths of a millisecond are finer than any serial line. */
const rounded = (millis: number): number => Math.round(millis * 10) / 10

/** The same transport, whose traffic is written down. The header goes out at once. */
export const record = Effect.fn("Capture.record")(function* (
  transport: Transport["Service"],
  { write, software }: Options
): Effect.fn.Return<Transport["Service"]> {
  const startedAt = yield* Monotonic.millis
  const started = new Date(yield* Clock.currentTimeMillis).toISOString()
  const line = (value: Header | Omit<Chunk, "ms"> | Omit<Event, "ms">) =>
    Effect.flatMap(Monotonic.millis, (now) =>
      write(JSON.stringify("schema" in value ? value : { ms: rounded(now - startedAt), ...value }))
    )
  yield* line({ schema: SCHEMA, started, port: transport.url, software })
  const open = Effect.gen(function* () {
    const duplex = yield* Effect.tapError(transport.open, ({ reason }) =>
      line({ event: `failed: ${reason._tag}` })
    )
    yield* line({ event: "open" })
    return {
      bytes: duplex.bytes.pipe(
        Stream.tap((bytes) => line({ dir: "rx", hex: Hex.toHex(bytes) })),
        Stream.ensuring(line({ event: "lost" }))
      ),
      write: (bytes: Uint8Array) =>
        Effect.andThen(line({ dir: "tx", hex: Hex.toHex(bytes) }), duplex.write(bytes))
    }
  })
  return makeTransport(transport.url, open, transport.bytesPerSecond, transport.plugged)
})
