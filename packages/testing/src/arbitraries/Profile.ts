/**
 * Device profiles of the simulator as an arbitrary: any adapter before any unit or system of units, with any tables of
 * RAM variables and settings, shrinking towards one bare unit. Of the simulator it needs types alone.
 *
 * Profiles hold together beyond what their Schema asks: the firmware is the one that the version names, stored words and
 * current limits keep to their ranges, unexplained bytes are as many as their frames have room for, and factors still
 * fit a byte when all units of a phase add up. A unit differs in entries that the others have too. All of them are
 * switched on, since one that is not falls asleep: to be off is for a test to bring about (`control`).
 */
import { Hex } from "@vebus/codec"
import type { Profile } from "@vebus/simulator"
import fc from "fast-check"
import * as Tables from "./Tables.ts"
import { bytes, fields, uint32, uint8 } from "./Words.ts"

type Whole = Profile.Profile

/** A figure, and how well founded it is. */
const sourced = <Value>(value: fc.Arbitrary<Value>) =>
  fields({ value, basis: fc.constantFrom("captured", "made-up", "made-up, from a sibling", "given") })

/** Fields of which each may be missing. */
const optional = <Model extends Record<string, fc.Arbitrary<unknown>>>(model: Model) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true })

/** Numbers with one decimal: they print well, and none is -0. */
const tenths = (minimum: number, maximum: number): fc.Arbitrary<number> =>
  fc.integer({ min: minimum, max: maximum }).map((number) => number / 10)
const positive = (maximum: number) => tenths(1, maximum * 10)

const hex = (length: number) => bytes(length, length).map(Hex.toHex)

const serial = fc.stringMatching(/^[A-Z0-9]{11}$/)

/** The sub-version in the highest byte, then four digits of the product and three of the firmware. */
const versions = fc
  .tuple(uint8, fc.integer({ min: 1000, max: 9999 }), fc.nat(999))
  .map(([sub, product, firmware]) => ({ version: sub * 0x100_0000 + product * 1000 + firmware, firmware }))

/** Bytes before those of a LED reply that nobody has explained. */
const LED_MASKS = 2

const adapter = fields({
  type: sourced(fc.constantFrom("MK2" as const, "MK3" as const)),
  version: sourced(uint32),
  linesAfterPowerUp: sourced(uint8),
  ledReplyDataBytes: sourced(fc.constantFrom(2 as const, 3 as const, 4 as const, 6 as const))
}) satisfies fc.Arbitrary<Whole["interface"]>

const LAST_ADDRESS = 31
const PHASES = 3
/** How many units can work on one phase, and what each may count for. */
const MOST_UNITS = Math.ceil((LAST_ADDRESS + 1) / PHASES)
const factor = fc.nat(Math.floor(0xff / MOST_UNITS))

/** Phases, and the addresses of the units on them: a master for each phase, and any slaves. */
const layouts = fc.constantFrom(1 as const, 2 as const, 3 as const).chain((phases) => {
  const addresses = Array.from({ length: LAST_ADDRESS + 1 }, (_, address) => address)
  const slaves = addresses.filter((address) => address >= PHASES && address % PHASES < phases)
  return fc
    .subarray(slaves, { maxLength: 4 })
    .map((some) => ({ phases, addresses: [...addresses.slice(0, phases), ...some] }))
})

const device = (
  { version, firmware }: { readonly version: number; readonly firmware: number },
  phases: 1 | 2 | 3
): fc.Arbitrary<Whole["device"]> =>
  fields({
    version: sourced(fc.constant(version)),
    firmware: sourced(fc.constant(firmware)),
    versionRemainder: sourced(fc.nat(8).chain(hex)),
    combinedReplies: sourced(fc.boolean()),
    acVolts: sourced(positive(500)),
    batteryVolts: sourced(positive(100)),
    phases: sourced(fc.constant(phases)),
    address: sourced(fc.constant(0)),
    serial: sourced(serial)
  })

/** Front switch up or down, and what of the panel's two bits each lets through (protocol.md 3.5.4). */
const FRONT = [
  { bits: 0x04, allowed: 0b11 },
  { bits: 0x08, allowed: 0b01 }
] as const

