/**
 * One JSON document over another: what a profile that extends another comes to.
 *
 *     objects                  key by key; `null` takes a key away
 *     lists of things with id  id by id, likewise; new ids are added
 *     figures with a basis     a bare figure replaces the figure, with the basis `given`
 *     anything else            replaces what was there
 */
import * as Result from "effect/Result"
import * as BadProfile from "./BadProfile.ts"

type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject
interface JsonObject {
  readonly [key: string]: Json
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether it is a list of which every entry has an id, and there is at least one. */
const isListOfIds = (value: Json | undefined): value is ReadonlyArray<JsonObject> =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => isObject(entry) && "id" in entry)

/** The document that comes of laying one over another. */
const merge = (base: Json | undefined, over: Json): Json => {
  if (isObject(over)) return isObject(base) ? mergeObjects(base, over) : mergeObjects({}, over)
  if (isListOfIds(over) && isListOfIds(base)) return mergeLists(base, over)
  return isObject(base) && "value" in base && "basis" in base
    ? { ...base, value: over, basis: "given" }
    : over
}

const mergeObjects = (base: JsonObject, over: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(base[key], value)
  }
  return merged
}

/** Whoever says more of an entry than its name has it supported, and whoever gives it an info has an info. */
const mergeEntries = (base: JsonObject, over: JsonObject): JsonObject => {
  const { supported, noInfo, basis, ...known } = base
  const isSaid = Object.keys(over).some((key) => key !== "id" && key !== "name")
  return mergeObjects(
    {
      ...known,
      ...(supported === undefined || isSaid ? {} : { supported }),
      ...(noInfo === undefined || "scaleWord" in over ? {} : { noInfo }),
      ...(isObject(basis) ? { basis: basisOf(basis, over) } : {})
    },
    over
  )
}

/** Where the words of an entry are from after another one was laid over it. */
const basisOf = (base: JsonObject, over: JsonObject): JsonObject => {
  const said = Object.keys(over).filter((key) => key !== "id" && key !== "name" && key !== "basis")
  if (said.includes("supported")) return { info: "given" }
  const info = said.filter((key) => key !== "raw" && key !== "access")
  return {
    ...base,
    ...(info.length > 0 ? { info: "given" } : {}),
    ...(said.includes("access") ? { access: "given" } : {}),
    ...(said.includes("raw") ? { raw: "given" } : {})
  }
}

/** Lists of RAM variables or settings, entry by entry. */
const mergeLists = (
  base: ReadonlyArray<JsonObject>,
  over: ReadonlyArray<JsonObject>
): ReadonlyArray<JsonObject> => {
  const idOf = ({ id }: JsonObject) => id
  const known = new Set(base.map(idOf))
  return [
    ...base.map((entry) =>
      over
        .filter((other) => idOf(other) === idOf(entry))
        .reduce((merged, other) => mergeEntries(merged, other), entry)
    ),
    ...over.filter((entry) => !known.has(idOf(entry)))
  ]
}

/**
 * A document with the one that it extends under it, and with what its units differ in completed. `find` knows what can
 * be extended; the result is whatever the document is, and still to be checked.
 */
export const resolve = (
  json: unknown,
  find: (id: string) => unknown
): Result.Result<unknown, BadProfile.BadProfile> => {
  if (!isObject(json)) return Result.succeed(json)
  if (!("extends" in json)) return Result.succeed(completed(json))
  const { extends: id, ...differences } = json
  const base = typeof id === "string" ? find(id) : undefined
  return isObject(base)
    ? Result.succeed(completed(mergeObjects(base, differences)))
    : Result.fail(
        BadProfile.make([
          { path: "extends", message: `Expected the id of a profile, got ${JSON.stringify(id)}` }
        ])
      )
}

/** A unit names of its RAM variables and settings only what differs from those of all. */
const completed = (document: JsonObject): JsonObject => {
  const { units } = document
  if (!Array.isArray(units)) return document
  return {
    ...document,
    units: (units as ReadonlyArray<Json>).map((unit) =>
      isObject(unit)
        ? Object.fromEntries(
            Object.entries(unit).map(([key, own]) => [key, completedList(document[key], own)])
          )
        : unit
    )
  }
}

const completedList = (common: Json | undefined, own: Json): Json => {
  if (!isListOfIds(own) || !isListOfIds(common)) return own
  const ids = new Set(own.map(({ id }) => id))
  return mergeLists(common, own).filter(({ id }) => ids.has(id))
}
