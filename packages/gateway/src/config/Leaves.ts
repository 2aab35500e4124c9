/**
 * The values of the configuration, each with what it expects in words: names, spans of time, addresses to listen on, bounds.
 */
import { Flag, Setting } from "@vebus/codec"
import * as Amount from "@vebus/runtime/amount"
import * as PortUrl from "@vebus/runtime/port-url"
import * as Span from "@vebus/runtime/span"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** A value as the file has it, for messages. */
const shown = (found: unknown): string =>
  typeof found === "object" ? JSON.stringify(found) : `"${String(found as string | number | boolean)}"`

/** A value that stands in the file in one form and is used in another. */
const read = <From extends Schema.Top, A>(
  from: From,
  to: Schema.Codec<A>,
  expected: string,
  decode: (found: From["Type"]) => A | null,
  encode: (value: A) => From["Type"]
) =>
  from.pipe(
    Schema.decodeTo(
      to,
      SchemaTransformation.transformEffect<A, From["Type"]>({
        decode: (found) => {
          const value = decode(found)
          return value === null
            ? Effect.fail(
                new SchemaIssue.InvalidValue({ message: `expected ${expected}, found ${shown(found)}` })
              )
            : Effect.succeed(value)
        },
        encode: (value) => Effect.succeed(encode(value))
      })
    )
  )

const described = <S extends Schema.Top>(schema: S, message: string): S["Rebuild"] =>
  schema.annotate({ message: `expected ${message}` })

/** Some text that is not empty. */
export const Text = described(Schema.NonEmptyString, "a text")

/** Yes or no. */
export const Switch = described(Schema.Boolean, "true or false")

/** The form of a name of a site: it is in topics, labels and paths. */
export const siteName = "expected a name of a site: 1 to 32 of the letters a to z, digits, _ and -"

/** The pattern of the name of a site. A site of the name that objects have for something else would be lost in documents. */
export const SITE_NAME = /^(?!__proto__$)[a-z0-9_-]{1,32}$/

/** The name of a site. */
export const SiteName = Schema.String.check(Schema.isPattern(SITE_NAME))

const MIN_INTERVAL_MILLIS = 100

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/** A span of time in its largest whole unit. */
const spanText = (millis: number): string => {
  const unit = Object.entries(units).find(([, size]) => millis > 0 && millis % size === 0)
  return unit === undefined ? `${millis}ms` : `${millis / unit[1]}${unit[0]}`
}

/** A span of time, in milliseconds. */
export const span = (minimum = 0) =>
  read(
    Schema.Union([Schema.String, Schema.Finite]),
    Schema.Finite,
    `a span of time like 500ms, 1s, 2h or 90d${minimum > 0 ? `, at least ${minimum} ms` : ""}`,
    (found) => Option.getOrNull(Option.filter(Span.parse(String(found)), (millis) => millis >= minimum)),
    spanText
  )

/** The time from one reading to the next. */
export const Interval = span(MIN_INTERVAL_MILLIS)

/** The port of an adapter, as text; it is known to be one. */
export const Port = read(
  Schema.Unknown,
  Schema.String,
  PortUrl.expected,
  (found) => (typeof found === "string" && Option.isSome(PortUrl.parse(found)) ? found : null),
  (url) => url
)

/** An address and a TCP port. */
export interface Listen {
  readonly host: string
  readonly port: number
}

/** The pattern of the name of a UPS or of its user. */
export const NUT_NAME = /^[\w.-]{1,64}$/

/** The name of a UPS, or of who may ask about it: words of the protocol of NUT. */
export const NutName = Schema.String.check(Schema.isPattern(NUT_NAME))

/** The form of a name of a UPS or of its user. */
export const nutName = "expected a name: 1 to 64 letters, digits, _, - and ."

const MAX_PORT = 65_535

