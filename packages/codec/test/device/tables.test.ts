import { assert, describe, it } from "@effect/vitest"
import { Alarm, type Entry, Flag, Product, RamVariable, Setting, SoftwareVersion } from "@vebus/codec"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { data } from "./Data.ts"

it("the generated files are what the data says", () => {
  const script = fileURLToPath(new URL("../../scripts/generate.ts", import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" })
  assert.deepStrictEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" })
})

interface Lookup {
  readonly all: ReadonlyArray<Entry.Named>
  readonly byName: (name: string) => Entry.Named | null
  readonly nearest: (name: string) => ReadonlyArray<string>
}

const lookups: ReadonlyArray<readonly [string, Lookup]> = [
  ["RAM variables", RamVariable],
  ["settings", Setting],
  ["flags", Flag]
]

/** `UBatFloat` -> `u_bat_float`. */
const snake = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_")

describe.each(lookups)("names of %s", (_, { all, byName, nearest }) => {
  it("each name and alias leads to its own entry, however it is spelt", () => {
    for (const entry of all) {
      for (const name of [entry.name, ...(entry.aliases ?? [])]) {
        for (const spelling of [
          name,
          name.toLowerCase(),
          name.toUpperCase(),
          snake(name),
          snake(name).toUpperCase()
        ]) {
          assert.strictEqual(byName(spelling), entry, spelling)
        }
      }
    }
  })

  it("one wrong letter leads to a suggestion of the right name", () => {
    for (const { name } of all.filter((entry) => entry.name.length > 3)) {
      const suggestions = nearest(`${name.slice(0, 2)}?x${name.slice(3)}`)
      assert.isAtMost(suggestions.length, 3)
      if (!/\d$/.test(name)) assert.include(suggestions, name)
    }
  })

  it("what resembles no name leads to nothing", () => {
    for (const name of ["", "_", "zzzzzzzzzzzzzzzzzzzz", "constructor", "__proto__"]) {
      assert.isNull(byName(name))
    }
    assert.deepStrictEqual(nearest("zzzzzzzzzzzzzzzzzzzz"), [])
  })
})

describe("RAM variables", () => {
  it("by id", () => {
    assert.strictEqual(RamVariable.byId(4)?.name, "UBat")
    assert.strictEqual(RamVariable.byName("u_bat")?.id, 4)
    assert.isNull(RamVariable.byId(20))
    assert.deepStrictEqual(
      RamVariable.all.map(({ id }) => id),
      [...Array(20).keys(), 21, 128]
    )
  })
})

describe("settings", () => {
  it("by id", () => {
    assert.strictEqual(Setting.byId(3)?.name, "UBatFloat")
    for (const id of [-1, 90, 127, 192, 65_536, Number.NaN]) assert.isNull(Setting.byId(id))
    assert.deepStrictEqual(
      Setting.all.map(({ id }) => id),
      [...Array(90).keys(), ...Array.from({ length: 64 }, (_, index) => 128 + index)]
    )
  })

  it("grid parameters are numbered through", () => {
    assert.strictEqual(Setting.byId(130)?.name, "GridSettingsInt1")
    assert.strictEqual(Setting.byId(189)?.name, "GridSettingsInt60")
    assert.strictEqual(Setting.byName("grid_settings_int_17")?.id, 146)
  })

  it("what belongs to the grid code, to the layout of the system, or cannot be taken back is marked", () => {
    const forbidden = (why: string) =>
      Setting.all.filter((setting) => setting.forbidden === why).map(({ id }) => id)
    assert.deepStrictEqual(forbidden("grid-code"), [
      81,
      ...Array.from({ length: 64 }, (_, index) => 128 + index)
    ])
    assert.deepStrictEqual(forbidden("system"), [13, 14, 77, 78, 79, 80])
    assert.deepStrictEqual(forbidden("irreversible"), [82])
  })

  it("an input counted from 0 by another tool does not take the name of the other input", () => {
    assert.strictEqual(Setting.byName("IMainsLimitAC1")?.id, 6)
    assert.strictEqual(Setting.byName("IMainsLimitAC2")?.id, 49)
    assert.strictEqual(Flag.byName("RemoteOverrulesAC1")?.flag, 30)
    assert.strictEqual(Flag.byName("RemoteOverrulesAC2")?.flag, 15)
  })

  it("names of values go both ways", () => {
    for (const setting of Setting.all.filter(({ values }) => values !== undefined)) {
      assert.strictEqual(setting.kind, "enum")
      for (const [raw, name] of Object.entries(setting.values!)) {
        assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
        assert.strictEqual(Setting.valueName(setting, Number(raw)), name)
        assert.strictEqual(Setting.valueByName(setting, name.toUpperCase()), Number(raw))
      }
    }
    assert.isNull(Setting.valueName(Setting.byId(10)!, 0))
    assert.isNull(Setting.valueByName(Setting.byId(10)!, "other"))
    assert.isNull(Setting.valueName(Setting.byId(2)!, 1))
    assert.isNull(Setting.valueByName(Setting.byId(2)!, "fixed"))
  })
})

describe("flags", () => {
  it("are numbered from 0 to 63, sixteen to each word", () => {
    assert.deepStrictEqual(
      Flag.all.map(({ flag }) => flag),
      [...Array(64).keys()]
    )
    assert.deepStrictEqual(
      Flag.words.flatMap((word) => Flag.ofWord(word)),
      Flag.all
    )
    for (const word of Flag.words) {
      assert.deepStrictEqual(
        Flag.ofWord(word).map(({ flag }) => [Flag.wordOf(flag), Flag.maskOf(flag)]),
        Array.from({ length: 16 }, (_, bit) => [word, 1 << bit])
      )
    }
    for (const flag of [-1, 64, 0.5]) assert.isNull(Flag.byNumber(flag))
  })

  it("the words of flags are the settings of that kind, and one more", () => {
    assert.deepStrictEqual(
      Setting.all.filter(({ kind }) => kind === "flags").map(({ id }) => id),
      [...Flag.words, 82]
    )
  })

  it("a word says which flags are set", () => {
    const set = Flag.ofWord(0).filter(({ flag }) => Flag.isSet(flag, 0x8154))
    assert.deepStrictEqual(
      set.map(({ name }) => name),
      ["SixtyHertz", "DoNotStopAfter10HrBulk", "DisableCharge", "DisableAES", "RemoteOverrulesAC2"]
    )
  })
})

interface Products {
  readonly examples: ReadonlyArray<Example>
  readonly products: Readonly<Record<string, string>>
}

interface Example {
  readonly version: number
  readonly productId: string
  readonly firmware: number
  readonly name: string
}

const { examples, products } = data<Products>("products")

describe("products", () => {
  it.each(examples)("version $version is a $name", ({ version, productId, firmware, name }) => {
    const id = SoftwareVersion.productId(version)
    assert.strictEqual(id.toString(16), productId)
    assert.strictEqual(SoftwareVersion.firmware(version), firmware)
    assert.strictEqual(Product.deviceName(id), name)
    assert.strictEqual(Product.deviceName(SoftwareVersion.productId((version | 0x0700_0000) >>> 0)), name)
  })

  it("each product has a version number that leads to it", () => {
    for (const [id, name] of Object.entries(products)) {
      const version = Number(id) * 1000 + 492
      assert.strictEqual(Product.deviceName(SoftwareVersion.productId(version)), name)
    }
  })

  it("adapters", () => {
    assert.strictEqual(Product.adapterName(1130), "MK2")
    assert.strictEqual(Product.adapterName(1170), "MK3")
  })

  it("what nobody knows has no name", () => {
    assert.isNull(Product.deviceName(0x1234))
    assert.isNull(Product.deviceName(Number.NaN))
    assert.isNull(Product.adapterName(1))
  })
})

describe("alarms and errors", () => {
  it("every mask is the sum of its alarms", () => {
    const masks = data<{ readonly alarms: ReadonlyArray<{ readonly mask: number; readonly name: string }> }>(
      "device-states"
    ).alarms
    for (let mask = 0; mask < 256; mask++) {
      const names = Alarm.ofMask(mask).map(({ name }) => name)
      const sum = masks.filter(({ name }) => names.includes(name)).reduce((total, bit) => total + bit.mask, 0)
      assert.strictEqual(sum, mask)
      assert.lengthOf(names, mask.toString(2).replaceAll("0", "").length)
    }
  })

  it("an error has a meaning or none", () => {
    assert.strictEqual(Alarm.vebusError(0), "none")
    assert.strictEqual(Alarm.vebusError(3), "wrong number of devices")
    const known = Array.from({ length: 32 }, (_, error) => Alarm.vebusError(error)).filter(
      (label) => label !== null
    )
    assert.lengthOf(known, 14)
  })
})
