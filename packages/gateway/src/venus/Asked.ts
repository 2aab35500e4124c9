/**
 * The reads and writes of clients of a GX device, from topics and payloads. Pure. What makes no sense is `null`: a GX says
 * nothing to it either.
 * Reference: integrations.md 5.1, 5.2.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Value as Wanted } from "../commands/Target.ts"
import { modes } from "./Values.ts"

/** The longest payload that is looked at, in bytes. */
export const MAX_BYTES = 4096
const MAX_ECHO = 256

/** A wish to be told everything for a minute. */
export interface KeepAlive {
  readonly _tag: "KeepAlive"
  /** Whether everything is to be published now. */
  readonly isFull: boolean
  /** The token that comes back at the end of it. */
  readonly echo: string | null
}

/** A question: a path, or all below it. `""` is everything. */
export interface Read {
  readonly _tag: "Read"
  readonly path: string
}

/** A value for a path of a service. */
export interface Write {
  readonly _tag: "Write"
  readonly instance: number
  readonly path: string
  readonly value: unknown
}

const jsonOf = (payload: Uint8Array): Result.Result<unknown, unknown> =>
  payload.length > MAX_BYTES
    ? Result.fail("too long")
    : Result.try(() => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)) as unknown)

const Options = Schema.Struct({
  "keepalive-options": Schema.optionalKey(
    Schema.Array(
      Schema.Union([
        Schema.String,
        Schema.Struct({ "full-publish-completed-echo": Schema.String.check(Schema.isMaxLength(MAX_ECHO)) })
      ])
    )
  )
})
const decodeOptions = Schema.decodeUnknownResult(Options)

/** Older clients send the topics that they want, as a list: everything is published all the same. */
const keepAlive = (payload: Uint8Array): KeepAlive => {
  const found = Result.getOrNull(Result.flatMap(jsonOf(payload), decodeOptions))
  const options = found?.["keepalive-options"] ?? []
  const echo = options.find((each) => typeof each === "object")
  return {
    _tag: "KeepAlive",
    isFull: !options.includes("suppress-republish"),
    echo: typeof echo === "object" ? echo["full-publish-completed-echo"] : null
  }
}

const WRITE = /^vebus\/(\d{1,5})\/(.+)$/u
const Written = Schema.Struct({ value: Schema.Unknown })
const decodeWritten = Schema.decodeUnknownResult(Written)

/** Reads a message; `null` where it asks for nothing. */
export const parse = (
  portal: string,
  topic: string,
  payload: Uint8Array
): KeepAlive | Read | Write | null => {
  const [kind, ...rest] = [topic.slice(0, 2), topic.slice(2)]
  const below = rest[0]!
  if (!below.startsWith(`${portal}/`)) return null
  const path = below.slice(portal.length + 1)
  if (kind === "R/") {
    return path === "keepalive" ? keepAlive(payload) : { _tag: "Read", path: path.replace(/\/+$/u, "") }
  }
  const [, instance, of] = WRITE.exec(path) ?? []
  if (kind !== "W/" || instance === undefined) return null
  const found = Result.getOrNull(Result.flatMap(jsonOf(payload), decodeWritten))
  return found === null ? null : { _tag: "Write", instance: Number(instance), path: of!, value: found.value }
}

/** A change that a write asks for, as the gate of commands knows it. */
export interface Change {
  readonly target: string
  readonly value: Wanted
}

const one = (value: unknown, change: Change): Change | null => (value === 1 ? change : null)

const limit = (value: unknown): Change | null =>
  typeof value === "number" ? { target: "current_limit", value } : null

const writable: Readonly<Record<string, (value: unknown) => Change | null>> = {
  Mode: (value) => {
    const mode =
      typeof value === "number" && Object.hasOwn(modes, value)
        ? modes[value as keyof typeof modes]
        : undefined
    return mode === undefined ? null : { target: "mode", value: mode }
  },
  "Ac/ActiveIn/CurrentLimit": limit,
  "Ac/In/1/CurrentLimit": limit,
  "Ac/In/2/CurrentLimit": limit,
  "Hub4/DisableCharge": (value) =>
    value === 0 || value === 1 ? { target: "charge_enabled", value: value === 0 } : null,
  VebusSetChargeState: (value) => {
    const targets: Readonly<Record<string, string>> = {
      1: "force_equalise",
      2: "force_absorption",
      3: "force_float"
    }
    const target = typeof value === "number" ? targets[value] : undefined
    return target === undefined ? null : { target, value: "PRESS" }
  },
  // As on a GX it gives way to 0 where nobody writes it again within a minute: whoever holds it sees to that.
  "Hub4/L1/AcPowerSetpoint": (value) =>
    typeof value === "number" ? { target: "ess_setpoint", value } : null,
  SystemReset: (value) => one(value, { target: "vebus_reset", value: "PRESS" })
}

/** The paths that can be written at all. */
export const writablePaths: ReadonlyArray<string> = Object.keys(writable)

/** The AC input whose limit a path is; `null`: of whichever is active. */
export const inputOf = (path: string): number | null => {
  const [, input] = /^Ac\/In\/([12])\/CurrentLimit$/u.exec(path) ?? []
  return input === undefined ? null : Number(input)
}

/** The change for a path; `null`: it cannot be written, or not to this value. */
export const changeOf = (path: string, value: unknown): Change | null =>
  Object.hasOwn(writable, path) ? writable[path]!(value) : null
