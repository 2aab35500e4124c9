/**
 * What Home Assistant would say of a discovery document: every rule that its developers state, as a list of complaints.
 * Written from those rules, not from our documents. A complaint is fatal where Home Assistant drops the whole document.
 * Reference: integrations.md 4.1, 4.2.
 */

export interface Complaint {
  readonly fatal: boolean
  readonly where: string
  readonly what: string
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)
/** A value of any kind, to compare or to show. */
const shown = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing")
const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const rootKeys = [
  "device",
  "origin",
  "components",
  "availability",
  "availability_mode",
  "availability_topic",
  "availability_template",
  "payload_available",
  "payload_not_available",
  "state_topic",
  "command_topic",
  "qos",
  "encoding"
]
const deviceKeys = [
  "identifiers",
  "connections",
  "name",
  "manufacturer",
  "model",
  "model_id",
  "sw_version",
  "hw_version",
  "serial_number",
  "suggested_area",
  "configuration_url",
  "via_device"
]
const shared = [
  "platform",
  "unique_id",
  "default_entity_id",
  "name",
  "icon",
  "device_class",
  "entity_category",
  "enabled_by_default",
  "value_template",
  "state_topic",
  "availability",
  "availability_mode",
  "availability_topic",
  "availability_template",
  "payload_available",
  "payload_not_available",
  "json_attributes_topic",
  "json_attributes_template",
  "qos",
  "encoding"
]
/** By platform: the keys it knows, and the topics it needs. */
const platforms: Readonly<
  Record<string, { readonly keys: ReadonlyArray<string>; readonly needs: ReadonlyArray<string> }>
> = {
  sensor: {
    keys: [
      "state_class",
      "unit_of_measurement",
      "suggested_display_precision",
      "options",
      "expire_after",
      "force_update",
      "last_reset_value_template"
    ],
    needs: ["state_topic"]
  },
  binary_sensor: {
    keys: ["payload_on", "payload_off", "expire_after", "off_delay", "force_update"],
    needs: ["state_topic"]
  },
  switch: {
    keys: [
      "command_topic",
      "command_template",
      "payload_on",
      "payload_off",
      "state_on",
      "state_off",
      "optimistic",
      "retain"
    ],
    needs: ["command_topic"]
  },
  select: {
    keys: ["command_topic", "command_template", "options", "optimistic", "retain"],
    needs: ["command_topic"]
  },
  number: {
    keys: [
      "command_topic",
      "command_template",
      "min",
      "max",
      "step",
      "mode",
      "unit_of_measurement",
      "payload_reset",
      "optimistic",
      "retain"
    ],
    needs: ["command_topic"]
  },
  button: { keys: ["command_topic", "command_template", "payload_press", "retain"], needs: ["command_topic"] }
}

/** Units by device class, as Home Assistant lists them. */
const units: Readonly<Record<string, ReadonlyArray<string>>> = {
  voltage: ["V", "mV", "kV", "MV", "µV"],
  current: ["A", "mA"],
  power: ["mW", "W", "kW", "MW", "GW", "TW"],
  frequency: ["Hz", "kHz", "MHz", "GHz"],
  energy: ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"],
  temperature: ["°C", "°F", "K"],
  battery: ["%"]
}
const deviceClasses: Readonly<Record<string, ReadonlyArray<string>>> = {
  sensor: [...Object.keys(units), "enum", "timestamp"],
  binary_sensor: ["problem", "connectivity", "power", "running", "battery", "battery_charging"],
  switch: ["switch", "outlet"],
  number: Object.keys(units),
  button: ["restart", "identify", "update"],
  select: []
}
const stateClasses = ["measurement", "total", "total_increasing"]

/** Short names that Home Assistant takes for the long ones: with both of a kind it does not know which to believe. */
const abbreviations: Readonly<Record<string, string>> = {
  dev: "device",
  o: "origin",
  cmps: "components",
  p: "platform",
  uniq_id: "unique_id",
  stat_t: "state_topic",
  cmd_t: "command_topic",
  avty: "availability",
  val_tpl: "value_template",
  ids: "identifiers",
  unit_of_meas: "unit_of_measurement",
  dev_cla: "device_class",
  stat_cla: "state_class"
}

