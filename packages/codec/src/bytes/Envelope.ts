/**
 * A frame that carries a frame of another family: a fixed byte, a letter, what it carries, and behind some letters an
 * address.
 */
import { type DecodeFailure, tooShort, unexpectedValue } from "./Failure.ts"
import { type Envelope, type Format, format } from "./Format.ts"

/** Bytes in front of what is carried. */
const HEAD = 2
/** The shortest of them: the head, and one byte of what is carried. */
const SIZE = HEAD + 1

/** Letters by the name under which the value has them. */
type Letters = Readonly<Record<string, number>>

/** How a frame is carried. */
export interface Options<L extends Letters, D extends Letters | null, Key extends string, Carried> {
  readonly first: number
  readonly letters: L
  /** The letters behind whose frame an address stands. */
  readonly addressed: D
  readonly key: Key
  readonly carried: Format<Carried> & Envelope<unknown>["carried"]
  /** The letters in words, for a failure. */
  readonly expected: string
}

type Value<Tag, L, D, Key extends string, Carried> = [D] extends [null]
  ? { readonly _tag: Tag; readonly letter: keyof L } & { readonly [K in Key]: Carried }
  : | ({ readonly _tag: Tag; readonly letter: keyof L; readonly address: null } & {
        readonly [K in Key]: Carried
      })
    | ({ readonly _tag: Tag; readonly letter: keyof D; readonly address: number } & {
        readonly [K in Key]: Carried
      })

/** Any value of an envelope, whatever it carries. */
interface Row {
  readonly _tag: string
  readonly letter: string
  readonly address?: number | null
}

/** The format of frames that are carried so. */
export const envelope = <
  const Tag extends string,
  const L extends Letters,
  const D extends Letters | null,
  const Key extends string,
  Carried
>(
  tag: Tag,
  { first, letters, addressed, key, carried, expected }: Options<L, D, Key, Carried>
): Envelope<Value<Tag, L, D, Key, Carried>> => {
  type A = Value<Tag, L, D, Key, Carried>
  const entries = (of: Letters, hasAddress: boolean) =>
    Object.entries(of).map(([letter, byte]) => [byte, [letter, hasAddress]] as const)
  const names = new Map([...entries(letters, false), ...entries(addressed ?? {}, true)])
  const byByte = Array.from({ length: 256 }, (_, byte) => names.get(byte))
  const contentOf = (value: A): Carried => (value as { readonly [K in Key]: Carried })[key]
  const addressOf = (value: A): number | null => (value as Row).address ?? null
  return format<A, Omit<Envelope<A>, "Type" | "decode" | "encode">>({
    _tag: "Envelope",
    name: tag,
    letters,
    addressed,
    key,
    carried,
    tags: [tag],
    read: (bytes, start, end) => {
      if (end - start < SIZE || bytes[start] !== first) return undefined
      const known = byByte[bytes[start + 1]!]
      if (known === undefined) return undefined
      const [letter, hasAddress] = known
      const content = carried.read(bytes, start + HEAD, hasAddress ? end - 1 : end)
      if (content === undefined) return undefined
      const value =
        addressed === null
          ? { _tag: tag, letter, [key]: content }
          : { _tag: tag, letter, address: hasAddress ? bytes[end - 1]! : null, [key]: content }
      return value as unknown as A
    },
    failure: (bytes, start, end): DecodeFailure => {
      if (end - start < SIZE) return tooShort(tag, start, SIZE, end - start)
      if (bytes[start] !== first) return unexpectedValue(tag, start, "FF", bytes[start]!)
      const known = byByte[bytes[start + 1]!]
      if (known === undefined) return unexpectedValue(tag, start + 1, expected, bytes[start + 1]!)
      return carried.failure(bytes, start + HEAD, known[1] ? end - 1 : end)
    },
    size: (value) => HEAD + carried.size(contentOf(value)) + (addressOf(value) === null ? 0 : 1),
    write: (value, bytes, at) => {
      const { letter } = value as Row
      const address = addressOf(value)
      bytes[at] = first
      bytes[at + 1] = (address === null ? letters[letter] : addressed?.[letter]) ?? 0
      carried.write(contentOf(value), bytes, at + HEAD)
      if (address !== null) bytes[at + HEAD + carried.size(contentOf(value))] = address
    },
    is: (value) => {
      const row = value as A
      if (typeof value !== "object" || value === null || (value as Row)._tag !== tag) return false
      const { letter } = value as Row
      const address = addressOf(row)
      return (
        (address === null
          ? Object.hasOwn(letters, letter)
          : addressed !== null &&
            Object.hasOwn(addressed, letter) &&
            address >= 0 &&
            address <= 0xff &&
            Number.isInteger(address)) && carried.is(contentOf(row))
      )
    },
    codesAt: (at) => (at === 0 ? [first] : at === 1 ? [...names.keys()] : carried.codesAt(at - HEAD))
  })
}
