/**
 * From what people type to an id: a number, or a name of the tables without regard to case and `_`. Pure.
 * Reference: decisions.md 1.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const kinds = { "ram-variable": "RAM variable", setting: "setting", flag: "flag" } as const

/** Entries with a name. */
export type Kind = keyof typeof kinds

/** Nothing has this name or number. `nearest` are names that may have been meant, best first. */
export class UnknownName extends Schema.TaggedError<UnknownName>()("UnknownName", {
  kind: Schema.Literals(["ram-variable", "setting", "flag"]),
  name: Schema.String,
  nearest: Schema.Array(Schema.String)
}) {
  override get message() {
    const meant = this.nearest.length === 0 ? "" : `. Did you mean ${this.nearest.join(" or ")}?`
    return `there is no ${kinds[this.kind]} "${this.name}"${meant}`
  }

  /** The same, with the command that shows all names where none is near. */
  reason(list: string): string {
    return this.nearest.length === 0 ? `${this.message}. "vebus ${list}" shows those there are` : this.message
  }
}

/** A table to look in. */
export interface Table<Id extends number> {
  readonly kind: Kind
  /** The id itself when there may be such a one. */
  readonly byId: (id: number) => Id | null
  readonly byName: (name: string) => Id | null
  readonly nearest: (name: string) => ReadonlyArray<string>
}

/** Finds the id for a name or a number of a table. */
export type Resolve<Id extends number> = (nameOrId: string | number) => Result.Result<Id, UnknownName>

/** Finds ids in a table. Digits alone are an id, everything else a name. */
export const resolver =
  <Id extends number>({ kind, byId, byName, nearest }: Table<Id>): Resolve<Id> =>
  (nameOrId) => {
    const text = String(nameOrId).trim()
    const id = /^\d+$/.test(text) ? byId(Number(text)) : byName(text)
    return id === null
      ? Result.fail(new UnknownName({ kind, name: text, nearest: [...nearest(text)] }))
      : Result.succeed(id)
  }

/** An id that one byte can hold, known or not: a device may have what no table tells. */
export const byteId = (id: number): number | null => (id <= 0xff ? id : null)