/** Registers of a unit that is on, in one of the ways in which it can be. */
const switchedOn = fc
  .tuple(fc.constantFrom(...FRONT), fc.constantFrom(0b11, 0b01, 0b10), fc.nat(3))
  .filter(([{ allowed }, asked]) => (asked & allowed) !== 0)
  .map(([{ bits, allowed }, asked, rest]) => (rest << 6) | ((asked & allowed) << 4) | bits | asked)

const INVERTS = 0x20
const ONE_INPUT = 0x10

/** A unit that may only charge needs something to charge from, or it is off. */
const withInput = ({
  acInputConfig,
  switchRegister
}: {
  readonly acInputConfig: number
  readonly switchRegister: number
}): number => ((switchRegister & INVERTS) === 0 ? acInputConfig | ONE_INPUT : acInputConfig)

/** Limits of the input current in order; 8000 and above has another meaning. */
const limits = fc
  .array(fc.nat(0x7fff), { minLength: 3, maxLength: 3 })
  .map((three) => three.toSorted((one, other) => one - other) as [number, number, number])

const frames = (ledDataBytes: number): fc.Arbitrary<Whole["frames"]> =>
  fields({
    ac: sourced(
      fields({
        backfeedFactor: factor,
        inverterFactor: factor,
        unknownByte: uint8,
        mainsPeriodRaw: uint8
      })
    ),
    dc: sourced(fields({ unknownBytes: hex(4) })),
    config: sourced(
      fc
        .tuple(limits, fields({ unknownByte: uint8, acInputConfig: uint8, switchRegister: switchedOn }))
        .map(([[minLimitRaw, actualLimitRaw, maxLimitRaw], rest]) => ({
          ...rest,
          acInputConfig: withInput(rest),
          minLimitRaw,
          maxLimitRaw,
          actualLimitRaw
        }))
    ),
    led: sourced(fields({ extra: hex(ledDataBytes - LED_MASKS) }))
  })

const live = fc
  .tuple(
    fields({ stateOfCharge: sourced(fc.nat(100).map((percent) => percent / 100)) }),
    optional({
      mainsVolts: sourced(positive(500)),
      inverterWatts: sourced(tenths(-100_000, 100_000)),
      outputWatts: sourced(tenths(-100_000, 100_000))
    })
  )
  .map(([charge, others]) => ({ ...others, ...charge })) satisfies fc.Arbitrary<Whole["live"]>

const ratings = optional({
  inverterWatts: sourced(positive(20_000)),
  chargerAmperes: sourced(positive(500)),
  batteryAmpereHours: sourced(positive(5000))
})

const milliseconds = sourced(tenths(0, 10_000))
const latencyMilliseconds = optional({
  V: milliseconds,
  A: milliseconds,
  L: milliseconds,
  F1: milliseconds,
  readSnapshot: milliseconds,
  writeViaId: milliseconds,
  other: milliseconds
})

const ess = fields({ setpointId: uint8, timeoutSeconds: sourced(positive(600)) })

/** The units at these addresses. A single one need not be listed. */
const units = (
  addresses: ReadonlyArray<number>,
  { ram, settings }: Pick<Whole, "ram" | "settings">
): fc.Arbitrary<Pick<Whole, "units">> => {
  const listed = fc.tuple(
    ...addresses.map((address) =>
      optional({
        serial,
        ram: Tables.differences(ram, Tables.ramVariable),
        settings: Tables.differences(settings, Tables.setting)
      }).map((own) => ({ address, ...own }))
    )
  )
  const system = listed.map(([first, ...others]) => ({ units: [first!, ...others] as const }))
  return addresses.length > 1 ? system : fc.oneof(fc.constant({}), system)
}

/** Any device profile. */
export const profile: fc.Arbitrary<Whole> = fc
  .tuple(versions, layouts, adapter, Tables.ramTable, Tables.settingTable)
  .chain(([version, { phases, addresses }, adapter, ram, settings]) =>
    fc.tuple(
      fields({
        id: fc.string({ minLength: 1 }),
        label: fc.string(),
        interface: fc.constant(adapter),
        device: device(version, phases),
        ram: fc.constant(ram),
        settings: fc.constant(settings),
        frames: frames(adapter.ledReplyDataBytes.value),
        live
      }),
      units(addresses, { ram, settings }),
      optional({ ess, ratings, latencyMilliseconds })
    )
  )
  .map(([required, system, others]) => ({ ...required, ...system, ...others }))
