/** Profiles as data: those of the package, and those of one's own. */
import { assert, describe, it } from "@effect/vitest"
import { DeviceConfig, Product, SoftwareVersion } from "@vebus/codec"
import { Profile, Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { host } from "./support/Host.ts"

const json = (profile: Profile.Profile): unknown =>
  JSON.parse(JSON.stringify(Schema.encodeSync(Profile.Profile)(profile)))

const failure = (document: unknown, known?: Readonly<Record<string, Profile.Profile>>): Profile.BadProfile =>
  Result.getOrThrow(Result.flip(Profile.decode(document, known)))

describe("a profile", () => {
  for (const [id, profile] of Object.entries(Profile.profiles)) {
    it(`${id} is called by its id, and goes to JSON and back`, () => {
      assert.strictEqual(profile.id, id)
      assert.deepStrictEqual(Result.getOrThrow(Profile.decode(json(profile))), profile)
    })

    it(`${id} names every variable and setting once`, () => {
      for (const ids of [profile.ram.map(({ id }) => id), profile.settings.map(({ id }) => id)]) {
        assert.strictEqual(new Set(ids).size, ids.length)
      }
    })

    it(`${id} says of each value whether it was surveyed, captured or made up`, () => {
      const said: Array<string> = []
      const visit = (value: unknown, path: string): void => {
        if (typeof value !== "object" || value === null) return
        if ("value" in value) {
          if (!("basis" in value)) assert.fail(`${path} has no basis`)
          said.push(String(value.basis))
          return
        }
        for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`)
      }
      const { ram, settings, units: _, ...figures } = profile
      visit(figures, id)
      for (const entry of [...ram, ...settings]) {
        const { info, access, raw } = entry.basis ?? {}
        if ("scaleWord" in entry || "scale" in entry || "supported" in entry)
          assert.isDefined(info, `${id}: info of ${entry.name}`)
        if ("access" in entry) assert.isDefined(access, `${id}: access of ${entry.name}`)
        if ("raw" in entry) assert.isDefined(raw, `${id}: value of ${entry.name}`)
        for (const word of [info, access, raw]) if (word !== undefined) said.push(word)
      }
      for (const basis of said) assert.match(basis, /^(surveyed|captured|made-up|given)(,|$)/)
      assert.isAbove(said.filter((basis) => Profile.standing(basis) === "made-up").length, 0)
    })

    it(`${id} has a version that names a product and its firmware`, () => {
      const { version, firmware } = profile.device
      assert.strictEqual((version.value & 0xff_ffff) % 1000, firmware.value)
      assert.isNotNull(Product.deviceName(SoftwareVersion.productId(version.value)))
    })
  }
})

describe("a profile that extends another", () => {
  const own = {
    extends: "multiplus-ii-48-3000-230v",
    id: "garage",
    label: "the unit in the garage",
    device: { serial: "HQ1234ABCDE", firmware: { value: 506, basis: "captured" }, version: 2_629_506 },
    settings: [
      { id: 2, raw: 5680 },
      { id: 64, raw: 200 },
      { id: 200, name: "new", scale: 1, offset: 0, default: 0, min: 0, max: 9, access: 0, raw: 4 }
    ],
    ram: [{ id: 13, supported: false }],
    ess: null
  }
  const base = Profile.profiles["multiplus-ii-48-3000-230v"]
  const made = Result.getOrThrow(Profile.decode(own))
  const settingOf = (id: number) => made.settings.find((setting) => setting.id === id)

  it("has an info for a word that had none, once it gives one", () => {
    const ram = [{ id: 128, scaleWord: 1, offsetWord: 0 }]
    const { ram: words } = Result.getOrThrow(Profile.decode({ ...own, ram }))
    const word = words.find(({ id }) => id === 128)!
    assert.deepInclude(word, { scaleWord: 1, offsetWord: 0, raw: 144 })
    assert.notProperty(word, "noInfo")
  })

  it("with a float voltage of zero has a battery nevertheless", () => {
    const profile = Result.getOrThrow(Profile.decode({ ...own, settings: [{ id: 3, raw: 0, min: 0 }] }))
    const state = Simulator.make({ profile })
    assert.isTrue(
      Number.isFinite(Simulator.step(state, 60_000, new Uint8Array(0))[0].system.plant.stateOfCharge)
    )
    assert.isTrue((state.system.devices[0].ram["4"] ?? 0) > 0)
  })

  it("differs in what it says, with figures with and without their basis", () => {
    assert.strictEqual(made.label, "the unit in the garage")
    assert.deepStrictEqual(made.device.serial, { value: "HQ1234ABCDE", basis: "given" })
    assert.deepStrictEqual(made.device.firmware, { value: 506, basis: "captured" })
    assert.deepInclude(settingOf(2)!, { raw: 5680, min: 4800, name: "UBatAbsorption" })
    assert.deepInclude(settingOf(200)!, { raw: 4 })
    assert.deepStrictEqual(
      made.ram.find(({ id }) => id === 13),
      { id: 13, name: "ChargeState", supported: false, basis: { info: "given" } }
    )
    assert.isFalse("ess" in made)
  })

  it("is like the other in all else", () => {
    assert.deepStrictEqual(made.frames, base.frames)
    assert.deepStrictEqual(made.interface, base.interface)
    assert.strictEqual(made.settings.length, base.settings.length + 1)
  })

  it("runs", () => {
    const from = host({ profile: made, address: 0, winmonMode: "long" })
    assert.deepStrictEqual(from.askHex("05 FF 58 31 02 00 71"), ["05 FF 58 86 30 16 D8"])
    assert.deepStrictEqual(from.askHex("04 FF 58 30 0D 68"), ["04 FF 58 90 01 14"])
    assert.strictEqual(from.state().system.plant.site.battery.ampereHours, 200)
  })

  it("can extend what one brings along, several times over", () => {
    const again = Result.getOrThrow(Profile.decode({ extends: "garage", id: "shed" }, { garage: made }))
    assert.deepInclude(again, { id: "shed", label: made.label })
    assert.deepStrictEqual(again.settings, made.settings)
  })

  it("can make a system whose units differ", () => {
    const system = Result.getOrThrow(
      Profile.decode({
        extends: "multiplus-ii-48-3000-230v",
        id: "pair",
        units: [{ address: 0 }, { address: 3, serial: "HQ0000OTHER", settings: [{ id: 4, raw: 20 }] }]
      })
    )
    const { devices } = Simulator.make({ profile: system }).system
    assert.deepStrictEqual(
      devices.map(({ address, stored }) => [address, stored[4]]),
      [
        [0, 35],
        [3, 20]
      ]
    )
    const config = host({ profile: system }).askOne("04 FF 46 07 03 AD")
    assert.deepStrictEqual(config._tag === "DeviceConfig" && DeviceConfig.configuredAddresses(config), [0, 3])
  })
})

describe("a document that is no profile", () => {
  const base = { extends: "multiplus-12-500", id: "wrong" }
  const problems: ReadonlyArray<readonly [name: string, document: unknown, path: string, message: RegExp]> = [
    [
      "extends what there is not",
      { ...base, extends: "nothing" },
      "extends",
      /id of a profile, got "nothing"/
    ],
    ["is no object", 7, "", /Expected .*got 7/],
    [
      "has an id out of range",
      { ...base, ram: [{ id: 300, name: "x", scaleWord: 1, offsetWord: 0, raw: 0 }] },
      "ram[id 300].id",
      /255/
    ],
    [
      "has a word out of range",
      { ...base, settings: [{ id: 2, raw: 70_000 }] },
      "settings[id 2].raw",
      /65535.*70000/
    ],
    [
      "has a serial number that is too short",
      { ...base, device: { serial: "HQ1" } },
      "device.serial.value",
      /11/
    ],
    [
      "has bytes that are none",
      { ...base, frames: { dc: { value: { unknownBytes: "XY" } } } },
      "frames.dc.value.unknownBytes",
      /hexadecimal/
    ],
    [
      "says too little of what was unsupported",
      { ...base, settings: [{ id: 13, scale: 3 }] },
      "settings[id 13].offset",
      /Missing/
    ],
    ["lacks a part", { ...base, live: null }, "live", /Missing/],
    [
      "has the same address twice",
      { ...base, units: [{ address: 0 }, { address: 0 }] },
      "units[1].address",
      /once/
    ],
    [
      "has a phase without a master",
      { ...base, device: { phases: 2 } },
      "device.phases.value",
      /master of L2/
    ],
    [
      "has more phases than addresses can tell",
      { ...base, device: { phases: 4 }, units: [0, 1, 2, 3].map((address) => ({ address })) },
      "device.phases.value",
      /master of L4/
    ],
    [
      "has a unit on a phase that it lacks",
      { ...base, units: [{ address: 1 }] },
      "units[0].address",
      /1 phases/
    ],
    [
      "has an id twice",
      {
        ...base,
        units: [
          {
            address: 0,
            settings: [
              { id: 250, name: "a", supported: false },
              { id: 250, name: "a", supported: false }
            ]
          }
        ]
      },
      "units[0].settings[id 250].id",
      /once/
    ]
  ]
  for (const [name, document, path, message] of problems) {
    it(`${name}: is refused, and the place is named`, () => {
      const bad = failure(document)
      assert.strictEqual(bad.problems[0]!.path, path)
      assert.match(bad.problems[0]!.message, message)
      assert.include(bad.message, path)
    })
  }

  it("tells of every problem", () => {
    const whole = json(Profile.profiles["multiplus-12-500"]) as Record<string, unknown>
    const { problems: found } = failure({ ...whole, id: 1, label: 2 })
    assert.deepStrictEqual(
      found.map(({ path }) => path),
      ["id", "label"]
    )
  })
})
