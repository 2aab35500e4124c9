/**
 * The sections of doors that have a port of their own, and what these have to do with the rest of the file.
 */
import * as Schema from "effect/Schema"
import * as Key from "./Key.ts"
import * as Leaves from "./Leaves.ts"

const { Text, Switch } = Leaves
const { maybe, or } = Key

const PERCENT = 100

/** When a battery is low, besides what the low-battery LED says. */
export const low = {
  /** Below this state of charge. */
  "state-of-charge": maybe(Leaves.positive("%", PERCENT)),
  /** Below this voltage. */
  voltage: maybe(Leaves.positive("V")),
  /** For so long the voltage has to be low. */
  for: or(Leaves.span(), "30s")
}

/** Somebody who may log in to the NUT server. */
export const user = {
  "password-file": Text,
  /** A primary may also let all clients shut down. */
  role: or(
    Schema.Literals(["secondary", "primary"]).annotate({ message: "expected secondary or primary" }),
    "secondary"
  )
}

/** The NUT server. */
const nut = {
  listen: or(Leaves.Listen, "127.0.0.1:3493"),
  /** Who may log in, by name. Reading takes no name. */
  users: or(
    Schema.Record(Leaves.NutName, Schema.Struct(user)).annotate({ messageUnexpectedKey: Leaves.nutName }),
    {}
  ),
  /** The site of each UPS by name; `null`: the first site is `ups`, the others have their own names. */
  ups: maybe(
    Schema.Record(Leaves.NutName, Leaves.SiteName).annotate({ messageUnexpectedKey: Leaves.nutName })
  ),
  low: or(Schema.Struct(low), {}),
  /** The power at which the load of a UPS counts as 100 %, in watts. */
  "nominal-power": maybe(Leaves.positive("W")),
  /** Whether it lets all clients shut down itself when a battery is low and no primary is logged in. */
  "force-shutdown": or(Switch, false),
  /** Files for TLS, both or neither. */
  "cert-file": maybe(Text),
  "key-file": maybe(Text)
}

const MAX_UNIT = 247

/** The unit of a site. */
export const unit = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: MAX_UNIT }, { message: "expected a unit from 1 to 247" })
)

/** The Modbus server. */
const modbus = {
  listen: or(Leaves.Listen, "127.0.0.1:1502"),
  /** The unit of each site; `null`: 228 for the first, 229 for the next, and so on. */
  units: maybe(Schema.Record(Leaves.SiteName, unit).annotate({ messageUnexpectedKey: Leaves.siteName })),
  /** Whether registers may be written, as far as `control.allow` goes. */
  writes: or(Switch, false)
}

/** The sections, by key. */
export const sections = { nut, modbus }

/** The parts of a configuration that these sections depend on. */
interface Whole {
  readonly sites: Readonly<Record<string, unknown>>
  readonly nut: {
    readonly ups: Readonly<Record<string, string>> | null
    readonly "cert-file": string | null
    readonly "key-file": string | null
  } | null
  readonly modbus: { readonly units: Readonly<Record<string, number>> | null } | null
}

/** A UPS of a site that there is none of would never be there; one file of a certificate is of no use. */
const nutProblems = ({ sites, nut: found }: Whole): ReadonlyArray<Schema.FilterIssue> =>
  found === null
    ? []
    : [
        ...Object.entries(found.ups ?? {})
          .filter(([, site]) => !Object.hasOwn(sites, site))
          .map(([name, site]) => ({
            path: ["nut", "ups", name],
            issue: `expected a site of this configuration, found "${site}"`
          })),
        ...((found["cert-file"] === null) === (found["key-file"] === null)
          ? []
          : [{ path: ["nut"], issue: "expected both cert-file and key-file, or neither" }])
      ]

/** Each unit is one site. */
const modbusProblems = ({ sites, modbus: found }: Whole): ReadonlyArray<Schema.FilterIssue> =>
  Object.entries(found?.units ?? {}).flatMap(([site, unit], index, all) => [
    ...(Object.hasOwn(sites, site)
      ? []
      : [
          { path: ["modbus", "units", site], issue: `expected a site of this configuration, found "${site}"` }
        ]),
    ...(all.slice(0, index).some(([, other]) => other === unit)
      ? [
          {
            path: ["modbus", "units", site],
            issue: `expected a unit of its own for each site, found ${unit} again`
          }
        ]
      : [])
  ])

/** The mistakes in these sections that only the whole configuration shows. */
export const problems = (whole: Whole): ReadonlyArray<Schema.FilterIssue> => [
  ...nutProblems(whole),
  ...modbusProblems(whole)
]
