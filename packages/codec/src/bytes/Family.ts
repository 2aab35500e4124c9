/**
 * Frames that one byte tells apart: letters, winmon codes, frame types. A family is made of its members alone: which byte
 * leads to which of them, and which tag back, is read off their layouts.
 */
import { type DecodeFailure, tooShort } from "./Failure.ts"
import { type AnyFormat, type Family, format, type Route } from "./Format.ts"

/** A family inside a family is walked through, not called. */
const routeOf = (format: AnyFormat): Route | AnyFormat["read"] =>
  (format._tag === "Family" ? format.route : null) ?? format.read

/** The values of some formats. */
export type ValueOf<Members extends ReadonlyArray<AnyFormat>> = Members[number]["Type"]

/**
 * A family that the byte `at` bytes behind the start tells apart; what no member claims is `unknown`, and so is, where the
 * family is `lenient`, what does not fit the member that claims it.
 */
export const family = <const Members extends ReadonlyArray<AnyFormat>, Unknown extends AnyFormat>(
  name: string,
  at: number,
  members: Members,
  unknown: Unknown,
  lenient = false
): Family<ValueOf<Members> | Unknown["Type"]> => {
  type A = ValueOf<Members> | Unknown["Type"]
  const known: ReadonlyArray<AnyFormat> = members.filter((member) => member !== unknown)
  const byByte = Array.from({ length: 256 }, (): AnyFormat => unknown)
  for (const member of known) for (const code of member.codesAt(at)) byByte[code] = member
  const all = [...known, unknown]
  const byTag: Record<string, AnyFormat> = Object.fromEntries(
    all.flatMap((member) => member.tags.map((tag) => [tag, member]))
  )
  const of = (value: A): AnyFormat => byTag[(value as { readonly _tag: string })._tag] ?? unknown
  const route: Route = { at, next: byByte.map(routeOf) }
  return format<A, Omit<Family<A>, "Type" | "decode" | "encode">>({
    _tag: "Family",
    name,
    members: all,
    tags: Object.keys(byTag),
    route: lenient ? null : route,
    read: (bytes, start, end) => {
      let next: Route | AnyFormat["read"] = route
      while (typeof next !== "function") {
        if (end - start <= next.at) return lenient ? unknown.read(bytes, start, end) : undefined
        next = next.next[bytes[start + next.at]!]!
      }
      const value = next(bytes, start, end)
      return value === undefined && lenient ? unknown.read(bytes, start, end) : value
    },
    failure: (bytes, start, end): DecodeFailure =>
      end - start > at
        ? byByte[bytes[start + at]!]!.failure(bytes, start, end)
        : tooShort(name, start, at + 1, end - start),
    size: (value) => of(value).size(value),
    write: (value, bytes, start) => of(value).write(value, bytes, start),
    is: (value) => typeof value === "object" && value !== null && of(value).is(value),
    codesAt: (place) => [...new Set(known.flatMap((member) => member.codesAt(place)))]
  })
}