const listenOf = (text: string): Listen | null => {
  const [, host, port] = /^(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(text.trim()) ?? []
  return host === undefined || Number(port) > MAX_PORT
    ? null
    : { host: host.replace(/^\[|\]$/g, ""), port: Number(port) }
}

/** An address to listen on as it is written. */
export const listenText = ({ host, port }: Listen): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`

/** Where to listen: `127.0.0.1:8090`, `[::1]:8090`, `0.0.0.0:8090`. */
export const Listen = read(
  Schema.Union([Schema.String, Schema.Finite]),
  Schema.Struct({ host: Schema.String, port: Schema.Int }),
  "an address and a port like 127.0.0.1:8090 or [::1]:8090",
  (found) => listenOf(String(found)),
  listenText
)

/** Whether only programs of this machine reach an address. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host)

/** A name or an address that this machine is reached by, with a port or without. */
export const Host = Schema.String.check(
  Schema.makeFilter((text) =>
    /^(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?$/.test(text)
      ? undefined
      : `expected a name or an address like gateway.local, found "${text}"`
  )
)

/** The origin of a page that may frame ours: `https://home.local:8123`; `self` for our own. */
export const Origin = Schema.String.check(
  Schema.makeFilter((text) =>
    text === "self" || /^https?:\/\/(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?$/.test(text)
      ? undefined
      : `expected self or the origin of a page like https://home.local:8123, found "${text}"`
  )
)

/** The beginning of topics: no wildcard, nothing that a broker keeps for itself. */
export const Topic = Schema.String.check(
  Schema.makeFilter((text) =>
    /^[^$/+#\0][^+#\0]*$/.test(text) && !/\/(?:\/|$)/.test(text)
      ? undefined
      : `expected the beginning of topics like vebus or home/vebus, without + and #, found "${text}"`
  )
).annotate({ message: "expected the beginning of topics like vebus or home/vebus" })

/** An amount in a unit, with the unit behind it or without. */
const amount = (unit: Unit | null) =>
  read(
    Schema.Union([Schema.Finite, Schema.String]),
    Schema.Finite,
    unit === null ? "a number" : `a number in ${unit} like 16 ${unit}`,
    (found) => {
      const parsed = Amount.parse(String(found), unit)
      return Result.isSuccess(parsed) && "value" in parsed.success ? parsed.success.value : null
    },
    (value) => (unit === null ? value : `${value} ${unit}`)
  )

type Unit = "A" | "W" | "V" | "%"

/** An amount that is more than 0, and no more than so much. */
export const positive = (unit: Unit, most = Number.POSITIVE_INFINITY) =>
  amount(unit).check(
    Schema.makeFilter((value: number) => value > 0 && value <= most, {
      message: `expected a number in ${unit} above 0${Number.isFinite(most) ? `, up to ${most} ${unit}` : ""}`
    })
  )

/** From where to where something may be changed, both included; `null`: as far as the unit lets. */
export interface Bounds {
  readonly min: number | null
  readonly max: number | null
}

/** The bounds of what is counted in a unit; without one: in that of a setting. */
const bounds = (unit: Unit | null) => {
  const side = Schema.NullOr(amount(unit)).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))
  return Schema.Struct({ min: side, max: side }).check(
    Schema.makeFilter(({ min, max }) => min === null || max === null || min <= max, {
      message: "expected min to be no more than max"
    })
  )
}

const UNBOUNDED: Bounds = { min: null, max: null }

/** Bounds, `true` for those of the unit, `false` for what may not be changed at all: then it is `null`. */
export const permission = (unit: Unit) =>
  Schema.Union([Schema.Boolean, bounds(unit)]).pipe(
    Schema.decodeTo(
      Schema.NullOr(Schema.Struct({ min: Schema.NullOr(Schema.Finite), max: Schema.NullOr(Schema.Finite) })),
      SchemaTransformation.transform<Bounds | null, boolean | Bounds>({
        decode: (found) => (found === true ? UNBOUNDED : found === false ? null : found),
        encode: (value) => value ?? false
      })
    )
  )

/** A setting or a flag that may be changed, by the name of the tables. */
export interface AllowedSetting {
  readonly name: string
  readonly subject: { readonly _tag: "Setting" | "Flag"; readonly id: number }
  readonly bounds: Bounds
}

const subjectOf = (name: string): AllowedSetting["subject"] | null => {
  const flag = Flag.byName(name)
  if (flag !== null) return { _tag: "Flag", id: flag.flag }
  const setting = Setting.byName(name)
  return setting === null ? null : { _tag: "Setting", id: setting.id }
}

/** The name of a setting or a flag that may be written at all. */
const SettingName = Schema.String.check(
  Schema.makeFilter((name) => {
    const entry = Flag.byName(name) ?? Setting.byName(name)
    if (entry === null)
      return `expected the name of a setting or a flag, found "${name}": "vebus settings list" and "vebus flags list" show them`
    return entry.forbidden === undefined
      ? undefined
      : `expected a setting or a flag that may be written, found "${name}": it is read and shown only`
  })
)

const Allowed = Schema.Struct({
  name: Schema.String,
  subject: Schema.Struct({ _tag: Schema.Literals(["Setting", "Flag"]), id: Schema.Int }),
  bounds: Schema.Struct({ min: Schema.NullOr(Schema.Finite), max: Schema.NullOr(Schema.Finite) })
})

/** Settings and flags that may be changed: `[vsUsage, DisableCharge]`, or with bounds `{ UBatFloat: { min: 13.2, max: 13.8 } }`. */
export const AllowedSettings = Schema.Union([
  Schema.Array(SettingName),
  Schema.Record(SettingName, Schema.Union([Schema.Literal(true), bounds(null)]))
]).pipe(
  Schema.decodeTo(
    Schema.Array(Allowed),
    SchemaTransformation.transform<
      ReadonlyArray<AllowedSetting>,
      ReadonlyArray<string> | Readonly<Record<string, true | Bounds>>
    >({
      decode: (found) =>
        (Array.isArray(found)
          ? (found as ReadonlyArray<string>).map((name) => [name, true] as const)
          : Object.entries(found as Readonly<Record<string, true | Bounds>>)
        ).map(([name, value]) => ({
          name,
          subject: subjectOf(name)!,
          bounds: value === true ? UNBOUNDED : value
        })),
      encode: (settings) =>
        Object.fromEntries(
          settings.map(({ name, bounds }) => [
            name,
            bounds.min === null && bounds.max === null ? true : bounds
          ])
        )
    })
  )
)
