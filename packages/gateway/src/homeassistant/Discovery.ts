/**
 * The discovery document of one unit: all that Home Assistant needs to make a device of it. Pure.
 *
 * Its entities are what the unit has shown (`UnitFacts`), and what may be commanded. Limits are those of the unit, within
 * those of the configuration. Everything is unavailable while the gateway is away (`status`) or the unit is
 * (`availability`); what sensors show runs out by itself as well, should both fail to be said.
 *
 * One mistake in the root, or one component without `platform` or `unique_id`, costs the whole document, so nothing stands
 * here that is not needed. No serial number is told: the broker may be somebody else's.
 * Reference: integrations.md 4.1 to 4.3.
 */
import { Mode } from "@vebus/runtime/ess"
import type * as Permissions from "../commands/Permissions.ts"
import * as Topics from "../unit/Topics.ts"
import type { Figure } from "./Entities.ts"
import * as Template from "./Template.ts"
import { figuresOf, type Range, type UnitFacts } from "./UnitFacts.ts"

/** One entity, in the words of Home Assistant. */
export type Component = Readonly<Record<string, unknown>> & { readonly platform: string }

/** A document, in the words of Home Assistant. */
export interface Document {
  readonly device: Readonly<Record<string, unknown>>
  readonly origin: Readonly<Record<string, unknown>>
  readonly availability: ReadonlyArray<Readonly<Record<string, string>>>
  readonly availability_mode: "all"
  readonly state_topic: string
  readonly components: Readonly<Record<string, Component>>
}

/** The settings of a document, besides the facts about the unit. */
export interface Options {
  readonly site: string
  /** The topic that all of ours are under. */
  readonly base: string
  /** The topic that Home Assistant looks for devices under. */
  readonly prefix: string
  /** The version of this program. */
  readonly version: string
  readonly allow: Permissions.Permissions
  /** The time from one reading to the next, in milliseconds. */
  readonly interval: number
  /** Where the page of the gateway can be seen from Home Assistant; `null`: nowhere. */
  readonly configurationUrl: string | null
}

const nameOf = (site: string, address: number): string => `vebus_${site}_${address}`

/** The topic of a document. */
export const topicOf = ({ prefix, site }: Pick<Options, "prefix" | "site">, address: number): string =>
  `${prefix}/device/${nameOf(site, address)}/config`

/** After how many seconds without a message a sensor is unavailable by itself. */
export const expireAfter = (interval: number): number => Math.max(Math.ceil((3 * interval) / 1000), 30)

/** The document of a unit. */
export const make = (facts: UnitFacts, options: Options): Document => {
  const { address, home, isHome, units } = facts
  const { site, base, version, configurationUrl } = options
  const topics = Topics.make(base, site)
  const object = nameOf(site, address)
  const entities = [
    ...figuresOf(facts)
      .filter(({ key }) => facts.shown.has(key))
      .map((figure) => [figure.key, sensorOf(figure, options)] as const),
    ...(isHome ? [["link", link(topics)] as const] : []),
    ...controls(facts, options, (what) => topics.of(address, `set/${what}`))
  ]
  const stem = units > 1 ? `${slug(site)}_${address}` : slug(site)
  return {
    device: {
      identifiers: [object],
      name: units > 1 ? `${site} unit ${address}` : site,
      manufacturer: "Victron Energy",
      ...(facts.product === null ? {} : { model: facts.product }),
      ...(facts.firmware === null ? {} : { sw_version: String(facts.firmware) }),
      ...(isHome ? {} : { via_device: nameOf(site, home) }),
      ...(configurationUrl === null ? {} : { configuration_url: configurationUrl })
    },
    origin: { name: "vebus", sw_version: version },
    availability: [{ topic: topics.status }, { topic: topics.of(address, "availability") }],
    availability_mode: "all",
    state_topic: topics.of(address, "state"),
    components: Object.fromEntries(
      entities.map(([key, component]) => [
        key,
        {
          ...component,
          unique_id: `${object}_${key}`,
          default_entity_id: `${component.platform}.${stem}_${key}`
        }
      ])
    )
  }
}

/** A site's name as part of an entity id, which knows no hyphen. */
const slug = (site: string): string => site.replaceAll("-", "_")

const sensorOf = (
  { platform, name, path, form, options: more }: Figure,
  { interval }: Options
): Component => ({
  platform,
  name,
  ...more,
  value_template: Template.text(path, form),
  expire_after: expireAfter(interval)
})

/** The link of the site: to be seen while the unit is not. */
const link = (topics: Topics.Topics): Component => ({
  platform: "binary_sensor",
  name: "Link",
  device_class: "connectivity",
  entity_category: "diagnostic",
  state_topic: topics.bridge,
  value_template: "{{ 'ON' if value_json.link == 'connected' else 'OFF' }}",
  availability: [{ topic: topics.status }]
})

