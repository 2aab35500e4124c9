/**
 * The format of a profile as a Schema: what a JSON document must hold once whatever it extends has been merged in. The
 * header of `Profile.ts` tells it in words. Keys that are not named here are allowed and ignored.
 */
import { Hex, Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * Where a figure is from: one of three words, with what else is known of it behind a comma.
 *
 *     surveyed   told by this unit, in a survey
 *     captured   told by this unit to somebody else, or published by who owns it
 *     made-up    everything else: plausible, from a sibling, or written down without a word of its origin
 */
const Basis = Schema.String
const ownBases = ["surveyed", "captured"] as const

/** Whether a figure is from this very unit, and who read it. */
export const standing = (basis: string): "surveyed" | "captured" | "made-up" =>
  ownBases.find((own) => basis === own || basis.startsWith(`${own},`)) ?? "made-up"

/** A figure, and where it is from. */
const sourced = <S extends Schema.Constraint>(value: S) => Schema.Struct({ value, basis: Basis })

const { Int16, Uint16, Uint32, Uint8 } = Words

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }))
const Positive = Schema.Finite.check(Schema.isGreaterThan(0))
const Share = between(0, 1)

/** Bytes as upper-case pairs with blanks between. */
const HexText = Schema.String.check(
  Schema.makeFilter((text) => Result.isSuccess(Hex.fromHex(text)), { expected: "bytes in hexadecimal" })
)

const Serial = Schema.String.check(Schema.isBetweenLength(11, 11))

const Id = { id: Uint8, name: Schema.String }

/** Entries with ids, no id twice. */
const listOf = <S extends Schema.Constraint & { readonly Type: { readonly id: number } }>(entry: S) =>
  Schema.Array(entry).check(
    Schema.makeFilter((entries: ReadonlyArray<{ readonly id: number }>) =>
      entries.flatMap(({ id }, index) =>
        entries.findIndex((other) => other.id === id) === index
          ? []
          : [{ path: [index, "id"], issue: `Expected every id once, got ${id} again` }]
      )
    )
  )

/** Where the words of an entry are from: its info, its access level, its value. */
const basis = Schema.optionalKey(
  Schema.Struct({
    info: Schema.optionalKey(Basis),
    access: Schema.optionalKey(Basis),
    raw: Schema.optionalKey(Basis)
  })
)

/** A RAM variable or setting that this unit does not have. */
const Absent = Schema.Struct({ ...Id, supported: Schema.Literal(false), basis })

/** A RAM variable: its info words and a first value, or that it is not supported. */
export const RamVariable = Schema.Union([
  Absent,
  Schema.Struct({ ...Id, noInfo: Schema.Literal(true), raw: Uint16, basis }).annotate({
    description: "readable, but without an info: the words of assistants"
  }),
  Schema.Struct({ ...Id, scaleWord: Uint16, offsetWord: Uint16, raw: Uint16, basis })
]).annotate({ description: "a RAM variable: the two words of its info, unsigned, and a first value" })
export type RamVariable = typeof RamVariable.Type

/** A setting: its info words and the stored value, or that it is not supported. */
export const Setting = Schema.Union([
  Absent,
  Schema.Struct({
    ...Id,
    scale: Int16,
    offset: Int16,
    default: Uint16,
    min: Uint16,
    max: Uint16,
    access: Uint8,
    raw: Uint16,
    basis
  })
]).annotate({
  description: "a setting: the words of its info, scale and offset signed, and the stored value"
})
export type Setting = typeof Setting.Type

/** One unit of a system, and in what it differs from the others. */
export const Unit = Schema.Struct({
  address: Uint8.check(Schema.isBetween({ minimum: 0, maximum: 31 })).annotate({
    description:
      "short address: 0, 1, 2 are the masters of L1, L2, L3; a slave has that of its master plus 3, 6, ..."
  }),
  serial: Schema.optionalKey(Serial),
  presence: Schema.optionalKey(Schema.Literals(["present", "silent", "off"])).annotate({
    description:
      "how the unit begins: silent, it answers nothing while all units work on; off, its front switch is off, and the others stop"
  }),
  ram: Schema.optionalKey(listOf(RamVariable)),
  settings: Schema.optionalKey(listOf(Setting))
})
export type Unit = typeof Unit.Type

/** The phase that a unit works on, counted from 0. */
export const phaseOf = (address: number): number => address % 3

const Interface = Schema.Struct({
  type: sourced(Schema.Literals(["MK2", "MK3"])),
  version: sourced(Uint32).annotate({ description: "type times 1000 plus firmware, such as 1170212" }),
  linesAfterPowerUp: sourced(Uint8),
  versionEverySeconds: Schema.optionalKey(sourced(between(0, 60))).annotate({
    description: "how long an idle adapter waits before it sends its version unasked; 0: it never does"
  }),
  ledReplyDataBytes: sourced(Schema.Literals([2, 3, 4, 6])),
  longFrames: Schema.optionalKey(sourced(Schema.Boolean)).annotate({
    description: "whether another program has left it in long winmon frames; it restarts in short ones"
  })
}).annotate({ description: "the adapter" })

