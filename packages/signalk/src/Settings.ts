/**
 * The configuration of the plugin as one schema: the admin page makes its form of it, and `decode` reads what comes back.
 */
import * as PortUrl from "@vebus/runtime/port-url"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A key that need not be there, with what it is then. */
const or = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

const text = (title: string, description: string, value: string) =>
  Schema.String.annotate({ title, description, default: value })

const switched = (title: string, description: string) =>
  or(Schema.Boolean.annotate({ title, description, default: false }), false)

const amperes = (title: string, description: string) =>
  Schema.optionalKey(
    Schema.Finite.annotate({ title, description }).check(
      Schema.isBetween({ minimum: 0, maximum: 1000 }, { message: "expected amperes from 0 to 1000" })
    )
  )

/** The sources of AC that Signal K has words for. */
export const Source = Schema.Literals(["unknown", "shore", "grid", "genset"])
export type Source = typeof Source.Type

const source = (input: number) =>
  or(
    Source.annotate({
      title: `AC input ${input} is fed by`,
      description: "Nobody can ask the inverter for it. Shown at acin.acSource while this input is in use.",
      default: "unknown"
    }),
    "unknown"
  )

const Port = text(
  "Port",
  "A serial port like /dev/serial/by-id/usb-VictronEnergy_MK3-USB_Interface_…, tcp://host:port of a serial server, or sim: for a simulated inverter. Empty: the only MK3 of this computer.",
  ""
).check(
  Schema.makeFilter((url) =>
    url.trim() === "" || Option.isSome(PortUrl.parse(url.trim())) ? undefined : `expected ${PortUrl.expected}`
  )
)

const Id = text(
  "Id",
  "The name of the inverter/charger in paths: electrical.chargers.ID and electrical.inverters.ID.",
  "vebus"
).check(
  Schema.isPattern(/^[A-Za-z0-9-]+$/, {
    message: "expected letters, digits and -, as they can stand in a path"
  })
)

const Allow = Schema.Struct({
  switch: switched("The switch", "on, off, charger only, inverter only"),
  limit: switched("The input current limit", "Within the bounds below, and within those of the inverter."),
  limitMinimum: amperes("Lowest limit that may be set, in amperes", "Empty: as low as the inverter lets."),
  limitMaximum: amperes("Highest limit that may be set, in amperes", "Empty: as high as the inverter lets.")
})
  .annotate({
    title: "What others may change",
    description:
      "Nothing, unless you say so. Anybody whom the server lets PUT may then change it: switch on the security of the server first."
  })
  .check(
    Schema.makeFilter(({ limitMinimum = 0, limitMaximum = Infinity }) =>
      limitMinimum <= limitMaximum ? undefined : "expected a lowest limit that is not above the highest"
    )
  )

/** The configuration. */
export const Settings = Schema.Struct({
  port: or(Port, ""),
  id: or(Id, "vebus"),
  interval: or(
    Schema.Finite.annotate({ title: "Seconds from one reading to the next", default: 1 }).check(
      Schema.isBetween({ minimum: 0.5, maximum: 3600 }, { message: "expected seconds from 0.5 to 3600" })
    ),
    1
  ),
  address: Schema.optionalKey(
    Schema.Int.annotate({
      title: "VE.Bus address of the unit whose state is shown",
      description: "Only for systems of several units. Empty: the lowest that answers."
    }).check(Schema.isBetween({ minimum: 0, maximum: 31 }, { message: "expected an address from 0 to 31" }))
  ),
  source1: source(1),
  source2: source(2),
  allow: or(Allow, {})
})
export type Settings = typeof Settings.Type

/** The schema of the form in the admin page. */
export const jsonSchema = (): object => ({
  ...(Schema.toJsonSchemaDocument(Settings).schema as object),
  title: "VE.Bus"
})

const decodeUnknown = Schema.decodeUnknownResult(Settings, { errors: "all" })

/** Reads a configuration, or says everything that is wrong with it. */
export const decode = (configuration: unknown): Result.Result<Settings, string> =>
  Result.mapError(decodeUnknown(configuration ?? {}), ({ message }) =>
    message
      .split("\n")
      .map((line) => line.trim())
      .join(" ")
      .replaceAll(
        / at ((?:\["\w+"\])+)/g,
        (_, path: string) => ` at ${path.slice(2, -2).replaceAll('"]["', ".")};`
      )
      .replace(/;$/, "")
  )
