/**
 * The JSON documents about a device, as schemas: what the command line prints and the gateway serves. `npm run generate` writes them to `docs/schemas` as JSON
 * Schema, and a test holds what commands print against those files.
 *
 * Adding a key keeps the number of a schema; removing one or changing its meaning raises it. Reference: decisions.md 1.
 */
import * as Device from "../Device.ts"
import * as Schema from "effect/Schema"

/** The name of a schema. */
export type SchemaName = `vebus.${string}/${number}`

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

const Port = describe(Schema.String, "The port as it was opened; sim: for a simulation")
const Address = describe(Schema.Int, "The short address of the device that was asked")
const Time = describe(Schema.String, "When the document was made, ISO 8601 in UTC")

/** The head of every document about a device. */
const head = <const Noun extends string>(noun: Noun) => ({
  schema: Schema.Literal(`vebus.${noun}/1`),
  port: Port,
  address: Address,
  time: Time
})
/** The keys of the head. */
export type HeadKey = keyof ReturnType<typeof head>

/** A document about a device. */
const about = <const Noun extends string, const Content extends Schema.Struct.Fields>(
  noun: Noun,
  description: string,
  content: Content
) => Schema.Struct({ ...head(noun), ...content }).annotate({ description })

const Missing = describe(
  Schema.Array(
    Schema.Struct({
      id: Schema.Int,
      name: Schema.NullOr(Schema.String),
      reason: Schema.String,
      message: Schema.String
    })
  ),
  "What was asked for in vain, and why"
)
const Unsupported = describe(Schema.Array(Schema.Int), "Ids that the device does not have")
const partial = { unsupported: Unsupported, missing: Missing }

const Reason = describe(
  Schema.NullOr(Schema.String),
  "Why a part is null: the units that would report it are silent"
)

const { actual, minimum, maximum } = Device.Panel.Panel.fields.raw.fields

/** The documents about a device, by what they are about. */
export const documents = {
  ram: about("ram", "RAM variables, the live values of a device. Power drawn from the AC input is positive", {
    ram: Schema.Array(Device.Ram.RamValue),
    ...partial
  }),
  settings: about("settings", "Settings as they are stored, with the limits that the device reports", {
    settings: Schema.Array(Device.Settings.Setting),
    ...partial
  }),
  flags: about("flags", "Flags, the named bits of the settings 0, 1, 60 and 61", {
    flags: Schema.Array(Device.Flags.Flag),
    unsupported: describe(Schema.Array(Schema.Int), "Settings of flags that the device does not have"),
    missing: describe(Missing, "Settings of flags that were asked for in vain, and why")
  }),
  switch: about("switch", "The switch of the system; null where the device does not report it", {
    switch: Schema.NullOr(
      Schema.Struct({
        ...Device.Panel.Panel.fields.switch.members[0].fields,
        panelDetected: Device.Panel.Panel.fields.panelDetected,
        raw: Device.Panel.Panel.fields.raw.fields.switchRegister,
        time: Device.Panel.Panel.fields.time
      })
    ),
    reason: Reason
  }),
  limit: about("limit", "The input current limit of the AC input that was active last, in amperes", {
    limit: describe(
      Schema.NullOr(
        Schema.Struct({
          ...Device.Panel.Panel.fields.currentLimit.members[0].fields,
          activeInput: describe(Device.Panel.Panel.fields.activeInput, "0 is AC1"),
          inputCount: Device.Panel.Panel.fields.inputCount,
          raw: Schema.Struct({ actual, minimum, maximum }),
          time: Device.Panel.Panel.fields.time
        })
      ),
      "null where there is no AC input, or where nobody reports it"
    ),
    reason: Reason,
    inputs: describe(
      Schema.NullOr(Schema.Array(Device.Inputs.AcInput)),
      "Each AC input of a unit that has several"
    )
  }),
  charge: about("charge", "How the battery is charged. Charging is positive", {
    charge: Schema.Struct({
      ...Device.State.State.fields,
      allowed: describe(
        Schema.NullOr(Schema.Boolean),
        "Whether the switches allow it; null where the device does not report it"
      ),
      battery: Schema.NullOr(Device.Dc.Dc),
      reason: Reason
    })
  }),
  leds: about("leds", "Lamps, alarms and the VE.Bus error of the system", {
    leds: Device.Leds.Leds,
    silent: describe(Schema.Array(Schema.Int), "Addresses that are configured and do not answer")
  }),
  info: about("info", "The adapter, the system, and each of its units", {
    info: Schema.Struct({
      adapter: Device.Identity.Identity.fields.adapter,
      winmonMode: Device.Identity.Identity.fields.winmonMode,
      phases: Device.Identity.Identity.fields.phases,
      units: Device.Identity.Identity.fields.units
    })
  }),
  state: about("state", "What the unit is doing, and each unit of its system", {
    state: Schema.NullOr(Device.State.State),
    reason: Reason,
    units: Schema.Array(
      Schema.Struct({
        address: Device.Units.BusUnit.fields.address,
        phase: Device.Units.BusUnit.fields.phase,
        status: Device.Units.BusUnit.fields.status,
        state: Schema.NullOr(Device.State.State),
        reason: Reason
      })
    )
  }),
  ess: about("ess", "The assistants of a device, and the state of ESS where it is installed", {
    ess: Schema.Struct({
      assistants: Device.Ess.Assistants.fields.assistants,
      place: describe(Device.Ess.Assistants.fields.ess, "Where ESS has its words; null: not installed"),
      status: Schema.NullOr(Device.Ess.EssStatus)
    })
  }),
  lines: about("lines", "The lines of the bus that an MK3 drives; null behind an MK2, which has none", {
    lines: Schema.NullOr(Device.Lines.Lines)
  }),
  energy: about("energy", "Energy counters", {
    energy: Schema.Struct({
      counters: describe(
        Device.Energy.Counters,
        "As they stood in the beginning: 65536 J a step, modulo 256"
      ),
      counted: describe(
        Schema.NullOr(
          Schema.Struct({
            ...Device.Energy.Energy.fields,
            kilowattHours: describe(
              Schema.NullOr(Schema.Record(Schema.String, Schema.Finite)),
              "The total by counter, in kWh"
            )
          })
        ),
        "What all units counted while the command watched, in joules and kWh; null: it did not. joules and total are null where nothing could be counted"
      )
    })
  }),
  snapshot: about("snapshot", "RAM variables of all units at one instant", {
    snapshot: Device.Snapshot.Snapshot,
    silent: describe(
      Schema.Array(Schema.Int),
      "Addresses that are configured and do not answer, so have no values"
    )
  })
} as const

/** The subjects of documents. */
export type Noun = keyof typeof documents

/** The content of a document, without its head. */
export type Content<N extends Noun> = Omit<(typeof documents)[N]["Type"], HeadKey>
