/**
 * The configuration of a gateway as one schema: what each key is, what it is where nothing is said, and what it expects.
 *
 *     sites:
 *       van: { port: /dev/ttyUSB0, interval: 1s }
 *     http: { listen: 127.0.0.1:8090, token-file: /etc/vebus/token }
 *
 * The keys are those of the file. Only `sites` is needed. Reference: gateway.md 2.
 */
import * as Schema from "effect/Schema"
import * as Doors from "./Doors.ts"
import * as FollowFile from "./FollowFile.ts"
import * as Key from "./Key.ts"
import * as Leaves from "./Leaves.ts"

const { Text, Switch } = Leaves
const { maybe, or, secret } = Key

const DEFAULT_INTERVAL = "1s"
const MAX_ADDRESS = 31
const MIN_EXPORT_MILLIS = 1000
const MIN_COMMAND_MILLIS = 1000

/** Grid control of a site: the keys of the file of `vebus ess follow`, and what a gateway has besides. */
export const ess = {
  /** Whether a meter may be followed at all. */
  enabled: or(Switch, false),
  /** Whether it begins by itself, once the unit tells something; else somebody has to command a mode. */
  autostart: or(Switch, false),
  /** How long a mode or a target holds that was commanded; then what stands here counts again. */
  commandFor: or(Leaves.span(MIN_COMMAND_MILLIS), "1h"),
  ...FollowFile.fields
}

/** One adapter with the system behind it. */
export const site = {
  port: Leaves.Port,
  /** The time from one reading to the next. */
  interval: or(Leaves.Interval, DEFAULT_INTERVAL),
  /** The unit that is selected, 0 to 31; the lowest that answers unless said otherwise. */
  address: maybe(
    Schema.Int.check(
      Schema.isBetween({ minimum: 0, maximum: MAX_ADDRESS }, { message: "expected an address from 0 to 31" })
    )
  ),
  /** A grid meter that is followed; `null`: none. */
  ess: maybe(Schema.Struct(ess))
}

/** The page, the HTTP API and the metrics. */
export const http = {
  listen: or(Leaves.Listen, "127.0.0.1:8090"),
  /** A file with the token that changes need, and reads from other machines. */
  "token-file": maybe(Text),
  /** The token itself. */
  token: secret,
  /** Whether anybody who reaches the port may read. */
  "public-reads": or(Switch, false),
  /** Names by which this machine is reached, besides the address that it listens on. */
  "allowed-hosts": or(Schema.Array(Leaves.Host), []),
  /** Pages that may show the page in a frame, by their origin; nobody unless it is named. */
  "framed-by": or(Schema.Array(Leaves.Origin), [])
}

/** Changes that are allowed from outside: none unless it is named. */
export const allow = {
  /** The position of the switch. */
  switch: or(Switch, false),
  /** The input current limit, in amperes. */
  limit: or(Leaves.permission("A"), false),
  /** Charging on and off, forced absorption and float. */
  charge: or(Switch, false),
  /** Forced equalisation as well. */
  equalise: or(Switch, false),
  /** The standby line of an MK3. */
  standby: or(Switch, false),
  /** A restart of all units, which interrupts the AC output. */
  reset: or(Switch, false),
  /** The set-point of the ESS assistant, in watts. */
  ess: or(Leaves.permission("W"), false),
  /** The mode of grid control, where a site follows a meter. */
  "ess-mode": or(Switch, false),
  /** The watts that grid control has drawn from the grid. */
  "ess-target": or(Leaves.permission("W"), false),
  /** Settings and flags by name. */
  settings: or(Leaves.AllowedSettings, [])
}

/** Changes from outside. */
export const control = {
  allow: or(Schema.Struct(allow), {}),
  /** Whether a command may store a setting, if it says so itself. */
  eeprom: or(Switch, false)
}

const MqttUrl = Text.check(
  Schema.makeFilter((url) => {
    if (!/^(mqtts?|wss?):\/\/./.test(url) || !URL.canParse(url))
      return "expected the URL of a broker like mqtt://127.0.0.1:1883 or mqtts://broker:8883"
    const { username, password } = new URL(url)
    return username === "" && password === ""
      ? undefined
      : "expected a URL without name and password: these are username and password-file"
  })
)

/** The broker. */
export const mqtt = {
  /** One, or several of which the first that answers is used. */
  url: Schema.Union([MqttUrl, Schema.NonEmptyArray(MqttUrl)]),
  username: maybe(Text),
  "password-file": maybe(Text),
  password: secret,
  /** The beginning of all topics. */
  base: or(Leaves.Topic, "vebus"),
  /** The prefix of Home Assistant's discovery; `false`: no discovery. */
  "home-assistant": or(Schema.Union([Schema.Literal(false), Leaves.Topic]), "homeassistant"),
  /** Whether each value has a topic of its own too. */
  scalars: or(Switch, false),
  "client-id": maybe(Text),
  /** Files for TLS: who signed the broker's certificate, and our own. */
  "ca-file": maybe(Text),
  "cert-file": maybe(Text),
  "key-file": maybe(Text)
}

/** The metrics. */
export const prometheus = {
  /** `invertergui`: its names too; where there are several sites, with the label `site`. */
  compat: or(
    Schema.Literals(["none", "invertergui"]).annotate({ message: "expected none or invertergui" }),
    "none"
  )
}

const HttpUrl = Text.check(
  Schema.makeFilter((url) => {
    if (!/^https?:\/\/./.test(url) || !URL.canParse(url))
      return "expected the URL of a server like http://127.0.0.1:8086"
    const { username, password, search } = new URL(url)
    return username === "" && password === "" && search === ""
      ? undefined
      : "expected a URL without name, password and question mark: keys of their own say these"
  })
)

