/**
 * A byte that names something, of which only some values are known. Known values are kebab-case names, all others
 * `unknown-<n>`: every byte has exactly one name, and every name goes back to its byte.
 */
type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
/** 0 to 255 in digits. */
type Byte =
  | `${Digit | ""}${Digit}`
  | `1${Digit}${Digit}`
  | `2${0 | 1 | 2 | 3 | 4}${Digit}`
  | `25${0 | 1 | 2 | 3 | 4 | 5}`
/** A name for a byte that nobody has named. A number above 255 is none. */
export type Unnamed = `unknown-${Exclude<Byte, `0${Digit}`>}`

/** An open enumeration: its known names, and both directions as total functions. */
export interface OpenEnum<Name extends string> {
  /** The type of its values; there is nothing here at run time. */
  readonly Type: Name | Unnamed
  readonly names: ReadonlyArray<Name>
  readonly decode: (byte: number) => Name | Unnamed
  readonly encode: (name: Name | Unnamed) => number
  /** The byte of a name, or `undefined` for what is none. */
  readonly byteOf: (name: unknown) => number | undefined
}

/** Builds an open enumeration from its known values. */
export const openEnum = <const Known extends Readonly<Record<number, string>>>(
  known: Known
): OpenEnum<Known[keyof Known & number]> => {
  type Name = Known[keyof Known & number]
  const byByte: ReadonlyArray<Name | Unnamed> = Array.from(
    { length: 256 },
    (_, byte) => (known[byte] as Name | undefined) ?? (`unknown-${byte}` as Unnamed)
  )
  const byName = new Map<string, number>(byByte.map((name, byte) => [name, byte]))
  const names = Object.values(known) as ReadonlyArray<Name>
  return {
    Type: undefined as never,
    names,
    decode: (byte) => byByte[byte & 0xff]!,
    encode: (name) => byName.get(name) ?? 0,
    byteOf: (name) => byName.get(name as string)
  }
}
