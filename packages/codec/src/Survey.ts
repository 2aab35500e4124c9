/**
 * The document `vebus.survey/1`: what a unit and its adapter answer to everything that only reads, in raw words. The
 * runtime makes it, the simulator becomes the unit that it describes.
 *
 *     adapter, system, units, timing    what they are: the same whenever they are surveyed
 *     moment                            what they measured meanwhile: another figure each time, and never compared
 *
 * RAM variables and settings of the first unit that answered stand under `ram` and `settings`; the others list what
 * differs. An id that stands nowhere is one that the unit does not have. No serial number, no unique number and no name of
 * a port is in it. Adding a key keeps the number of the schema.
 */
import * as Schema from "effect/Schema"
import * as Words from "./bytes/Words.ts"

/** The name and version of the form. */
export const SCHEMA = "vebus.survey/1"

const { Int16, Uint16, Uint32, Uint8 } = Words

/** Bytes as upper-case pairs with blanks between. */
const Bytes = Schema.String.check(Schema.isPattern(/^(?:[0-9A-F]{2}(?: [0-9A-F]{2})*)?$/))

/** Scale and offset of a RAM variable; `null`: it can be read, and has no info. */
export const RamEntry = Schema.Union([
  Schema.Struct({ id: Uint8, scale: Int16, offset: Int16 }),
  Schema.Struct({ id: Uint8, scale: Schema.Null }),
  Schema.Struct({ id: Uint8, supported: Schema.Literal(false) })
]).annotate({
  description: "a RAM variable: the two signed words of its info, `null` for one without info"
})
export type RamEntry = typeof RamEntry.Type

/** A setting: the words of its info, scale and offset signed, and the stored word. */
export const SettingEntry = Schema.Union([
  Schema.Struct({
    id: Uint8,
    scale: Int16,
    offset: Int16,
    default: Uint16,
    min: Uint16,
    max: Uint16,
    /** `null` in short mode and before firmware 308. */
    access: Schema.NullOr(Uint8),
    /** `null`: no two answers agreed. */
    raw: Schema.NullOr(Uint16)
  }),
  Schema.Struct({ id: Uint8, supported: Schema.Literal(false) })
])
export type SettingEntry = typeof SettingEntry.Type

/** The adapter. What it did not answer is `null`. */
export const Adapter = Schema.Struct({
  version: Uint32,
  /** The shape of winmon replies, as found. */
  winmon: Schema.Literals(["short", "long"]),
  /** How many data bytes the answer to L has. */
  ledBytes: Schema.NullOr(Uint8),
  /** The bus lines, H. */
  lines: Schema.NullOr(Uint8),
  /** The flags that D reports. */
  flags: Schema.NullOr(Uint8),
  /** Seconds from a frame to the next version frame that comes unasked; `null`: none came. */
  versionEverySeconds: Schema.NullOr(Schema.Finite),
  /** How many winmon requests were answered that were sent one right behind the other, 3 at most. */
  inFlight: Schema.Literals([1, 2, 3]),
  /** Whether a request came back as it was sent. */
  echoes: Schema.Boolean
})

/** One phase, by the AC frame that answers for it. */
export const Phase = Schema.Struct({
  phase: Schema.Literals([1, 2, 3, 4]),
  /** How many phases the frame says that there are; `null` in those of L2 to L4. */
  of: Schema.NullOr(Schema.Literals([1, 2, 3, 4])),
  backfeedFactor: Uint8,
  inverterFactor: Uint8
})

/** The AC input configuration, F 5, without its lamps. */
export const Input = Schema.Struct({
  unexplained: Uint8,
  /** p[5]: active input, inputs, what may be changed. */
  inputs: Uint8,
  minimum: Uint16,
  maximum: Uint16,
  actual: Uint16,
  switchRegister: Schema.NullOr(Uint8)
})

/** The parts that all units have in common. */
export const System = Schema.Struct({
  /** Addresses by the mask of F 7; `null`: nobody reported them. */
  configured: Schema.NullOr(Schema.Array(Uint8)),
  /** Whether F 0 was answered. */
  dc: Schema.Boolean,
  phases: Schema.Array(Phase),
  /** `null`: F 5 was not answered. */
  input: Schema.NullOr(Input)
})

/** The bytes of F 7 but for the unique number and the address, and whether its mask is that of the system. */
export const UnitConfig = Schema.Struct({
  typeCode: Uint8,
  head: Uint16,
  unexplained: Uint8,
  vllFlags: Uint8,
  sameMask: Schema.Boolean
})

