/**
 * Changes from outside to a simulation while it runs: to its mains, loads and battery, to its cable and
 * switches, to what it measures. Plain JSON, one object for each change.
 *
 *     {"change":"mains","on":false}                              the mains fails
 *     {"change":"mains","on":true,"volts":226,"hertz":51.2,"unsteadiness":4}   a generator is started
 *     {"change":"mains","on":true,"input":2}                     the same at AC2, of a unit that has two
 *     {"change":"load","watts":2000}                             over all phases; "phase":2 for L2 alone
 *     {"change":"load","watts":null}                             back to loads that come and go by themselves
 *     {"change":"state-of-charge","ratio":0.3}
 *     {"change":"temperature","battery":-5,"unit":90,"ambient":40}   any of the three, in °C
 *     {"change":"front-switch","position":"off"}                 of all units; "address":1 for one: it leaves the bus
 *     {"change":"silence","address":3,"silent":true}             a unit is no longer heard, while all work on
 *     {"change":"vebus-error","code":3}                          code null: the one that the units find themselves
 *     {"change":"bus","connected":false}                         the bus cable is pulled out of the adapter
 *     {"change":"sleep"}   {"change":"wake"}                     as after being off; by the front switch
 *     {"change":"refuse","command":15}                           the next 0F is answered 80 00; "times", "address"
 *     {"change":"mix-up"}                                        the next F 7 is answered by another unit; "times"
 *     {"change":"restart-adapter"}
 *     {"change":"panel-frame","position":"on","limit":12.5}      another controller steers once
 *     {"change":"panel","position":"charger-only"}               and goes on steering; position null: it has gone
 *     {"change":"hold","ram":{"4":1441},"leds":{"on":3,"blink":0}}   words and lamps that no measurement moves
 *     {"change":"release"}
 *
 * `Simulator.control` makes a change, a `Scenario` makes several at their times.
 */
import { LedMasks, States, SwitchRegister, Words } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Schema from "effect/Schema"
import { LEAST_MILLIS } from "../adapter/Foreign.ts"
import { frontPositions } from "../adapter/Panel.ts"

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }))

const change = <const Name extends string, const Fields extends Schema.Struct.Fields>(
  name: Name,
  fields: Fields,
  description: string
) => Schema.Struct({ change: Schema.Literal(name), ...fields }).annotate({ description })

const Celsius = between(-60, 150)
const Address = between(0, 31).check(Schema.isInt())
const Limit = Schema.optionalKey(
  between(0, 3276.7).annotate({ description: "input current limit in A; left out: as it is" })
)

