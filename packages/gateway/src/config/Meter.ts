/**
 * Which meter is at the house connection, and how it is reached. Watts are positive when imported; where a meter counts the
 * other way, `invert` turns its sign.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const or = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))
const maybe = <S extends Schema.Top>(schema: S) =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))

const Text = Schema.NonEmptyString
const HttpUrl = Text.check(
  Schema.isPattern(/^https?:\/\/[^\s]+$/, { message: "expected a URL like http://192.168.1.20" })
)
const Port = Text.check(
  Schema.isPattern(/^(?:tcp:\/\/.+:\d+|\/dev\/.+|COM\d+)$/i, {
    message: "expected a serial port like /dev/ttyUSB1, or tcp://host:port"
  })
)
const invert = or(Schema.Boolean, false)

/** A Shelly of the second generation or later, by HTTP. */
export const Shelly = Schema.Struct({
  type: Schema.Literal("shelly"),
  url: HttpUrl,
  /** `em`: the sum of three phases; `em1`: one phase, by its number. */
  component: or(Schema.Literals(["em", "em1"]), "em"),
  id: or(Schema.Int, 0),
  invert
})

/** A HomeWizard P1 or energy socket, by the first version of its API. */
export const HomeWizard = Schema.Struct({ type: Schema.Literal("homewizard"), url: HttpUrl, invert })

/** Any meter that publishes JSON by MQTT. */
export const Mqtt = Schema.Struct({
  type: Schema.Literal("mqtt"),
  url: Text.check(
    Schema.isPattern(/^(?:mqtts?|wss?):\/\/[^\s]+$/, { message: "expected a URL like mqtt://127.0.0.1:1883" })
  ),
  topic: Text.check(Schema.isPattern(/^[^+#]+$/, { message: "expected one topic, without + and #" })),
  /** Where the number is in the payload, as a JSON pointer: `/ENERGY/Power`; empty: the payload is the number. */
  pointer: or(
    Schema.String.check(Schema.isPattern(/^(?:\/.*)?$/s, { message: "expected a JSON pointer like /power" })),
    ""
  ),
  /** Watts for each unit of it: 1000 for kilowatts. */
  scale: or(Schema.Finite, 1),
  /** Where the time of the reading is, if it is there: ISO 8601, or seconds or milliseconds since 1970. */
  timePointer: maybe(
    Schema.String.check(Schema.isPattern(/^\/.*$/s, { message: "expected a JSON pointer like /time" }))
  ),
  username: maybe(Text),
  passwordFile: maybe(Text),
  invert
})

/** The customer port of a DSMR or ESMR meter. */
export const P1 = Schema.Struct({ type: Schema.Literal("p1"), port: Port, invert })

/** An Eastron SDM630 or SDM72D: Modbus RTU on a serial port, or Modbus TCP. */
export const Sdm = Schema.Struct({
  type: Schema.Literal("sdm630"),
  port: Port,
  /** Its Modbus address. */
  unit: or(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 247 })), 1),
  baud: or(Schema.Int, 9600),
  invert
})

/** Any meter. */
export const Meter = Schema.Union([Shelly, HomeWizard, Mqtt, P1, Sdm]).annotate({
  description: "the meter at the house connection",
  message: "expected a meter: its type is shelly, homewizard, mqtt, p1 or sdm630"
})
/** Any meter. */
export type Meter = typeof Meter.Type
