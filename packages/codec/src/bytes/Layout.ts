/**
 * One declaration per frame: its tag, its first bytes, and its fields in the order of the wire. Everything else that is
 * known of a frame follows from it.
 *
 *     decode, encode     straight-line functions (`Compile.ts`), or interpreted where no text may be compiled
 *     make               a value, with the defaults of its fields
 *     schema, codec      `FrameSchema.ts`
 *     explanation        `explain/Spans.ts`
 *     arbitrary, laws    `@vebus/testing`
 *
 * A frame that has several forms gives the fields of each. The first form that fits is the one; a form that a longer one
 * could be taken for stands behind it. What may be absent at the end makes a form of each length (`ending`).
 */
import { compile } from "./Compile.ts"
import { absent, type Field, nothing } from "./Field.ts"
import { codesAtOf, failureOf, type Form, formOf, type Functions, placed } from "./Form.ts"
import { format, type Layout } from "./Format.ts"
import { interpret } from "./Interpret.ts"

export * from "./Field.ts"

/** The fields of a frame by their keys, in the order of the wire. */
export type Fields = Readonly<Record<string, Field<unknown, boolean>>>
type Simplify<T> = T extends unknown ? { readonly [K in keyof T]: T[K] } : never
/** The keys that are part of the value. */
type KeyOf<F extends Fields> = { [K in keyof F]: [F[K]["Type"]] extends [void] ? never : K }[keyof F]
type Defaulted<F extends Fields> = {
  [K in keyof F]: F[K]["Defaulted"] extends true ? K : never
}[keyof F]
/** The value of a frame with these fields. */
export type ValueOf<Tag extends string, F extends Fields> = F extends unknown
  ? Simplify<{ readonly _tag: Tag } & { readonly [K in KeyOf<F>]: F[K]["Type"] }>
  : never
/** The input of a constructor. */
export type InputOf<F extends Fields> = F extends unknown
  ? Simplify<
      { readonly [K in Exclude<KeyOf<F>, Defaulted<F>>]: F[K]["Type"] } & {
        readonly [K in Extract<KeyOf<F>, Defaulted<F>>]?: F[K]["Type"]
      }
    >
  : never

/** The keys of all the members of a union. */
type KeysOf<F> = F extends unknown ? keyof F : never
/** The forms of a frame whose last bytes may be absent. */
type Endings<F, Last extends ReadonlyArray<Fields>, Rest extends Fields> = Last extends readonly [
  infer Next extends Fields,
  ...infer Others extends ReadonlyArray<Fields>
]
  ? | (F & { readonly [K in KeysOf<Last[number]>]: typeof absent } & {
        readonly [K in keyof Rest]: typeof nothing
      })
    | Endings<F & Next, Others, Rest>
  : F & Rest

/**
 * The forms of a frame that may end before each of its last fields, the shortest first: `null` stands for a byte that is
 * absent, and then nothing follows.
 */
export const ending = <
  const F extends Fields,
  const Last extends ReadonlyArray<Fields>,
  const Rest extends Fields
>(
  fields: F,
  last: Last,
  rest: Rest
): ReadonlyArray<Endings<F, Last, Rest>> => {
  const all = (of: Fields, field: Field<unknown, boolean>): Fields =>
    Object.fromEntries(Object.keys(of).map((key) => [key, field]))
  return Array.from({ length: last.length + 1 }, (_, present) =>
    Object.assign(
      {},
      fields,
      ...last.map((field, index) => (index < present ? field : all(field, absent))),
      present === last.length ? rest : all(rest, nothing)
    )
  )
}

const defaultsOf = ({ fields }: Form): Readonly<Record<string, unknown>> =>
  Object.fromEntries(fields.flatMap(({ key, fallback }) => (fallback === undefined ? [] : [[key, fallback]])))

/** Compiled when the first frame comes: a program meets a few of all layouts, and loading them is to cost little. */
const whenUsed = <A>(name: string, forms: ReadonlyArray<Form>): Functions<A> => {
  let made: Functions<A> | undefined
  const functions = (): Functions<A> =>
    (made ??= (compile(name, forms) ?? interpret(name, forms)) as Functions<A>)
  return {
    read: (bytes, start, end) => (made ?? functions()).read(bytes, start, end),
    size: (value) => (made ?? functions()).size(value),
    write: (value, bytes, at) => (made ?? functions()).write(value, bytes, at),
    is: (value) => (made ?? functions()).is(value)
  }
}

const build = <Tag extends string, A, I>(
  name: Tag,
  forms: ReadonlyArray<Form>,
  title: Layout<Tag, A, I>["title"],
  functions: Functions<A> = whenUsed(name, forms)
): Layout<Tag, A, I> => {
  let defaults: ReadonlyArray<Readonly<Record<string, unknown>>> | undefined
  const make = (fields: Readonly<Record<string, unknown>> = {}): unknown => {
    const made = (defaults ??= forms.map(defaultsOf)).map((values) => ({ _tag: name, ...values, ...fields }))
    if (made.length === 1) return made[0]
    return made.find((value, index) => formOf(forms, value) === forms[index]) ?? made[0]
  }
  return {
    ...format<A, Omit<Layout<Tag, A, I>, "Type" | "decode" | "encode" | "make" | "titled">>({
      _tag: "Layout",
      name,
      forms,
      title,
      tags: [name],
      ...functions,
      failure: failureOf(name, forms),
      codesAt: codesAtOf(forms)
    }),
    make: make as Layout<Tag, A, I>["make"],
    titled: (title) => build(name, forms, title, functions)
  }
}

/** A frame: its tag, the bytes that it begins with, and its fields behind them. */
export const layout = <const Tag extends string, const F extends Fields>(
  tag: Tag,
  head: ReadonlyArray<number>,
  fields: F
): Layout<Tag, ValueOf<Tag, F>, InputOf<F>> => build(tag, [placed(head, fields)], null)

/** A frame of several forms, the first that fits. */
export const forms = <const Tag extends string, const F extends ReadonlyArray<Fields>>(
  tag: Tag,
  head: ReadonlyArray<number>,
  ...fields: F
): Layout<Tag, ValueOf<Tag, F[number]>, InputOf<F[number]>> =>
  build(
    tag,
    fields.map((form) => placed(head, form)),
    null
  )