/** The mains fails, comes back, or is another source. */
export const Mains = change(
  "mains",
  {
    on: Schema.Boolean,
    volts: Schema.optionalKey(between(1, 600)),
    hertz: Schema.optionalKey(between(20, 100)),
    unsteadiness: Schema.optionalKey(between(0, 20)),
    input: Schema.optionalKey(Schema.Literals([1, 2]))
  },
  "the AC source at an input (1 unless said otherwise): on or off, what it is meant to give, and how restless it is (1: a grid)"
)
/** The loads stand still, or come and go by themselves. */
export const Load = change(
  "load",
  { watts: Schema.NullOr(between(0, 100_000)), phase: Schema.optionalKey(Schema.Literals([1, 2, 3, 4])) },
  "a load that stands still, over all phases or on one; null: loads that come and go"
)
/** The battery is as full as said, 0 to 1. */
export const StateOfCharge = change("state-of-charge", { ratio: between(0, 1) }, "the charge of the battery")
/** Temperatures are as said, in °C. */
export const Temperature = change(
  "temperature",
  {
    battery: Schema.optionalKey(Celsius),
    unit: Schema.optionalKey(Celsius),
    ambient: Schema.optionalKey(Celsius)
  },
  "temperatures in °C; battery and unit then move towards what their work and the ambient make of them"
)
/** The switch on the unit moves, or that on one of several: switched off it leaves the bus, and the others stop. */
export const FrontSwitch = change(
  "front-switch",
  { position: Schema.Literals(frontPositions), address: Schema.optionalKey(Address) },
  "the switch on the unit; with an address that of one unit of a system, which leaves the bus while it is off"
)
/** A unit of a system is no longer heard, or is heard again. */
export const Silence = change(
  "silence",
  { address: Address, silent: Schema.Boolean },
  "a unit that answers nothing while all units work on; false: it is heard again"
)
/** The VE.Bus error that the adapter reports, whatever the units do. */
export const VebusError = change(
  "vebus-error",
  { code: Schema.NullOr(between(0, 31).check(Schema.isInt())) },
  "the VE.Bus error that is told; 0 for none, null for the one that the units find themselves"
)
/** The bus cable is pulled or put back. */
export const Bus = change("bus", { connected: Schema.Boolean }, "the cable between adapter and unit")
/** The unit is switched off and asleep. */
export const Sleep = change("sleep", {}, "the unit is switched off and asleep, and the adapter without power")
/** The unit wakes. */
export const Wake = change("wake", {}, "somebody moves the front switch: the unit wakes and is on")
/** A unit refuses a command a number of times, as on a bus with many errors. */
export const Refuse = change(
  "refuse",
  {
    command: between(0, 127).check(Schema.isInt()).annotate({ description: "the winmon code, such as 15" }),
    times: Schema.optionalKey(between(0, 1000).check(Schema.isInt())),
    address: Schema.optionalKey(Address)
  },
  "the next answers to a winmon command are 80 00, once unless said otherwise; of all units, or of one"
)
/** The answers to F 7 come from another unit than the one asked, a number of times. */
export const MixUp = change(
  "mix-up",
  { times: Schema.optionalKey(between(0, 1000).check(Schema.isInt())) },
  "the next answers to F 7 are those of another unit, once unless said otherwise"
)
/** The adapter starts anew. */
export const RestartAdapter = change("restart-adapter", {}, "the adapter starts anew, as after R")
/** Another controller steers once. */
export const PanelFrame = change(
  "panel-frame",
  { position: SwitchRegister.SwitchPosition, limit: Limit },
  "one frame of another controller"
)
/** Another controller goes on steering, or has gone. */
export const Panel = change(
  "panel",
  {
    position: Schema.NullOr(SwitchRegister.SwitchPosition),
    limit: Limit,
    everyMillis: Schema.optionalKey(between(LEAST_MILLIS, 60_000))
  },
  "another controller that goes on steering; position null: none any more"
)
/** A unit shows what no measurement moves. */
export const Hold = change(
  "hold",
  {
    address: Schema.optionalKey(Address),
    ram: Schema.optionalKey(Schema.Record(Schema.String, Words.Uint16)),
    leds: Schema.optionalKey(LedMasks.LedMasks),
    alarms: Schema.optionalKey(Words.Uint8),
    state: Schema.optionalKey(Schemas.named(States.OperatingState)),
    subState: Schema.optionalKey(Schemas.named(States.ChargeState))
  },
  "words of RAM variables by id, lamps, alarm bits and states that a unit shows whatever it measures; added to what is held"
)
/** A unit shows what it measures again. */
export const Release = change(
  "release",
  { address: Schema.optionalKey(Address) },
  "a unit, or all of them, shows what it measures again"
)

/** Any change. */
export const Change = Schema.Union([
  Mains,
  Load,
  StateOfCharge,
  Temperature,
  FrontSwitch,
  Silence,
  VebusError,
  Bus,
  Sleep,
  Wake,
  Refuse,
  MixUp,
  RestartAdapter,
  PanelFrame,
  Panel,
  Hold,
  Release
])
export type Change = typeof Change.Type

/** Reads a change from parsed JSON. Fails with what is wrong and where. */
export const decode = Schema.decodeUnknownResult(Change)
