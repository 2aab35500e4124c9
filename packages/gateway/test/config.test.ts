/**
 * The configuration: where its values come from, and what is said where they are wrong.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ajv } from "ajv"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { parse } from "yaml"
import * as Permissions from "../src/commands/Permissions.ts"
import { JsonSchema, load, type Sources } from "../src/Config.ts"
import * as FollowFile from "../src/config/FollowFile.ts"

const sourcesOf = (text: string, rest: Partial<Sources> = {}): Sources => ({
  file: { path: "c.yaml", text },
  env: {},
  flags: [],
  ...rest
})

const loaded = (text: string, rest?: Partial<Sources>) => {
  const result = load(sourcesOf(text, rest))
  return Result.isSuccess(result) ? result.success : assert.fail(result.failure.join("\n"))
}

const wrong = (text: string, rest?: Partial<Sources>): ReadonlyArray<string> => {
  const result = load(sourcesOf(text, rest))
  return Result.isFailure(result) ? result.failure : assert.fail("nothing is wrong")
}

const SITE = 'sites: { van: { port: "sim:" } }\n'

describe("a configuration", () => {
  it("needs a site and nothing else, and then lets nobody change anything", () => {
    const { config } = loaded("sites:\n  van: { port: /dev/ttyUSB0 }")
    assert.deepStrictEqual(config.sites, {
      van: { port: "/dev/ttyUSB0", interval: 1000, address: null, ess: null }
    })
    assert.deepStrictEqual(config.http.listen, { host: "127.0.0.1", port: 8090 })
    assert.isNull(config.mqtt)
    const { essMode, essTarget, eeprom, ...allow } = Permissions.none
    assert.deepStrictEqual(config.control, {
      allow: { ...allow, "ess-mode": essMode, "ess-target": essTarget },
      eeprom
    })
    assert.notInclude(Object.values(Permissions.none), true)
  })

  it("says from where to where something may be changed", () => {
    const { allow } = loaded(
      `${SITE}control: { allow: { limit: { max: 16 A }, ess: true, settings: { UBatFloat: { min: 13.2, max: 13.8 }, DisableCharge: true } } }`
    ).config.control
    assert.deepStrictEqual(allow.limit, { min: null, max: 16 })
    assert.deepStrictEqual(allow.ess, { min: null, max: null })
    assert.deepStrictEqual(
      allow.settings.map(({ name, subject: { _tag }, bounds }) => [name, _tag, bounds.min, bounds.max]),
      [
        ["UBatFloat", "Setting", 13.2, 13.8],
        ["DisableCharge", "Flag", null, null]
      ]
    )
  })

  it("counts a flag before a variable, a variable before the file, and tells where each value comes from", () => {
    const { config, entries } = loaded(
      `sites:\n  my-van: { port: "sim:" }\nhttp:\n  public-reads: true\n  listen: 127.0.0.1:1\n`,
      {
        env: {
          VEBUS_HTTP_LISTEN: "0.0.0.0:2",
          VEBUS_HTTP_ALLOWED_HOSTS: "[gateway.local]",
          VEBUS_SITES_MY_VAN_INTERVAL: "2s",
          VEBUS_MQTT_URL: "mqtt://broker",
          VEBUS_STATE_DIR: "/somewhere",
          VEBUS_READ_ONLY: "1",
          VEBUS_SERVICE_HOST: "10.0.0.1",
          VEBUS_PORT_8090_TCP_ADDR: "10.0.0.1",
          VEBUS_MQTT_BASE: ""
        },
        flags: [{ name: "--listen", path: ["http", "listen"], value: "[::1]:3" }]
      }
    )
    assert.deepStrictEqual(config.http.listen, { host: "::1", port: 3 })
    assert.strictEqual(config.sites["my-van"]!.interval, 2000)
    assert.strictEqual(config.mqtt!.base, "vebus")
    const origin = (key: string) => entries.find((entry) => entry.key === key)
    assert.deepStrictEqual(
      ["http.listen", "http.public-reads", "sites.my-van.interval", "mqtt.url", "mqtt.base"].map(origin),
      [
        { key: "http.listen", value: "[::1]:3", origin: "--listen" },
        { key: "http.public-reads", value: "true", origin: "c.yaml:4:3" },
        { key: "sites.my-van.interval", value: "2s", origin: "VEBUS_SITES_MY_VAN_INTERVAL" },
        { key: "mqtt.url", value: "mqtt://broker", origin: "VEBUS_MQTT_URL" },
        { key: "mqtt.base", value: "vebus", origin: "default" }
      ]
    )
  })

  it("shows no secret", () => {
    const { config, entries } = loaded(
      `${SITE}http: { token: first-secret }\nmqtt: { url: "mqtt://b", password: second-secret }`
    )
    assert.strictEqual(Redacted.value(config.http.token!), "first-secret")
    assert.notInclude(JSON.stringify([config, entries]), "first-secret")
    assert.notInclude(JSON.stringify([config, entries]), "second-secret")
    assert.deepStrictEqual(
      entries.flatMap(({ key, value }) => (value === "********" ? key : [])),
      ["http.token", "mqtt.password"]
    )
  })

  it("without a file is one of flags", () => {
    const result = load({
      file: null,
      env: {},
      flags: [{ name: "--port", path: ["sites"], value: { vebus: { port: "sim:" } } }]
    })
    assert.isTrue(Result.isSuccess(result))
  })
})

describe("the section of NUT", () => {
  it("is off where nobody names it, and on loopback where somebody does", () => {
    assert.isNull(loaded(SITE).config.nut)
    assert.deepStrictEqual(loaded(`${SITE}nut: {}`).config.nut, {
      listen: { host: "127.0.0.1", port: 3493 },
      users: {},
      ups: null,
      low: { "state-of-charge": null, voltage: null, for: 30_000 },
      "nominal-power": null,
      "force-shutdown": false,
      "cert-file": null,
      "key-file": null
    })
  })

  it("is written as it is shown", () => {
    const { config, entries } = loaded(
      `${SITE}nut: { users: { monuser: { password-file: /etc/vebus/nut } }, low: { state-of-charge: 20 %, voltage: 47 V }, nominal-power: 2400 W, ups: { house: van } }`,
      { env: { VEBUS_NUT_LOW_FOR: "1m" } }
    )
    assert.deepStrictEqual(config.nut!.low, { "state-of-charge": 20, voltage: 47, for: 60_000 })
    assert.deepStrictEqual(config.nut!.users, {
      monuser: { "password-file": "/etc/vebus/nut", role: "secondary" }
    })
    const value = (key: string) => entries.find((entry) => entry.key === key)?.value
    assert.strictEqual(value("nut.low.state-of-charge"), "20 %")
    assert.strictEqual(value("nut.low.for"), "1m")
    assert.strictEqual(value("nut.nominal-power"), "2400 W")
  })

  for (const [text, ...messages] of [
    [
      "nut: { ups: { house: shed } }",
      /^c\.yaml:2:15: nut\.ups\.house: .*site of this configuration, found "shed"/
    ],
    ["nut: { cert-file: /c.pem }", /^c\.yaml:2:1: nut: expected both cert-file and key-file/],
    ["nut: { low: { voltage: 47 A } }", /nut\.low\.voltage: expected a number in V/],
    [
      "nut: { low: { state-of-charge: 120 % } }",
      /state-of-charge: expected a number in % above 0, up to 100/
    ],
    ["nut: { low: { state-of-charge: 0 } }", /state-of-charge: expected a number in % above 0/],
    ["nut: { users: { monuser: {} } }", /nut\.users\.monuser\.password-file: expected a value/],
    ["nut: { users: { monuser: { password-file: x, role: boss } } }", /role: expected secondary or primary/],
    ['nut: { users: { "two words": { password-file: x } } }', /expected a name: 1 to 64 letters/],
    ["nut: { port: 3493 }", /nut\.port: there is no such key/]
  ] as const) {
    it(`${text}: is wrong, and it is said where`, () => {
      const found = wrong(`${SITE}${text}`)
      assert.lengthOf(found, 1)
      for (const message of messages) assert.match(found[0]!, message)
    })
  }
})

describe("the section of Modbus", () => {
  it("is off where nobody names it, and on loopback and for reads alone where somebody does", () => {
    assert.isNull(loaded(SITE).config.modbus)
    assert.deepStrictEqual(loaded(`${SITE}modbus: {}`).config.modbus, {
      listen: { host: "127.0.0.1", port: 1502 },
      units: null,
      writes: false
    })
    assert.deepStrictEqual(loaded(`${SITE}modbus: { units: { van: 100 } }`).config.modbus!.units, {
      van: 100
    })
  })

  for (const [text, message] of [
    [
      "modbus: { units: { shed: 1 } }",
      /^c\.yaml:2:20: modbus\.units\.shed: expected a site of this configuration/
    ],
    ["modbus: { units: { van: 248 } }", /modbus\.units\.van: expected a unit from 1 to 247/],
    ["modbus: { units: { van: 0 } }", /expected a unit from 1 to 247/],
    ["modbus: { writes: maybe }", /modbus\.writes: expected true or false/],
    ["modbus: { listen: here }", /modbus\.listen: expected an address and a port/],
    ["modbus: { unit: 3 }", /modbus\.unit: there is no such key/]
  ] as const) {
    it(`${text}: is wrong, and it is said where`, () => {
      const found = wrong(`${SITE}${text}`)
      assert.lengthOf(found, 1)
      assert.match(found[0]!, message)
    })
  }

  it("has a unit of its own for each site", () => {
    const found = wrong(
      'sites: { van: { port: "sim:" }, boat: { port: "sim:" } }\nmodbus: { units: { van: 1, boat: 1 } }'
    )
    assert.match(found[0]!, /^c\.yaml:2:28: modbus\.units\.boat: expected a unit of its own/)
  })
})

describe("what is wrong", () => {
  const cases: ReadonlyArray<readonly [string, string, ReadonlyArray<RegExp>, Record<string, string>]> = [
    ["nothing", "", [/^c\.yaml:1:1: sites: expected a value/], {}],
    ["no site", "sites: {}", [/^c\.yaml:1:1: sites: expected at least one site/], {}],
    ["a list", "[1, 2]", [/^c\.yaml:1:1: expected keys/], {}],
    [
      "a key that is not known",
      `${SITE}mqtt: { url: mqtt://b, colour: red }`,
      [/^c\.yaml:2:24: mqtt\.colour: there is no such key: expected one of url, username/],
      {}
    ],
    [
      "a section that is not known",
      `${SITE}ntu: {}`,
      [/^c\.yaml:2:1: ntu: there is no such key: expected one of sites, http/],
      {}
    ],
    ["a key twice", `${SITE}sites: {}`, [/^c\.yaml:2:1: this key stands here for the second time/], {}],
    ["a bracket that is missing", "sites:\n  a: { port: x\n", [/^c\.yaml:\d:\d: /], {}],
    [
      "an unquoted simulation",
      "sites:\n  a: { port: sim:, interval: 1s }",
      [/^c\.yaml:2:14: .*Write "sim:" in quotes/],
      {}
    ],
    [
      "an unquoted simulation below",
      "sites:\n  a:\n    port: sim:\n",
      [/^c\.yaml:3:11: .*Write "sim:" in quotes/],
      {}
    ],
    [
      "a name of a site",
      'sites: { Van: { port: "sim:" } }',
      [/^c\.yaml:1:10: sites\.Van: expected a name of a site/],
      {}
    ],
    [
      "a name that objects have",
      'sites: { __proto__: { port: "sim:" } }',
      [/^c\.yaml:1:10: sites\.__proto__: expected a name of a site/],
      {}
    ],
    [
      "a port",
      'sites: { a: { port: "foo:bar" } }',
      [/^c\.yaml:1:15: sites\.a\.port: expected a serial port .* found "foo:bar"/],
      {}
    ],
    [
      "a bare duration",
      'sites: { a: { port: "sim:", interval: 10 } }',
      [/^c\.yaml:1:29: sites\.a\.interval: expected a span of time .* found "10"/],
      {}
    ],
    [
      "an interval that is too short",
      'sites: { a: { port: "sim:", interval: 1ms } }',
      [/at least 100 ms/],
      {}
    ],
    [
      "an address",
      'sites: { a: { port: "sim:", address: 32 } }',
      [/sites\.a\.address: expected an address from 0 to 31/],
      {}
    ],
    [
      "a unit",
      `${SITE}control: { allow: { limit: { max: 16 V } } }`,
      [/^c\.yaml:2:30: control\.allow\.limit\.max: expected a number in A/],
      {}
    ],
    [
      "bounds the wrong way round",
      `${SITE}control: { allow: { limit: { min: 3, max: 2 } } }`,
      [/control\.allow\.limit: expected min to be no more than max/],
      {}
    ],
    [
      "a setting",
      `${SITE}control: { allow: { settings: [nope] } }`,
      [/control\.allow\.settings.*: expected the name of a setting or a flag, found "nope"/],
      {}
    ],
    [
      "a setting that nobody may write",
      `${SITE}control: { allow: { settings: [UBatFloat, GridCode] } }`,
      [/^c\.yaml:2:\d+: control\.allow\.settings.*: .*found "GridCode": it is read and shown only/],
      {}
    ],
    [
      "two sites at one adapter",
      'sites: { a: { port: /dev/ttyUSB0 }, b: { port: "sim:" }, c: { port: /dev/ttyUSB0 } }',
      [/^c\.yaml:1:1: sites: expected a port of its own for each site: a and c have \/dev\/ttyUSB0/],
      {}
    ],
    [
      "wildcards in topics",
      `${SITE}mqtt: { url: mqtt://b, base: "a/+/#" }`,
      [/^c\.yaml:2:24: mqtt\.base: expected the beginning of topics like vebus/],
      {}
    ],
    [
      "no prefix of discovery",
      `${SITE}mqtt: { url: mqtt://b, home-assistant: true }`,
      [/^c\.yaml:2:24: mqtt\.home-assistant: expected /],
      {}
    ],
    [
      "a name of this machine that is none",
      `${SITE}http: { allowed-hosts: ["*"] }`,
      [/http\.allowed-hosts\.0: expected a name or an address like gateway\.local, found "\*"/],
      {}
    ],
    ["two documents", `${SITE}---\n${SITE}`, [/^c\.yaml:2:1: expected one configuration/], {}],
    ["what is no text", `"${"x".repeat(1000)}"`, [/^c\.yaml:1:1: expected keys .{0,90}$/], {}],
    [
      "a broker's URL",
      `${SITE}mqtt: { url: http://b }`,
      [/^c\.yaml:2:9: mqtt\.url: expected the URL of a broker/],
      {}
    ],
    [
      "a password in a URL",
      `${SITE}mqtt: { url: mqtt://me:pw@b }`,
      [/expected a URL without name and password/],
      {}
    ],
    [
      "topics of a GX without a broker",
      `${SITE}venus: {}`,
      [/^c\.yaml:2:1: venus: expected a broker as well/],
      {}
    ],
    [
      "a portal that cannot stand in a topic",
      `${SITE}mqtt: { url: mqtt://b }\nvenus: { portal: "a/#" }`,
      [/^c\.yaml:3:10: venus\.portal: expected 1 to 32 letters/],
      {}
    ],
    [
      "a database of no version",
      `${SITE}influx: { url: http://b }`,
      [/^c\.yaml:2:1: influx: expected either database, for version 1, or org and bucket/],
      {}
    ],
    [
      "a token for a database of version 1",
      `${SITE}influx: { url: http://b, database: d, token-file: t }`,
      [/^c\.yaml:2:1: influx: expected no token-file with database/],
      {}
    ],
    [
      "a password in the URL of a database",
      `${SITE}influx: { url: "http://me:pw@b", database: d }`,
      [/^c\.yaml:2:11: influx\.url: expected a URL without name, password/],
      {}
    ],
    [
      "an address to listen on",
      `${SITE}http: { listen: nowhere }`,
      [/^c\.yaml:2:9: http\.listen: expected an address and a port/],
      {}
    ],
    [
      "a reference",
      "sites: { a: &a { port: x }, b: *a }",
      [/^c\.yaml:1:32: expected a value, found a reference/],
      {}
    ],
    [
      "a variable",
      SITE,
      [/^VEBUS_HTTP_LISTEN: http\.listen: expected an address and a port/],
      { VEBUS_HTTP_LISTEN: "nowhere" }
    ],
    [
      "a variable of a misspelt section",
      SITE,
      [/^VEBUS_MQQT_URL: there is no such section: did you mean VEBUS_MQTT_URL\?$/],
      { VEBUS_MQQT_URL: "mqtt://broker" }
    ],
    ["a variable without a key", SITE, [/^VEBUS_MQTT_COLOUR: there is no key/], { VEBUS_MQTT_COLOUR: "red" }]
  ]
  it.each(cases)("with %s is told with its place", (_, text, expected, env) => {
    const found = wrong(text, { env })
    for (const pattern of expected) assert.match(found.join("\n"), pattern)
  })

  it("is told all at once", () => {
    assert.lengthOf(
      wrong(`sites:\n  a: { port: 3 }\n  b: { interval: 1s }\nhttp: { colour: red }\n`, {
        env: { VEBUS_MQTT_COLOUR: "red" }
      }),
      4
    )
  })

  it("never holds up who reads it: large, deep and endless texts", () => {
    for (const text of ["a".repeat(300_000), "[".repeat(100_000), "a: &a [*a]"])
      assert.isAbove(wrong(text).length, 0)
  })
})

describe("its JSON Schema", () => {
  const validate = new Ajv({ strict: false }).compile(JsonSchema.document())

  it("takes what is right", () => {
    for (const text of [
      "sites: { van: { port: /dev/ttyUSB0 } }",
      `${SITE}http: { listen: "0.0.0.0:1", token-file: /t, allowed-hosts: [a] }`,
      `${SITE}control: { allow: { limit: { max: 16 A }, ess: true, settings: { UBatFloat: { min: 13 } } } }`,
      `${SITE}mqtt: { url: [mqtt://a, mqtts://b], home-assistant: false }`,
      `${SITE}influx: { url: http://a, database: b }`,
      `${SITE}influx: { url: https://a/b, org: o, bucket: b, token-file: t, interval: 1s }`,
      `${SITE}history: false`,
      `${SITE}history: { keep: { seconds: 1h } }`
    ]) {
      loaded(text)
      assert.isTrue(validate(parse(text)), `${text}: ${JSON.stringify(validate.errors)}`)
    }
  })

  it("refuses keys and sites that there are not", () => {
    for (const text of [
      "sites: {}",
      "http: {}",
      "sites: { van: {} }",
      'sites: { Van: { port: "sim:" } }',
      'sites: { van: { prot: "sim:" } }',
      `${SITE}colour: red`,
      `${SITE}mqtt: { url: mqtt://a, qos: 1 }`,
      `${SITE}mqtt: { base: a }`
    ]) {
      assert.isFalse(validate(parse(text)), text)
    }
  })
})

describe("grid control of a site", () => {
  const good: Readonly<Record<string, string>> = {
    enabled: "true",
    meter: "{ type: shelly, url: 'http://192.168.1.20' }",
    fuseWatts: "14000",
    maxCharge: "2000",
    maxDischarge: "2400",
    battery: "{ voltageFloor: 47, voltageCeiling: 56 }"
  }
  const file = (keys: Readonly<Record<string, string>>) =>
    ["sites:", "  van:", "    port: /dev/ttyUSB0", "    ess:"]
      .concat(Object.entries(keys).map(([key, value]) => `      ${key}: ${value}`))
      .join("\n")

  it("is off unless it is enabled, and has the keys of the file of ess follow", () => {
    const { ess } = loaded(file({ ...good, enabled: "false" })).config.sites["van"]!
    assert.deepInclude(ess, { enabled: false, autostart: false, commandFor: 3_600_000, gridTarget: 20 })
    const text = Object.entries(good).flatMap(([key, value]) => (key === "enabled" ? [] : `${key}: ${value}`))
    const alone = Result.getOrThrow(FollowFile.parse("follow.yaml", text.join("\n")))
    assert.strictEqual(
      FollowFile.canonical(ess!),
      FollowFile.canonical(alone),
      "a dry run of one counts for the other"
    )
  })

  const mistakes: ReadonlyArray<readonly [string, string, string]> = [
    ["meter", "5", "meter: expected a meter"],
    ["meter", "{ type: shellly, url: x }", "meter: expected a meter"],
    ["meter", "{ type: p1, port: x }", "meter.port: expected a serial port"],
    ["meter", "{ type: shelly, url: 'http://a', colour: 1 }", "meter.colour: there is no such key"],
    ["meter", "{ type: mqtt, url: 'mqtt://a', topic: 'a/#' }", "meter.topic: expected one topic"],
    ["fuseWatts", "0", "fuseWatts: expected"],
    ["maxCharge", "-1", "maxCharge: expected"],
    ["maxDischarge", "2 kW", "maxDischarge: expected"],
    ["battery", "{ voltageCeiling: 56 }", "battery.voltageFloor: expected a value, found none"],
    ["battery", "{ voltageFloor: 47, voltageCeiling: 56, socFloor: 20 }", "battery.socFloor: expected"],
    ["onMeterLost", "{ then: rest }", "onMeterLost.then: there is no such key"],
    ["gridBand", "{ low: x, high: 5 }", "gridBand.low: expected"],
    ["strategy", "bold", "strategy: expected"],
    ["mode", "fast", "mode: expected"],
    ["schedule", "[{ from: '25:00', to: '06:00', mode: rest }]", "schedule.0.from: expected a time of day"],
    ["schedule", "[{ from: '05:00', to: '06:00', mode: rest, days: [mo] }]", "schedule.0.days.0: expected"],
    ["address", "32", "address: expected"],
    ["commandFor", "soon", "commandFor: expected a span of time"],
    ["autostart", "perhaps", "autostart: expected true or false"],
    ["colour", "red", "colour: there is no such key"]
  ]
  it.each(mistakes)("%s: %s is one error, with its place", (key, value, message) => {
    const keys = { ...good, [key]: value }
    const line = 5 + Object.keys(keys).indexOf(key)
    const [found, ...others] = wrong(file(keys))
    assert.deepStrictEqual(others, [])
    assert.match(found!, new RegExp(`^c\\.yaml:${line}:\\d+: sites\\.van\\.ess\\.`, "u"))
    assert.include(found, `sites.van.ess.${message}`)
  })
})
