/**
 * The configuration of grid control. What may hurt has no default: who starts it says how much the battery may take and
 * give, between which voltages, and what the fuse bears. Watts, milliseconds, volts, shares from 0 to 1.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Band, Mode } from "./Types.ts"

const or = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))
const maybe = <S extends Schema.Top>(schema: S) =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))

const Positive = Schema.Finite.check(Schema.isGreaterThan(0))
const NotNegative = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/** A time of day, `HH:MM`; `24:00` ends a day. */
export const TimeOfDay = Schema.String.check(
  Schema.isPattern(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, {
    message: "expected a time of day from 00:00 to 24:00, like 06:30"
  })
)

/** The days of a week, as a schedule names them. */
export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const

/** A part of a day with a mode of its own. */
export const Entry = Schema.Struct({
  from: TimeOfDay,
  /** Not after `from`: the next day. */
  to: TimeOfDay,
  days: or(Schema.Array(Schema.Literals(days)), [...days]),
  mode: Mode,
  /** Watts that are wanted while the band allows them. */
  preferred: maybe(Schema.Finite),
  band: maybe(Band)
})
/** A part of a day with a mode of its own. */
export type Entry = typeof Entry.Type

const battery = {
  /** States of charge, 0 to 1; `null`: voltage alone decides. */
  socFloor: maybe(Share),
  socCeiling: maybe(Share),
  voltageFloor: Positive,
  voltageCeiling: Positive,
  /** For how long a figure of the battery counts, in milliseconds. */
  maxAgeMillis: or(Positive, 30_000)
}

const onMeterLost = {
  /** For how long after the last reading its set-point stays; two periods at least. */
  holdMillis: or(NotNegative, 3000),
  fadeWattsPerSecond: or(Positive, 400),
  /** 0 W, refreshed; or nothing more is written, and the unit lets go in its own time. */
  afterwards: or(Schema.Literals(["rest", "let-go"]), "rest")
}

/** The fields of the configuration, for files that hold more besides. */
export const fields = {
  meterPeriodMillis: or(Positive, 1000),
  /** How old a reading is when it arrives, in milliseconds. */
  meterDelayMillis: or(NotNegative, 100),
  /** Watts that are to be drawn from the grid. */
  gridTarget: or(Schema.Finite, 20),
  /** A band in its place. */
  gridBand: maybe(Band),
  /** The rating of the house connection, in watts. */
  fuseWatts: Positive,
  maxCharge: NotNegative,
  maxDischarge: NotNegative,
  minCharge: or(NotNegative, 100),
  minDischarge: or(NotNegative, 40),
  /** `cautious`: a rise of the loads is covered once it has lasted for 30 s. */
  strategy: or(Schema.Literals(["follow", "cautious"]), "follow"),
  /** Changes of the house above are taken at once. */
  jumpWatts: or(Positive, 120),
  /** How fast the unit approaches a set-point; 400 W/s unless it was measured. */
  rampWattsPerSecond: or(Positive, 400),
  battery: Schema.Struct(battery),
  onMeterLost: or(Schema.Struct(onMeterLost), {}),
  /** In the time zone beside it; what no entry covers is `mode`. */
  schedule: or(Schema.Array(Entry), []),
  /** Like `Europe/Berlin`; needed for a schedule. */
  timeZone: maybe(Schema.String),
  mode: or(Mode, "auto"),
  /** Whether somebody has checked by hand that the meter counts import as positive. */
  signChecked: or(Schema.Boolean, false)
}

/** The configuration of grid control. */
export const Config = Schema.Struct(fields)
/** The configuration of grid control. */
export type Config = typeof Config.Type