/** One unit. Of a silent one nothing is known but its address. */
export const Unit = Schema.Union([
  Schema.Struct({
    address: Uint8,
    /** `off`: silent, and the others say that they are stopped by it. */
    status: Schema.Literals(["silent", "off"])
  }),
  Schema.Struct({
    address: Uint8,
    status: Schema.Literal("present"),
    version: Uint32,
    /** The bytes behind the version in a long reply. */
    remainder: Bytes,
    /** Whether it has a serial number. */
    serial: Schema.NullOr(Schema.Literal("masked")),
    config: Schema.NullOr(UnitConfig),
    /** Words that a read of two RAM variables brought: old firmware gives one. */
    ramPerRead: Schema.Literals([1, 2]),
    energyCounters: Schema.Boolean,
    snapshots: Schema.Boolean,
    /** Access levels of the flags, 16 to a word, by setting; a word that is not answered is missing. */
    flagLevels: Schema.Record(Schema.String, Schema.Array(Uint8)),
    /** Ids that were asked for in vain: `ram 12`, `setting 3`. */
    unanswered: Schema.Array(Schema.String),
    ram: Schema.Array(RamEntry),
    settings: Schema.Array(SettingEntry)
  })
])
export type Unit = typeof Unit.Type
/** A unit that answers. */
export type PresentUnit = Extract<Unit, { readonly status: "present" }>

/** The circumstances of the survey. */
export const Moment = Schema.Struct({
  /** When it ended, in ISO 8601. */
  time: Schema.String,
  leds: Schema.NullOr(
    Schema.Struct({
      on: Uint8,
      blink: Uint8,
      alarms: Schema.NullOr(Uint8),
      status: Schema.NullOr(Uint8),
      unexplained: Bytes
    })
  ),
  dc: Schema.NullOr(
    Schema.Struct({
      unexplained: Uint32,
      batteryVoltage: Uint16,
      inverterCurrent: Schema.Int,
      chargerCurrent: Schema.Int,
      inverterPeriod: Uint8
    })
  ),
  phases: Schema.Array(
    Schema.Struct({
      phase: Schema.Literals([1, 2, 3, 4]),
      unexplained: Uint8,
      state: Schema.String,
      mainsVoltage: Uint16,
      mainsCurrent: Uint16,
      outputVoltage: Uint16,
      outputCurrent: Uint16,
      mainsPeriod: Uint8
    })
  ),
  units: Schema.Array(
    Schema.Struct({
      address: Uint8,
      state: Schema.NullOr(Schema.String),
      subState: Schema.NullOr(Schema.String),
      energyCounts: Schema.Array(Uint8),
      /** Raw words of RAM variables by id. */
      ram: Schema.Record(Schema.String, Uint16)
    })
  )
})
export type Moment = typeof Moment.Type

/** A whole survey. */
export const Survey = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  complete: Schema.Literal(true),
  software: Schema.String,
  adapter: Adapter,
  system: System,
  units: Schema.Array(Unit),
  /** Milliseconds from the end of a request to the begin of its reply, by class of request; `null`: no answer. */
  timing: Schema.Record(Schema.String, Schema.NullOr(Schema.Finite)),
  moment: Moment
})
export type Survey = typeof Survey.Type

/** Whether a unit answered. */
export const isPresent = (unit: Unit): unit is PresentUnit => unit.status === "present"

/** Entries with those in which another unit differs in their places, by id. */
export const merged = <A extends { readonly id: number }>(
  entries: ReadonlyArray<A>,
  own: ReadonlyArray<A>
): ReadonlyArray<A> => {
  const all = new Map(entries.map((entry) => [entry.id, entry]))
  for (const entry of own) all.set(entry.id, entry)
  return [...all.values()].filter((entry) => !("supported" in entry)).toSorted((a, b) => a.id - b.id)
}

/** Entries in which one list differs from another; one that it lacks is said not to be supported. */
export const differing = <A extends { readonly id: number }>(
  entries: ReadonlyArray<A>,
  from: ReadonlyArray<A>
): ReadonlyArray<A | { readonly id: number; readonly supported: false }> => {
  const text = (entry: A | undefined) => JSON.stringify(entry)
  const own = new Map(entries.map((entry) => [entry.id, entry]))
  const base = new Map(from.map((entry) => [entry.id, entry]))
  return [...new Set([...base.keys(), ...own.keys()])]
    .toSorted((a, b) => a - b)
    .filter((id) => text(own.get(id)) !== text(base.get(id)))
    .map((id) => own.get(id) ?? { id, supported: false })
}

/** The units that answer, each with all of its RAM variables and settings. */
export const whole = ({ units }: Pick<Survey, "units">): ReadonlyArray<PresentUnit> => {
  const [first, ...others] = units.filter(isPresent)
  if (first === undefined) return []
  return [
    first,
    ...others.map((unit) => ({
      ...unit,
      ram: merged(first.ram, unit.ram),
      settings: merged(first.settings, unit.settings)
    }))
  ]
}
