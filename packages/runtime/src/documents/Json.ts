/**
 * JSON for programs: one document with the name and version of its schema first, numbers as `Numeral.ts` has
 * them, never `NaN` or `-0`. Reference: decisions.md 1.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Hex } from "@vebus/codec"
import { printed } from "./Numeral.ts"

const plainly = (_: string, value: unknown): unknown => (typeof value === "number" ? printed(value) : value)

/** A value as one line of JSON. */
export const line = (value: unknown): string => JSON.stringify(value, plainly)

/** A value as JSON has it, for whoever makes the text: numbers as `line` has them, rows of bytes in hexadecimal. */
export const plain = <A>(value: A): A => {
  const made = (inner: unknown): unknown => {
    if (typeof inner === "number") return printed(inner)
    if (inner instanceof Uint8Array) return Hex.toHex(inner)
    if (Array.isArray(inner)) return inner.map(made)
    if (typeof inner !== "object" || inner === null) return inner
    return Object.fromEntries(Object.entries(inner).map(([key, part]) => [key, made(part)]))
  }
  return made(value) as A
}

/** The head of a document. */
export interface Head {
  readonly schema: string
  readonly port: string
  readonly address: number
}

/** The time now, as documents have it: ISO 8601 in UTC. */
export const now: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (millis) =>
  new Date(millis).toISOString()
)

/** A document about a device, made now. */
export const document = (head: Head, content: object): Effect.Effect<string> =>
  Effect.map(now, (time) => line({ ...head, time, ...content }))