const TOPIC = /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/

/** All that is wrong with a document, and with the topic it goes to where that is given. */
export const complaints = (document: unknown, topic?: string): ReadonlyArray<Complaint> => {
  const found: Array<Complaint> = []
  const say = (fatal: boolean, where: string, what: string) => found.push({ fatal, where, what })
  if (topic !== undefined && !TOPIC.test(topic)) say(true, "topic", topic)
  if (!isObject(document)) return [{ fatal: true, where: "root", what: "no object" }]

  for (const key of Object.keys(document)) {
    if (!rootKeys.includes(key)) say(true, "root", `unknown key ${key}`)
  }
  const { device, origin, components } = document
  if (!isObject(device)) say(true, "device", "missing")
  else {
    const { identifiers, connections } = device
    const isNamed =
      (Array.isArray(identifiers) && identifiers.length > 0 && identifiers.every(isText)) ||
      isText(identifiers)
    if (!isNamed && !(Array.isArray(connections) && connections.length > 0))
      say(true, "device", "neither identifiers nor connections")
    for (const [key, value] of Object.entries(device)) {
      if (!deviceKeys.includes(key)) say(true, "device", `unknown key ${key}`)
      else if (key !== "identifiers" && key !== "connections" && !isText(value))
        say(true, "device", `${key} is no text`)
    }
    if (
      "configuration_url" in device &&
      !/^(https?|homeassistant):\/\//.test(shown(device["configuration_url"]))
    )
      say(true, "device", "configuration_url is no URL")
  }
  if (!isObject(origin) || !isText(origin["name"])) say(true, "origin", "no name")
  else
    for (const key of Object.keys(origin))
      if (!["name", "sw_version", "support_url"].includes(key)) say(true, "origin", `unknown key ${key}`)
  availability(document, "root", say, true)
  if (!isObject(components) || Object.keys(components).length === 0) say(true, "components", "missing")
  else {
    const ids = new Map<unknown, string>()
    for (const [key, component] of Object.entries(components)) {
      if (!/^[a-zA-Z0-9_-]+$/.test(key)) say(true, key, "key")
      if (!isObject(component)) say(true, key, "no object")
      else check(key, component, document, say)
      const id = isObject(component) ? component["unique_id"] : undefined
      if (ids.has(id)) say(false, key, `unique_id as of ${ids.get(id)}`)
      ids.set(id, key)
    }
  }
  return found
}

type Say = (fatal: boolean, where: string, what: string) => void

