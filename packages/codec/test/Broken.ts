/** Values of frames with one part replaced. */
import fc from "fast-check"

/** The keys to a part of a value. */
type Path = ReadonlyArray<string>

/** Where the numbers of a frame are. The counts of a failure are none of the frame's. */
export const numbersIn = (value: unknown, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "number"
    ? [path]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, part]) =>
          key === "failure" ? [] : numbersIn(part, [...path, key])
        )
      : []

/** The value with one part replaced. */
export const replace = (value: unknown, [key, ...rest]: Path, part: unknown): unknown => {
  if (key === undefined) return part
  const inner = replace((value as Readonly<Record<string, unknown>>)[key], rest, part)
  return Array.isArray(value)
    ? value.map((old: unknown, index) => (String(index) === key ? inner : old))
    : { ...(value as object), [key]: inner }
}

/** What no field of a frame can hold. */
export const impossible = fc.constantFrom<unknown>(-0x1_0000_0000, 0x1_0000_0000, 0.5, Number.NaN, "1")
