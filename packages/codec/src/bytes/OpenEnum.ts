/**
 * A byte that names something, of which only some values are known. Known values are kebab-case names, all others
 * `unknown-<n>`: every byte has exactly one name, and every name goes back to its byte.
 */
import * as Schema from "effect/Schema"

/** The schema of an open enumeration, with both directions as total functions. */
export interface OpenEnum<Name extends string> {
  readonly schema: Schema.Codec<Name | `unknown-${number}`>
  readonly names: ReadonlyArray<Name>
  readonly decode: (byte: number) => Name | `unknown-${number}`
  readonly encode: (name: Name | `unknown-${number}`) => number
}

/** Builds an open enumeration from its known values. */
export const openEnum = <const Known extends Readonly<Record<number, string>>>(
  known: Known
): OpenEnum<Known[keyof Known & number]> => {
  type Name = Known[keyof Known & number]
  const byByte: ReadonlyArray<Name | `unknown-${number}`> = Array.from(
    { length: 256 },
    (_, byte) => (known[byte] as Name | undefined) ?? (`unknown-${byte}` as const)
  )
  const byName = new Map<string, number>(byByte.map((name, byte) => [name, byte]))
  const names = Object.values(known) as ReadonlyArray<Name>
  const isByteName = Schema.makeFilter<Name | `unknown-${number}`>((name) => byName.has(name), {
    expected: `one of ${names.join(", ")}, or unknown-<byte>`
  })
  return {
    schema: Schema.Union([Schema.Literals(names), Schema.TemplateLiteral(["unknown-", Schema.Int])]).check(
      isByteName
    ),
    names,
    decode: (byte) => byByte[byte & 0xff]!,
    encode: (name) => byName.get(name) ?? 0
  }
}
