/**
 * A frame that carries a frame of another family: a fixed byte, a letter, what it carries, and behind some letters an
 * address.
 */
import { hexByte } from "./Hex.ts"
import { tooShort, unexpectedValue } from "./Failure.ts"
import { type Envelope, type Format, format } from "./Format.ts"

/** Bytes in front of what is carried. */
const HEAD = 2
/** The shortest of them: the head, and one byte of what is carried. */
const SIZE = HEAD + 1

/** Letters by the name under which the value has them. */
type Letters = Readonly<Record<string, number>>

/** How a frame is carried. */
export interface Options<A, Carried> extends Pick<Envelope<A>, "letters" | "addressed" | "key"> {
  readonly first: number
  /** The letters in words, for a failure. */
  readonly expected: string
  readonly carried: Format<Carried> & Envelope<unknown>["carried"]
  readonly make: (letter: never, address: never, carried: Carried) => A
  readonly carriedOf: (value: A) => Carried
  readonly addressOf: (value: A) => number | null
}

/** The format of frames that are carried so. */
export const envelope = <A extends { readonly _tag: string; readonly letter: string }, Carried>(
  tag: A["_tag"],
  { first, letters, addressed, key, carried, expected, make, carriedOf, addressOf }: Options<A, Carried>
): Envelope<A> => {
  const named = (of: Letters, hasAddress: boolean) =>
    Object.entries(of).map(([letter, byte]) => [byte, { letter: letter as never, hasAddress }] as const)
  const names = new Map([...named(letters, false), ...named(addressed ?? {}, true)])
  const byByte = Array.from({ length: 256 }, (_, byte) => names.get(byte))
  const byteOf = ({ letter }: A, address: number | null): number | undefined => {
    const known = address === null ? letters : (addressed ?? {})
    return Object.hasOwn(known, letter) ? known[letter] : undefined
  }
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
      const last = known.hasAddress ? end - 1 : end
      const content = carried.read(bytes, start + HEAD, last)
      return content === undefined
        ? undefined
        : make(known.letter, (known.hasAddress ? bytes[last]! : null) as never, content)
    },
    failure: (bytes, start, end) => {
      if (end - start < SIZE) return tooShort(tag, start, SIZE, end - start)
      if (bytes[start] !== first) return unexpectedValue(tag, start, hexByte(first), bytes[start]!)
      const known = byByte[bytes[start + 1]!]
      if (known === undefined) return unexpectedValue(tag, start + 1, expected, bytes[start + 1]!)
      return carried.failure(bytes, start + HEAD, known.hasAddress ? end - 1 : end)
    },
    size: (value) => HEAD + carried.size(carriedOf(value)) + (addressOf(value) === null ? 0 : 1),
    write: (value, bytes, at) => {
      const content = carriedOf(value)
      const address = addressOf(value)
      bytes[at] = first
      bytes[at + 1] = byteOf(value, address) ?? 0
      carried.write(content, bytes, at + HEAD)
      if (address !== null) bytes[at + HEAD + carried.size(content)] = address
    },
    is: (value) => {
      if (typeof value !== "object" || value === null || (value as A)._tag !== tag) return false
      const address = addressOf(value as A)
      return (
        (address === null || (Number.isInteger(address) && address >= 0 && address <= 0xff)) &&
        byteOf(value as A, address) !== undefined &&
        carried.is(carriedOf(value as A))
      )
    },
    codesAt: (at) => (at === 0 ? [first] : at === 1 ? [...names.keys()] : carried.codesAt(at - HEAD))
  })
}
