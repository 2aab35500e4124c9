/**
 * The shape of a table of meanings: one row per frame, one entry per field. A frame or a field that is missing does not
 * compile. An entry turns the value of its field, with the frame around it, into a meaning; a list is explained as a
 * whole, or element by element with `each`.
 */
import type { Meaning } from "./Phrases.ts"

/** Keys that choose the shape of a frame: they have no bytes of their own. */
export const shapeKeys = ["_tag", "form", "part", "half", "idBytes"] as const
/** Why a frame is malformed, which is told with its bytes. */
export const reasonKey = "failure"
/** Keys behind which another frame stands, with a row of its own. */
export const carriedKeys = ["command", "reply"] as const

interface Tagged {
  readonly _tag: string
}
type Row<Frame extends Tagged, Tag> = Extract<Frame, { readonly _tag: Tag }>
type FieldOf<R> = R extends unknown
  ? Exclude<keyof R & string, (typeof shapeKeys)[number] | (typeof carriedKeys)[number] | typeof reasonKey>
  : never
/** The forms of a frame that have a field. */
type With<R, Field extends string> = R extends Record<Field, unknown> ? R : never
/** The values of a field. One that is absent has no bytes to explain. */
type ValueOf<R, Field extends string> = R extends Record<Field, infer Value> ? Exclude<Value, null> : never

/** A list of which each element has a meaning of its own. */
export interface Each<Element, R> {
  readonly each: (element: Element, row: R, index: number) => Meaning
}
type Entry<Value, R> =
  | ((value: Value, row: R) => Meaning)
  | (Value extends ReadonlyArray<infer Element> ? Each<Exclude<Element, undefined>, R> : never)

/** A table for a union of frames. */
export type Meanings<Frame extends Tagged> = {
  readonly [Tag in Frame["_tag"]]: {
    readonly [Field in FieldOf<Row<Frame, Tag>>]: Entry<
      ValueOf<Row<Frame, Tag>, Field>,
      With<Row<Frame, Tag>, Field>
    >
  }
}