const Device = Schema.Struct({
  version: sourced(Uint32),
  firmware: sourced(Uint16),
  versionRemainder: sourced(HexText).annotate({
    description: "what follows the version number in long mode"
  }),
  combinedReplies: sourced(Schema.Boolean).annotate({
    description: "whether the firmware can put a whole answer into one frame, and knows write via id"
  }),
  acVolts: sourced(Positive),
  batteryVolts: sourced(Positive),
  phases: sourced(Schema.Literals([1, 2, 3, 4])),
  lines: Schema.optionalKey(sourced(Schema.Literals([1, 2]))).annotate({
    description:
      "how many lines of 120 V one unit feeds; one of two tells a single phase, and answers for L2 all the same"
  }),
  countersClearedWhenOff: Schema.optionalKey(sourced(Schema.Boolean)).annotate({
    description: "whether the energy counters start from 0 when a switch turns the unit off or on"
  }),
  address: sourced(Uint8),
  serial: sourced(Serial)
}).annotate({ description: "what all units have in common" })

const Frames = Schema.Struct({
  ac: sourced(
    Schema.Struct({
      backfeedFactor: Uint8,
      inverterFactor: Uint8,
      unknownByte: Uint8,
      mainsPeriodRaw: Uint8
    })
  ).annotate({ description: "factors of one unit: a phase with more units has so many times as much" }),
  dc: sourced(Schema.Struct({ unknownBytes: HexText })),
  config: sourced(
    Schema.Struct({
      unknownByte: Uint8,
      acInputConfig: Uint8,
      minLimitRaw: Uint16,
      maxLimitRaw: Uint16,
      actualLimitRaw: Uint16,
      switchRegister: Uint8
    })
  ),
  secondInput: Schema.optionalKey(
    sourced(Schema.Struct({ minLimitRaw: Uint16, maxLimitRaw: Uint16, actualLimitRaw: Uint16 })).annotate({
      description: "the limits of AC2, where there are two inputs; those of AC1 are in config"
    })
  ),
  led: sourced(Schema.Struct({ extra: HexText }))
}).annotate({ description: "bytes of info frames that are constant or unexplained" })

const Live = Schema.Struct({
  mainsVolts: Schema.optionalKey(sourced(Positive)),
  inverterWatts: Schema.optionalKey(sourced(Schema.Finite)),
  outputWatts: Schema.optionalKey(sourced(Schema.Finite)),
  stateOfCharge: sourced(Share)
}).annotate({ description: "figures that the plant starts from, powers by phase" })

const Ratings = Schema.Struct({
  inverterWatts: Schema.optionalKey(sourced(Positive)),
  chargerAmperes: Schema.optionalKey(sourced(Positive)),
  batteryAmpereHours: Schema.optionalKey(sourced(Positive))
}).annotate({ description: "what one unit is built for, and the size of the battery; guessed when left out" })

/** The mistakes in the addresses of a system, with their places. */
const unitProblems = (
  {
    phases,
    lines,
    address
  }: {
    readonly phases: { readonly value: number }
    readonly lines?: { readonly value: number }
    readonly address: { readonly value: number }
  },
  units: ReadonlyArray<{ readonly address: number }> = [{ address: address.value }]
): ReadonlyArray<{ readonly path: ReadonlyArray<PropertyKey>; readonly issue: string }> => {
  const addresses = units.map((unit) => unit.address)
  const masters = Array.from({ length: phases.value }, (_, phase) => phase)
  const isAlone = phases.value === 1 && units.length === 1
  return [
    // At which addresses such units are when there are more of them is not known.
    ...(lines?.value === 2 && !isAlone
      ? [{ path: ["device", "lines", "value"], issue: "Expected one unit on one phase beside two lines" }]
      : []),
    ...addresses.flatMap((each, index) => {
      const at = (issue: string) => [{ path: ["units", index, "address"], issue }]
      if (addresses.indexOf(each) < index) return at(`Expected every address once, got ${each} again`)
      if (index > 0 && each < addresses[index - 1]!) return at("Expected addresses in order")
      return phaseOf(each) < phases.value
        ? []
        : at(`Expected a unit on one of ${phases.value} phases, got address ${each}`)
    }),
    ...masters
      .filter((phase) => phaseOf(phase) !== phase || !addresses.includes(phase))
      .map((phase) => ({
        path: ["device", "phases", "value"],
        issue: `Expected a unit that is the master of L${phase + 1}, got addresses ${addresses.join(", ")}`
      }))
  ]
}

/** A whole device profile, nothing left to be merged in. */
export const Profile = Schema.Struct({
  id: Schema.NonEmptyString,
  label: Schema.String,
  interface: Interface,
  device: Device,
  units: Schema.optionalKey(
    Schema.NonEmptyArray(Unit).annotate({
      description:
        "the units of a system, that with the lowest address first; left out, one at `device.address`"
    })
  ),
  ram: listOf(RamVariable),
  ess: Schema.optionalKey(
    Schema.Struct({ setpointId: Uint8, timeoutSeconds: sourced(Positive) }).annotate({
      description: "present when the ESS assistant is installed"
    })
  ),
  settings: listOf(Setting),
  frames: Frames,
  live: Live,
  ratings: Schema.optionalKey(Ratings),
  latencyMilliseconds: Schema.optionalKey(
    Schema.Record(Schema.String, sourced(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)))).annotate({
      description:
        "from the end of a request to the end of its reply: V, A, L, F1, readSnapshot, writeViaId, other"
    })
  )
}).check(Schema.makeFilter(({ device, units }) => unitProblems(device, units)))
export type Profile = typeof Profile.Type
