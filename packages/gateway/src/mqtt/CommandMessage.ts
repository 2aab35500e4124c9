/**
 * Commands as messages: a bare value (`charger-only`, `12.5`), or a JSON object. Pure. Unknown keys are refused: one that is
 * misspelt would change what the command means.
 *
 *     {"value": 13.5, "id": "a1", "persist": false, "expires": "2026-01-01T12:00:05Z"}
 *
 * Reference: integrations.md 3.2, 3.4.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Value } from "../commands/Target.ts"

/** The longest message that is looked at, in bytes. */
export const MAX_BYTES = 4096

const MAX_ID = 128
/** A time without a zone would be another one on each machine. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

/** The keys of a command as JSON. */
export const CommandMessage = Schema.Struct({
  /** The value that the target shall have. */
  value: Schema.Union([Schema.String, Schema.Finite, Schema.Boolean]),
  /** The id that the sender gives the command; it comes back with the result. */
  id: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(MAX_ID))),
  /** Whether a setting or flag is stored, and not written to RAM alone. */
  persist: Schema.optionalKey(Schema.Boolean),
  /** After which time it must not act any more, ISO 8601. */
  expires: Schema.optionalKey(Schema.String)
})

/** A command as its message has it. */
export interface Asked {
  readonly value: Value
  readonly id: string | null
  readonly persist: boolean
  /** Milliseconds since 1970; `null`: it does not say. */
  readonly expires: number | null
}

const decode = Schema.decodeUnknownResult(CommandMessage, { onExcessProperty: "error" })

const EXPECTED =
  'expected a bare value, or a JSON object with "value", and perhaps "id", "persist" (true or false) and "expires" (ISO 8601)'

const parsed = (text: string): Result.Result<unknown, string> =>
  Result.try({ try: () => JSON.parse(text) as unknown, catch: () => EXPECTED })

/** Reads a message. Fails with the reason, in words. */
export const parse = (payload: Uint8Array): Result.Result<Asked, string> => {
  if (payload.length > MAX_BYTES) return Result.fail(`${EXPECTED}, of ${MAX_BYTES} bytes at most`)
  const text = new TextDecoder().decode(payload).trim()
  if (text === "") return Result.fail(`${EXPECTED}; found nothing`)
  if (!text.startsWith("{")) return Result.succeed({ value: text, id: null, persist: false, expires: null })
  return Result.flatMap(parsed(text), (json) => {
    const found = decode(json)
    if (Result.isFailure(found)) return Result.fail(`${EXPECTED}. ${unknownKeys(json)}`.trim())
    const { value, id = null, persist = false, expires } = found.success
    const until = expires === undefined ? null : ISO.test(expires) ? Date.parse(expires) : Number.NaN
    return Number.isNaN(until)
      ? Result.fail(
          `"expires": expected a time in ISO 8601 with its zone, like 2026-01-01T12:00:00Z, found "${expires}"`
        )
      : Result.succeed({ value, id, persist, expires: until })
  })
}

const unknownKeys = (json: unknown): string => {
  const keys = Object.keys(json as object).filter((key) => !Object.hasOwn(CommandMessage.fields, key))
  return keys.length === 0 ? "" : `Unknown: ${keys.map((key) => JSON.stringify(key)).join(", ")}`
}
