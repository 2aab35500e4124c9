/**
 * The configuration as JSON Schema, for editors that check a file while it is written. Made from `Schema.ts`; what only a
 * program can check, such as the names of settings, is checked by `load`.
 */
import * as EffectSchema from "effect/Schema"
import * as Doors from "./Doors.ts"
import * as FollowFile from "./FollowFile.ts"
import * as Leaves from "./Leaves.ts"
import * as Schema from "./Schema.ts"

/** The name and version of the form of the file. */
export const SCHEMA = "vebus.gateway/1"

/** The name and version of the form of the file of `vebus ess follow`. */
export const FOLLOW = "vebus.follow/1"

/** A piece of JSON Schema. */
export type Json = { readonly [key: string]: unknown }

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** No keys but those that are named. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (!isJson(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]))
  return isJson(value["properties"]) ? { ...inner, additionalProperties: false } : inner
}

const of = (schema: EffectSchema.Top): Json =>
  JSON.parse(JSON.stringify(EffectSchema.toJsonSchemaDocument(schema).schema)) as Json

const NAME = Leaves.NUT_NAME.source

/** Users and UPSs by name: what a name may be says the pattern of its key. */
const nut = (): Json => {
  const section = of(EffectSchema.Struct(Doors.sections.nut))
  const named = (inner: Json): Json => ({
    type: "object",
    patternProperties: { [NAME]: inner },
    additionalProperties: false
  })
  return {
    ...section,
    properties: {
      ...(section["properties"] as Json),
      users: named(of(EffectSchema.Struct(Doors.user))),
      ups: { anyOf: [named(of(Leaves.SiteName)), { type: "null" }] }
    }
  }
}

/** Units by the name of their site. */
const modbus = (): Json => {
  const section = of(EffectSchema.Struct(Doors.sections.modbus))
  const units = {
    type: "object",
    patternProperties: { [Leaves.SITE_NAME.source]: of(Doors.unit) },
    additionalProperties: false
  }
  return {
    ...section,
    properties: { ...(section["properties"] as Json), units: { anyOf: [units, { type: "null" }] } }
  }
}

/** The schema of the file. */
export const document = (): Json => {
  const whole = of(Schema.Config)
  const sites = {
    type: "object",
    description: "One adapter with the system behind it, by the name of the site",
    minProperties: 1,
    patternProperties: { [Leaves.SITE_NAME.source]: of(EffectSchema.Struct(Schema.site)) },
    additionalProperties: false
  }
  return closed({
    description: "The configuration of the gateway",
    ...whole,
    properties: {
      ...(whole["properties"] as Json),
      sites,
      nut: { anyOf: [nut(), { type: "null" }] },
      modbus: { anyOf: [modbus(), { type: "null" }] }
    }
  }) as Json
}

/** The schema of the file of `vebus ess follow`. */
export const follow = (): Json => closed(of(FollowFile.FollowFile)) as Json
