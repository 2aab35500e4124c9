/**
 * The definition of each node, as the editor keeps it, read: numbers come as texts, and old flows lack keys. Pure.
 */
import { plainValue } from "@vebus/runtime/promise"
import * as PortUrl from "@vebus/runtime/port-url"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Settings } from "./Connection.ts"

/** The keys of a node as they are kept. */
export type Kept = Readonly<Record<string, unknown>>

/** A key as text without blanks around it; empty where there is none. */
export const text = (kept: Kept, key: string): string => {
  const value = kept[key]
  return typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : ""
}

/** A box that is ticked. */
export const ticked = (kept: Kept, key: string): boolean => kept[key] === true

const MAX_ADDRESS = 31

/** A short address from 0 to 31, or `null` for none. Fails for anything else. */
export const address = (found: unknown): Result.Result<number | null, string> => {
  const given = typeof found === "string" ? found.trim() : found
  if (given === undefined || given === null || given === "") return Result.succeed(null)
  const number = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= MAX_ADDRESS
    ? Result.succeed(number)
    : Result.fail(`expected an address from 0 to ${MAX_ADDRESS}, found ${plainValue(found)}`)
}

const SECOND = 1000
const MIN_SECONDS = 0.5
const MAX_SECONDS = 3600

const interval = (kept: Kept): Result.Result<number, string> => {
  const found = text(kept, "interval")
  const seconds = found === "" ? 1 : Number(found)
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
    ? Result.succeed(seconds * SECOND)
    : Result.fail(`interval: expected seconds from ${MIN_SECONDS} to ${MAX_SECONDS}, found "${found}"`)
}

const port = (kept: Kept): Result.Result<string, string> => {
  const found = text(kept, "port")
  return found === "" || Option.isSome(PortUrl.parse(found))
    ? Result.succeed(found)
    : Result.fail(`port: expected ${PortUrl.expected}, found "${found}"`)
}

/** The settings of a connection, or what is wrong with them. */
export const connection = (kept: Kept): Result.Result<Settings, string> =>
  Result.all({
    port: port(kept),
    address: address(kept["address"]),
    interval: interval(kept),
    isWritable: Result.succeed(ticked(kept, "allow")),
    isStorable: Result.succeed(ticked(kept, "allow") && ticked(kept, "eeprom"))
  })
