/**
 * JSON for programs: one document with the name and version of its schema first, numbers as `Numeral.ts` has
 * them, never `NaN` or `-0`. Reference: decisions.md 1.
 */
import { printed } from "./Numeral.ts"

const plain = (_: string, value: unknown): unknown => (typeof value === "number" ? printed(value) : value)

/** A value as one line of JSON. */
export const line = (value: unknown): string => JSON.stringify(value, plain)

/** What a document says besides its content. */
export interface Head {
  readonly schema: string
  readonly port: string
  readonly address: number
}

/** A document about a device, made now. */
export const document = (head: Head, content: object): string =>
  line({ ...head, time: new Date().toISOString(), ...content })
