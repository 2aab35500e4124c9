/**
 * The entries of the tables of the device: types only. The tables are generated from `data/` (`RamVariables.ts`,
 * `Settings.ts`, `Flags.ts`, `Alarms.ts`); the modules beside them look things up.
 */
import type { Raw16 } from "../bytes/Words.ts"

/**
 * How well founded a name and its meaning are: Victron's document about the protocol, Victron's own library, an
 * identifier of Victron's configuration tool read literally, somebody's reading, nothing.
 */
export type Confidence = "spec" | "vendor-library" | "vendor-tool" | "field-guess" | "unknown"

/** Units after scaling. A period comes in tenths of a second: 10 / value is its frequency in hertz. */
export type Unit = "V" | "A" | "W" | "Ah" | "%" | "ratio" | "min" | "ms" | "0.1 s" | "°C" | "V/°C"

/** Why nobody should write it: it belongs to the grid code, to the layout of the system, or cannot be taken back. */
export type Forbidden = "grid-code" | "system" | "irreversible"

/** An entry that can be found by name: by Victron's identifier, or by the names that other tools use. */
export interface Named {
  readonly name: string
  readonly aliases?: ReadonlyArray<string>
}

/** The facts that every table has about its entries. Notes on single ones stand as comments in the tables. */
export interface Entry extends Named {
  /** A short text for people. */
  readonly label: string
  readonly confidence: Confidence
  /** Somebody changed or measured it on hardware and saw what the name says. */
  readonly fieldConfirmed?: true
}

/** A live value of the device. */
export interface RamVariable extends Entry {
  /** 0 to 255. */
  readonly id: number
  /** `null`: a bit, a record, or nobody knows. */
  readonly unit: Unit | null
  readonly kind: "number" | "bit" | "record"
  /** Signed whatever the info says (protocol.md 3.5.2). */
  readonly forceSigned?: true
  /** Info words that units reported, for showing something before the info is read; never for live data. */
  readonly observed: ReadonlyArray<{ readonly scaleWord: number; readonly offsetWord: number }>
}

/** A stored configuration word. */
export interface Setting extends Entry {
  /** 0 to 255. */
  readonly id: number
  /** `null`: it has none, or nobody knows. */
  readonly unit: Unit | null
  /** Words of flags are neither scaled nor range-checked. */
  readonly kind: "number" | "enum" | "flags"
  /** The names of raw values. */
  readonly values?: Readonly<Record<number, string>>
  /** A value below zero says that the condition is not used. */
  readonly negativeIsUnused?: true
  /** A change acts after a restart, even where the info does not say so. */
  readonly needsRestart?: true
  readonly forbidden?: Forbidden
}

/** A named bit of the flag words. */
export interface Flag extends Entry {
  /** 0 to 63: bit `flag mod 16` of the word `flag div 16`. */
  readonly flag: number
  /** `false`: Victron asks not to change it. */
  readonly promoted?: false
  /** The name of the flag's state when it is clear. */
  readonly inverse?: string
  readonly forbidden?: Forbidden
}

/** An alarm bit. */
export interface Alarm {
  readonly name: string
  readonly label: string
}

/** A value whose unit only a table knows, with the word that it came from. */
export interface Valued<A> {
  readonly value: A
  readonly unit: Unit | null
  readonly raw: Raw16
}
