/**
 * Spans of time that a caller gave, in milliseconds.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Spans from "../Span.ts"
import { BadOption } from "./Wrong.ts"

/** Milliseconds, or text with a unit: `500ms`, `1s`, `2m`. */
export type Span = number | string

/** The milliseconds of an option, above 0. */
export const of = (option: string, span: Span): Effect.Effect<number, BadOption> => {
  const millis = typeof span === "number" ? span : Option.getOrElse(Spans.parse(span), () => Number.NaN)
  return millis > 0
    ? Effect.succeed(millis)
    : Effect.fail(
        new BadOption({
          option,
          expected: "milliseconds, or a text like 500ms, 1s or 2m",
          found: String(span)
        })
      )
}