const availability = (of: Json, where: string, say: Say, fatal: boolean) => {
  const { availability: list, availability_mode: mode } = of
  if (mode !== undefined && !["all", "any", "latest"].includes(shown(mode)))
    say(fatal, where, "availability_mode")
  if (list === undefined) return
  if (of["availability_topic"] !== undefined) say(fatal, where, "availability and availability_topic")
  if (!Array.isArray(list)) return say(fatal, where, "availability is no list")
  for (const entry of list) {
    if (!isObject(entry) || !isText(entry["topic"])) say(fatal, where, "availability without a topic")
    else if (/[+#]/.test(entry["topic"])) say(fatal, where, "availability with a wildcard")
  }
}

const check = (key: string, component: Json, root: Json, say: Say) => {
  const platform = shown(component["platform"])
  const known = platforms[platform]
  if (known === undefined) return say(true, key, `unknown platform ${platform}`)
  if (!isText(component["unique_id"])) say(true, key, "no unique_id")
  const wrong = (what: string) => say(false, key, what)
  for (const name of Object.keys(component)) {
    if (name === "object_id") wrong("object_id is dead")
    else if (![...shared, ...known.keys].includes(name)) wrong(`unknown key ${name}`)
    const long = abbreviations[name]
    if (long !== undefined && long in component) wrong(`${name} and ${long}`)
  }
  for (const name of known.needs) if (!isText(component[name] ?? root[name])) wrong(`no ${name}`)
  for (const name of ["state_topic", "command_topic"]) {
    const topic = component[name]
    if (topic !== undefined && (!isText(topic) || /[+#]/.test(topic))) wrong(name)
  }
  availability(component, key, say, false)
  const { name, device_class: deviceClass, state_class: stateClass, unit_of_measurement: unit } = component
  if (name !== null && !isText(name)) wrong("name")
  if (
    isText(name) &&
    isObject(root["device"]) &&
    isText(root["device"]["name"]) &&
    name.startsWith(root["device"]["name"])
  )
    wrong("the name begins with that of the device")
  if (deviceClass !== undefined && !deviceClasses[platform]!.includes(shown(deviceClass)))
    wrong(`device_class ${shown(deviceClass)}`)
  if (
    unit !== undefined &&
    deviceClass !== undefined &&
    !(units[shown(deviceClass)] ?? []).includes(shown(unit))
  )
    wrong(`${shown(unit)} is no unit of ${shown(deviceClass)}`)
  if (unit === undefined && isText(deviceClass) && units[deviceClass] !== undefined && platform === "sensor")
    wrong(`${deviceClass} without a unit`)
  if (stateClass !== undefined && !stateClasses.includes(shown(stateClass))) wrong("state_class")
  if (deviceClass === "energy" && stateClass !== "total_increasing")
    wrong("energy that is not total_increasing")
  if (stateClass !== undefined && unit === undefined) wrong("state_class of a text")
  if (deviceClass === "enum" && (stateClass !== undefined || unit !== undefined))
    wrong("enum with a unit or state_class")
  options(component, platform, wrong)
  const category = component["entity_category"]
  if (category !== undefined && !["config", "diagnostic"].includes(shown(category))) wrong("entity_category")
  if (category === "config" && ["sensor", "binary_sensor"].includes(platform))
    wrong("config on what only shows")
  const id = component["default_entity_id"]
  if (id !== undefined && !new RegExp(`^${platform}\\.[a-z0-9_]+$`).test(shown(id)))
    wrong("default_entity_id")
  if (platform === "number") numbers(component, wrong)
  const expiry = component["expire_after"]
  if (expiry !== undefined && !(Number.isInteger(expiry) && (expiry as number) >= 30)) wrong("expire_after")
  if (!("expire_after" in component) && platform === "sensor") wrong("no expire_after")
  const precision = component["suggested_display_precision"]
  if (precision !== undefined && !(Number.isInteger(precision) && (precision as number) >= 0))
    wrong("precision")
  for (const flag of ["enabled_by_default", "optimistic", "retain", "force_update"])
    if (flag in component && typeof component[flag] !== "boolean") wrong(flag)
  // A stored command would act again after each restart.
  if (component["retain"] === true) wrong("retained commands")
}

const options = (component: Json, platform: string, wrong: (what: string) => void) => {
  const list = component["options"]
  if (platform === "sensor" && component["device_class"] === "enum" && list === undefined)
    wrong("enum without options")
  if (platform === "select" && list === undefined) wrong("select without options")
  if (list === undefined) return
  if (platform === "sensor" && component["device_class"] !== "enum") wrong("options without enum")
  if (!Array.isArray(list) || list.length === 0 || !list.every(isText)) return wrong("options")
  if (new Set(list).size !== list.length) wrong("options twice")
  if (list.includes("None")) wrong("an option None")
}

const numbers = (component: Json, wrong: (what: string) => void) => {
  const { min = 1, max = 100, step = 1, mode = "auto" } = component
  if (typeof min !== "number" || typeof max !== "number" || min > max) wrong("min and max")
  if (typeof step !== "number" || step < 0.001) wrong("step")
  if (!["auto", "box", "slider"].includes(shown(mode))) wrong("mode")
}
