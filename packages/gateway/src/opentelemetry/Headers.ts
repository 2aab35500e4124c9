/**
 * Headers as OpenTelemetry writes them: `authorization=Bearer%20abc,x-tenant=boat`, the values encoded as in a URL.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Secret from "../Secret.ts"

/** These are no headers. The message says why, and shows no value. */
export class NoHeaders extends Data.TaggedError("NoHeaders")<{ readonly message: string }> {}

const NAME = /^[\w!#$%&'*+.^`|~-]+$/u
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/u

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** The headers of a text. */
export const parse = (text: string): Effect.Effect<Readonly<Record<string, string>>, NoHeaders> =>
  Effect.forEach(
    text.split(",").filter((part) => part.trim() !== ""),
    (part, index) => {
      const at = part.indexOf("=")
      const name = part.slice(0, Math.max(0, at)).trim()
      const value = decoded(part.slice(at + 1).trim())
      return NAME.test(name) && value !== null && VALUE.test(value)
        ? Effect.succeed([name.toLowerCase(), value] as const)
        : Effect.fail(
            new NoHeaders({
              message: `header ${index + 1}: expected a name, = and a value encoded as in a URL, like authorization=Bearer%20abc`
            })
          )
    }
  ).pipe(Effect.map((pairs) => Object.fromEntries(pairs)))

/** The headers of a file, or of a text; none where there is neither. */
export const read = (
  file: string | null,
  text: Redacted.Redacted | null
): Effect.Effect<Readonly<Record<string, string>>, NoHeaders> => {
  if (file !== null) {
    return Secret.read(file, "headers like authorization=Bearer%20abc").pipe(
      Effect.mapError(({ message }) => new NoHeaders({ message })),
      Effect.flatMap((stored) =>
        Effect.mapError(
          parse(Redacted.value(stored)),
          ({ message }) => new NoHeaders({ message: `${file}: ${message}` })
        )
      )
    )
  }
  return text === null ? Effect.succeed({}) : parse(Redacted.value(text))
}