/** The entities that take commands, as far as the unit has them. */
const controls = (
  facts: UnitFacts,
  { allow }: Options,
  command: (target: string) => string
): ReadonlyArray<readonly [key: string, component: Component]> => {
  const { isHome, inputs, limit, adapter, isFollowing } = facts
  const isInverter = inputs === 0
  const range = limit === null || allow.limit === null ? null : narrowed(limit, allow.limit)
  const button = (target: string, name: string, more: object = {}): Component => ({
    platform: "button",
    name,
    command_topic: command(target),
    enabled_by_default: false,
    ...more
  })
  const switched = (target: string, name: string, path: string, more: object = {}): Component => ({
    platform: "switch",
    name,
    command_topic: command(target),
    value_template: Template.text(path, Template.plain),
    payload_on: "on",
    payload_off: "off",
    // What a template makes of true and false.
    state_on: "True",
    state_off: "False",
    ...more
  })
  const powerOf = (name: string, target: string, path: string, { min, max }: Ends): Component => ({
    platform: "number",
    name,
    device_class: "power",
    unit_of_measurement: "W",
    min,
    max,
    step: 1,
    mode: "box",
    command_topic: command(target),
    value_template: Template.text(path, between(min, max))
  })
  const positions = isInverter ? ["on", "off"] : ["on", "off", "charger-only", "inverter-only"]
  return [
    ...(isHome && allow.switch
      ? [
          [
            "mode",
            {
              platform: "select",
              name: "Mode",
              options: positions,
              command_topic: command("mode"),
              value_template: Template.text("switch.requested", { _tag: "OneOf", options: positions })
            }
          ] as const
        ]
      : []),
    ...(isHome && range !== null
      ? [
          [
            "input_current_limit",
            {
              platform: "number",
              name: "Input current limit",
              device_class: "current",
              unit_of_measurement: "A",
              min: range.minimum,
              max: range.maximum,
              step: 0.1,
              mode: "box",
              command_topic: command("current_limit"),
              value_template: Template.text("currentLimit.actual", between(range.minimum, range.maximum))
            }
          ] as const
        ]
      : []),
    ...(allow.charge && !isInverter
      ? [["charge_enabled", switched("charge_enabled", "Charging allowed", "inForce.chargeEnabled")] as const]
      : []),
    ...(isHome && allow.standby && adapter === "MK3"
      ? [["standby", switched("standby", "Keep awake when off", "inForce.standby")] as const]
      : []),
    // Where a meter is followed the set-point is not for others.
    ...(isHome && !isFollowing && allow.ess !== null && isRange(allow.ess)
      ? [
          [
            "ess_setpoint",
            {
              ...powerOf("ESS set-point", "ess_setpoint", "inForce.essSetpoint", allow.ess),
              enabled_by_default: false
            }
          ] as const
        ]
      : []),
    ...(isHome && isFollowing && allow.essMode
      ? [
          [
            "ess_mode",
            {
              platform: "select",
              name: "Grid control mode",
              options: [...Mode.literals],
              command_topic: command("ess_mode"),
              value_template: Template.text("ess.mode", { _tag: "OneOf", options: Mode.literals })
            }
          ] as const
        ]
      : []),
    ...(isHome && isFollowing && allow.essTarget !== null && isRange(allow.essTarget)
      ? [["ess_target", powerOf("Grid target", "ess_target", "ess.target", allow.essTarget)] as const]
      : []),
    ...(isHome && allow.charge && !isInverter
      ? [
          ["force_absorption", button("force_absorption", "Force absorption")] as const,
          ["force_float", button("force_float", "Force float")] as const,
          ...(allow.equalise
            ? [["force_equalise", button("force_equalise", "Force equalisation")] as const]
            : [])
        ]
      : []),
    ...(isHome && allow.reset
      ? [["vebus_reset", button("vebus_reset", "Restart units", { device_class: "restart" })] as const]
      : [])
  ]
}

/** Bounds on both sides: without them nobody could draw a slider. */
type Ends = { readonly [End in keyof Permissions.Bounds]: number }

const isRange = (bounds: Permissions.Bounds): bounds is Ends => bounds.min !== null && bounds.max !== null

const between = (least: number, most: number): Template.Form => ({ _tag: "Between", least, most })

/** The range of the unit within that of the configuration; `null` where nothing is left. */
const narrowed = ({ minimum, maximum }: Range, bounds: Permissions.Bounds): Range | null => {
  const range = {
    // 0 means inverter only to some firmware, and is refused from outside.
    minimum: Math.max(minimum, bounds.min ?? minimum, LOWEST_AMPERES),
    maximum: Math.min(maximum, bounds.max ?? maximum)
  }
  return range.minimum < range.maximum ? range : null
}

const LOWEST_AMPERES = 0.1

/** The content of a document that the broker already has. */
export interface Published {
  readonly model: string | null
  /** The platform of each component, by key. */
  readonly platforms: ReadonlyMap<string, string>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Reads a document that an earlier run left in the broker; `null` where it makes no sense. */
export const read = (payload: string): Published | null => {
  let json: unknown
  try {
    json = JSON.parse(payload)
  } catch {
    return null
  }
  if (!isRecord(json) || !isRecord(json["components"])) return null
  const device = isRecord(json["device"]) ? json["device"] : {}
  return {
    model: typeof device["model"] === "string" ? device["model"] : null,
    platforms: new Map(
      Object.entries(json["components"]).flatMap(([key, component]) =>
        isRecord(component) && typeof component["platform"] === "string"
          ? [[key, component["platform"]] as const]
          : []
      )
    )
  }
}

/** The content of a document, as `read` would give it. */
export const published = ({ device, components }: Document): Published => ({
  model: typeof device["model"] === "string" ? device["model"] : null,
  platforms: new Map(Object.entries(components).map(([key, { platform }]) => [key, platform]))
})

/**
 * The document to be sent before another one, so that components that are gone disappear: they stand in it with nothing but
 * their platform. `null` where none is gone.
 */
export const retiring = (before: Published, next: Document): object | null => {
  const gone = [...before.platforms].filter(([key, platform]) => next.components[key]?.platform !== platform)
  return gone.length === 0
    ? null
    : {
        ...next,
        components: {
          ...next.components,
          ...Object.fromEntries(gone.map(([key, platform]) => [key, { platform }]))
        }
      }
}
