/**
 * The configuration in environment variables: one rule for all keys. `VEBUS_`, then the path of the key in capitals, with `_`
 * between its parts and for `-`: `VEBUS_MQTT_URL`, `VEBUS_HTTP_PUBLIC_READS`, `VEBUS_SITES_VAN_PORT`. A value is read as in
 * the file: `true`, `1s`, `{ max: 16 A }`.
 */
import { Names } from "@vebus/codec"
import * as Doors from "./Doors.ts"
import * as Schema from "./Schema.ts"
import * as Yaml from "./Yaml.ts"

/** Variables that all programs have which send to a collector. They are taken as they are, and count less than our own. */
const standard: Readonly<Record<string, ReadonlyArray<string>>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: ["opentelemetry", "endpoint"],
  OTEL_EXPORTER_OTLP_HEADERS: ["opentelemetry", "headers"],
  OTEL_SERVICE_NAME: ["opentelemetry", "service"]
}

/** The variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>

/** A key that a variable sets. */
export interface Variable {
  readonly name: string
  readonly path: ReadonlyArray<string>
  readonly value: unknown
}

/** The keys that the variables give, and the mistakes in them. */
export interface Found {
  readonly variables: ReadonlyArray<Variable>
  readonly problems: ReadonlyArray<{ readonly name: string; readonly message: string }>
}

const PREFIX = "VEBUS_"

const nested: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  control: { allow: Schema.allow },
  nut: { low: Doors.low },
  history: { keep: Schema.keep }
}

/** The paths of all keys but those of the sites. */
const paths: ReadonlyArray<ReadonlyArray<string>> = Object.entries(Schema.sections).flatMap(
  ([section, keys]) => [
    [section],
    ...Object.keys(keys).flatMap((key) => [
      [section, key],
      ...Object.keys(nested[section]?.[key] ?? {}).map((inner) => [section, key, inner])
    ])
  ]
)

/** The variable of a key. */
export const nameOf = (path: ReadonlyArray<string>): string =>
  PREFIX + path.map((part) => part.toUpperCase().replaceAll("-", "_")).join("_")

const byName = new Map(paths.map((path) => [nameOf(path), path]))

const SITE = new RegExp(`^${PREFIX}SITES_(\\w+)_(${Object.keys(Schema.site).join("|").toUpperCase()})$`)

/** The path of the key of a site; a site of the file is meant also where its name has a `-`. */
const ofSite = (name: string, sites: ReadonlyArray<string>): ReadonlyArray<string> | null => {
  const [, site, key] = SITE.exec(name) ?? []
  if (site === undefined) return null
  const known = sites.find((other) => other.toUpperCase().replaceAll("-", "_") === site)
  return ["sites", known ?? site.toLowerCase(), key!.toLowerCase()]
}

const isOurs = (name: string): boolean =>
  name === `${PREFIX}SITES` ||
  [...Object.keys(Schema.sections), "sites"].some((section) => name.startsWith(`${nameOf([section])}_`))

/** Variables of the command line, which are no keys. */
const others = ["READ_ONLY", "STATE_DIR", "CACHE_DIR", "MAKE_CACHE"].map((name) => PREFIX + name)

/** The section that the name of a variable comes near to without being it; `null`: it is somebody else's. */
const misspelt = (name: string): string | null => {
  const [, section, rest] = /^VEBUS_([A-Z0-9]+)_(\w+)$/.exec(name) ?? []
  if (section === undefined || others.includes(name)) return null
  const sections = [...Object.keys(Schema.sections), "sites"].map((known) => ({ name: known }))
  const [nearest] = Names.nearest(sections, section, 1)
  return nearest === undefined ? null : `${nameOf([nearest])}_${rest}`
}

/** The keys that variables set, whose file names these sites. */
export const read = (env: Env, sites: ReadonlyArray<string>): Found => {
  const variables: Array<Variable> = []
  const problems: Array<Found["problems"][number]> = []
  const isSent = ["OTEL_EXPORTER_OTLP_ENDPOINT", nameOf(standard["OTEL_EXPORTER_OTLP_ENDPOINT"]!)].some(
    (name) => (env[name] ?? "") !== ""
  )
  // Without a collector the others say nothing to us.
  for (const [name, path] of Object.entries(isSent ? standard : {})) {
    const text = env[name]
    if (text !== undefined && text !== "") variables.push({ name, path, value: text })
  }
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || text === "") continue
    const path = name === `${PREFIX}SITES` ? ["sites"] : (byName.get(name) ?? ofSite(name, sites))
    if (path === null) {
      const meant = isOurs(name) ? null : misspelt(name)
      if (meant !== null) problems.push({ name, message: `there is no such section: did you mean ${meant}?` })
      else if (isOurs(name)) problems.push({ name, message: "there is no key for this variable" })
      continue
    }
    const parsed = Yaml.parse(text)
    if (parsed._tag === "Failure") problems.push({ name, message: parsed.failure[0]!.message })
    else variables.push({ name, path, value: parsed.success.value })
  }
  // Shorter paths first: a section, then what lies in it.
  return { variables: variables.toSorted((a, b) => a.path.length - b.path.length), problems }
}