/** InfluxDB, of version 1 (`database`) or 2 (`org`, `bucket`). */
export const influx = {
  url: HttpUrl,
  /** The database that readings go into, with version 1. */
  database: maybe(Text),
  username: maybe(Text),
  "password-file": maybe(Text),
  /** The organisation and the bucket that readings go into, with version 2. */
  org: maybe(Text),
  bucket: maybe(Text),
  /** A file with the token of version 2. */
  "token-file": maybe(Text),
  /** The time from one point to the next. */
  interval: or(Leaves.span(MIN_EXPORT_MILLIS), "10s")
}

const Influx = Schema.Struct(influx).check(
  Schema.makeFilter(({ database, bucket, org, username, ...files }) => {
    if ((database === null) === (bucket === null))
      return "expected either database, for version 1, or org and bucket, for version 2"
    const others =
      database === null
        ? { username, "password-file": files["password-file"] }
        : { org, "token-file": files["token-file"] }
    const wrong = Object.entries(others).filter(([, value]) => value !== null)
    return wrong.length === 0
      ? undefined
      : `expected no ${wrong.map(([key]) => key).join(" and ")} with ${database === null ? "bucket" : "database"}`
  })
)

/** A collector of OpenTelemetry. */
export const opentelemetry = {
  /** Where it takes OTLP over HTTP, without `/v1/metrics`. */
  endpoint: HttpUrl,
  /** A file with headers, as in `OTEL_EXPORTER_OTLP_HEADERS`: `authorization=Bearer%20abc`. */
  "headers-file": maybe(Text),
  /** The headers themselves. */
  headers: secret,
  /** The name of the service that figures are found by. */
  service: or(Text, "vebus"),
  /** The signals that are sent. */
  signals: or(
    Schema.Array(
      Schema.Literals(["metrics", "logs", "traces"]).annotate({ message: "expected metrics, logs or traces" })
    ),
    ["metrics"]
  ),
  /** The time from one export of the metrics to the next. */
  interval: or(Leaves.span(MIN_EXPORT_MILLIS), "10s")
}

const MAX_INSTANCE = 65_535

/** Topics as a GX device has them, on the broker of `mqtt`. */
export const venus = {
  /** The portal id in each topic, in place of the number of a GX. */
  portal: or(
    Schema.String.check(
      Schema.isPattern(/^[\w-]{1,32}$/, { message: "expected 1 to 32 letters, digits, _ and -" })
    ),
    "vebus000001"
  ),
  /** The number of the first site; those of the others follow. */
  instance: or(
    Schema.Int.check(
      Schema.isBetween(
        { minimum: 0, maximum: MAX_INSTANCE },
        { message: "expected a number from 0 to 65535" }
      )
    ),
    288
  )
}

/** How long readings are kept. */
export const keep = {
  seconds: or(Leaves.span(), "2d"),
  minutes: or(Leaves.span(), "90d"),
  quarters: or(Leaves.span(), "3650d")
}

/** The history of readings, in a file. */
export const history = {
  /** `default`: in the state folder. */
  path: or(Text, "default"),
  keep: or(Schema.Struct(keep), {})
}

/** All sections but the sites, by key; what a section is that is left out stands in `Config`. */
export const sections = {
  http,
  control,
  mqtt,
  prometheus,
  influx,
  opentelemetry,
  venus,
  ...Doors.sections,
  history
}

/** Two sessions at one adapter would take each other's answers. A simulation is another one for each site. */
const sharedPort = (sites: Readonly<Record<string, { readonly port: string }>>): string | undefined => {
  const first = new Map<string, string>()
  for (const [name, { port }] of Object.entries(sites)) {
    const other = first.get(port)
    if (other !== undefined)
      return `expected a port of its own for each site: ${other} and ${name} have ${port}`
    if (!/^(?:sim|replay):/.test(port)) first.set(port, name)
  }
  return undefined
}

const Sites = Schema.Record(Leaves.SiteName, Schema.Struct(site))
  .annotate({ messageUnexpectedKey: Leaves.siteName })
  .check(
    Schema.makeFilter((sites) =>
      Object.keys(sites).length === 0
        ? "expected at least one site, like van: { port: /dev/ttyUSB0 }"
        : undefined
    )
  )
  .check(Schema.makeFilter(sharedPort))

/** The whole file. */
export const Config = Schema.Struct({
  sites: Sites,
  http: or(Schema.Struct(http), {}),
  control: or(Schema.Struct(control), {}),
  /** `null`: no broker. */
  mqtt: maybe(Schema.Struct(mqtt)),
  prometheus: or(Schema.Struct(prometheus), {}),
  /** `null`: no InfluxDB. */
  influx: maybe(Influx),
  /** `null`: no collector. */
  opentelemetry: maybe(Schema.Struct(opentelemetry)),
  /** `null`: no topics of a GX. */
  venus: maybe(Schema.Struct(venus)),
  /** `null`: no NUT server. */
  nut: maybe(Schema.Struct(Doors.sections.nut)),
  /** `null`: no Modbus server. */
  modbus: maybe(Schema.Struct(Doors.sections.modbus)),
  /** `false`: nothing is kept. */
  history: or(Schema.Union([Schema.Literal(false), Schema.Struct(history)]), {})
})
  .check(Schema.makeFilter(Doors.problems))
  .check(
    Schema.makeFilter(({ venus, mqtt }) =>
      venus !== null && mqtt === null
        ? { path: ["venus"], issue: "expected a broker as well: mqtt: { url: mqtt://127.0.0.1 }" }
        : undefined
    )
  )
export type Config = typeof Config.Type

/** One adapter, as it was configured. */
export type Site = Config["sites"][string]
