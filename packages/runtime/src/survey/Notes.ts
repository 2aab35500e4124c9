/**
 * The notes of a survey: a cell for each piece that was asked for. A survey that was interrupted reads its cells
 * again and asks for the rest. A cell that makes no sense is asked for anew.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The file of a survey that is not complete yet. */
export const Unfinished = Schema.Struct({
  schema: Schema.Literal("vebus.survey/1"),
  complete: Schema.Literal(false),
  software: Schema.String,
  cells: Schema.Record(Schema.String, Schema.Unknown)
})
export type Unfinished = typeof Unfinished.Type

/** Cells by name. */
export type Cells = Readonly<Record<string, unknown>>

/** Gives the content of a cell: what it holds already, or what asking for it brings. */
export type Cell<F = never> = <A, E>(
  name: string,
  schema: Schema.Codec<A, unknown>,
  ask: Effect.Effect<A, E>
) => Effect.Effect<A, E | F>

/** How a survey reports what it does. */
export interface Options<F = never> {
  /** The known part. */
  readonly cells: Cells
  /** Keeps the cells, after each new one. */
  readonly keep: (cells: Cells) => Effect.Effect<void, F>
  /** Hears the name of each cell before it is asked for, and how many there were. */
  readonly onCell: (name: string, before: number) => void
}

/** Notes that this package has made always follow their schema. */
const encode = <A>(schema: Schema.Codec<A, unknown>, value: A): unknown => Schema.encodeSync(schema)(value)

/** Cells that fill as they are asked for. */
export const make = <F = never>({ cells, keep, onCell }: Options<F>): Cell<F> => {
  let all = cells
  let count = 0
  return <A, E>(name: string, schema: Schema.Codec<A, unknown>, ask: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      onCell(name, count++)
      const known = Object.hasOwn(all, name)
        ? Schema.decodeUnknownOption(schema)(all[name])
        : Option.none<A>()
      if (Option.isSome(known)) return known.value
      const value = yield* ask
      all = { ...all, [name]: encode(schema, value) }
      yield* keep(all)
      return value
    })
}
