/**
 * Settings files of VEConfigure at the command line: shown, and compared with units, backups and each other.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"
import type { SettingsFile as Documents } from "@vebus/runtime/documents"
import type { Diff } from "@vebus/runtime/backup"
import * as Bench from "./change/Bench.ts"
import * as SettingsFiles from "./change/SettingsFiles.ts"
import * as Folder from "./Folder.ts"
import { run } from "./InProcess.ts"
import type { Ended } from "./Written.ts"

const folder = Folder.temporary("settings-file")

const file = (name: string, content: Files.Content | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content instanceof Uint8Array ? content : Files.bytesOf(content))
  return path
}

const one = SettingsFiles.ofProfile("multiplus-ii-48-3000-230v")
const three = SettingsFiles.ofProfile("three-phase-48-3000")
const six = SettingsFiles.ofProfile("six-units-48-5000")
const serialOf = (content: Files.Content, index: number): string =>
  String.fromCharCode(...content.units[index]!.serial)

const shown = (ended: Ended) => Bench.documentOf<Documents.Document>("vebus.settings-file/1", ended)
const differences = (ended: Ended) => {
  assert.strictEqual(ended.code, 0, ended.stderr)
  return Bench.documentOf<Diff.Diff>("vebus.diff/1", ended).differences
}

describe("settings show", () => {
  it("shows each unit with its settings and flags, scaled with the records of the file", async () => {
    const path = file("one.rvsc", SettingsFiles.changed(one, 0, { 4: 0xffff, 3: 5250 }))
    const { code, stdout, stderr } = await run(["settings", "show", path])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.match(stdout, /^.*one\.rvsc: settings of 1 of 1 units, made by tool version 1\.33$/m)
    assert.include(
      stdout,
      `${serialOf(one, 0)}: MultiPlus-II 48/3000/35-32, firmware 492, address 0, read 2027-01-15T08:00:00.000Z`
    )
    assert.match(stdout, /^ +3 +UBatFloat +52\.5 +V /m)
    assert.match(stdout, /^ +6 +DisableCharge +\w+ /m)
    assert.match(stdout, /^Outside the limits of their own record, raw:\n {2}4 IBatBulk: 65535$/m)
    assert.match(stdout, /^Grid code, raw:\n {2}81 GridCode: \d+$/m)
    assert.notMatch(stdout, /^ +81 +GridCode +\w+ /m)
    assert.match(stdout, /^ {2}behind the records, at byte \d+: 80 81$/m)

    const document = shown(await run(["settings", "show", path, "--json"]))
    const [unit] = document.units
    assert.deepInclude(
      unit!.settings.find(({ id }) => id === 3),
      { value: 52.5, unit: "V", isDefault: false }
    )
    assert.deepInclude(
      unit!.settings.find(({ id }) => id === 4),
      { value: null }
    )
    assert.deepInclude(unit, {
      serialNumber: serialOf(one, 0),
      version: 2_629_492,
      assistants: null,
      withheld: []
    })
    assert.strictEqual(unit!.flags.length, 64)
    assert.deepStrictEqual(unit!.unscaled, [])
  })

  it("says how many units of the system there are, and what is not understood", async () => {
    const units = three.units.map((unit, index) => ({
      ...unit,
      assistants: index === 1 ? [0xa7, 0xfe, 0, 0, 0x57, 1] : []
    }))
    const [, second, third] = SettingsFiles.changed({ ...three, units }, 1, { 3: 5111 }).units
    const path = file("three.rvms", { ...three, units: [third!, second!] })
    const { stdout } = await run(["settings", "show", path])
    const other = new RegExp(`^Other than ${serialOf(three, 2)}:\n {2}UBatFloat: 51\\.11 V, there .* V$`, "m")
    assert.match(stdout, other)
    assert.match(stdout, /settings of 2 of 3 units/)
    assert.isBelow(stdout.indexOf(serialOf(three, 2)), stdout.indexOf(serialOf(three, 1)))
    assert.match(stdout, /^ {2}an assistant program of 6 bytes: its content is not known$/m)
  })

  it("shows raw words where the file has no scales", async () => {
    const path = file("raw.rvsc", { ...one, records: null })
    const { stdout } = await run(["settings", "show", path])
    assert.match(stdout, /^The file has no scales: all its words are raw\.$/m)
    assert.match(stdout, /^ {2}3 UBatFloat: 5200$/m)
    const [unit] = shown(await run(["settings", "show", path, "--json"])).units
    assert.deepStrictEqual([unit!.settings, unit!.flags, unit!.unscaled.length], [[], [], 192])
  })

  it("never shows a block that may be a password, as text, as hexadecimal or as numbers", async () => {
    const block = [0x50, 0x61, 0x35, 0x7a, 0x51, 0x6d, 0x39, 0x78]
    const content = { ...one, units: one.units.map((unit) => ({ ...unit, blocks: [block] })) }
    const whole = Files.bytesOf(content)
    const cut = whole.slice(0, whole.length - 3)
    const damaged = whole.slice()
    damaged[damaged.length - 100]! ^= 1
    const paths = [file("export.rvsc", content), file("cut.rvsc", cut), file("damaged.rvsc", damaged)]
    const other = file("other.rvsc", SettingsFiles.changed(one, 0, { 3: 5250 }))
    let said = ""
    for (const path of paths) {
      for (const words of [
        ["show", path],
        ["show", path, "--json"],
        ["diff", path, other],
        ["diff", path, other, "--json"]
      ]) {
        const { stdout, stderr } = await run(["settings", ...words])
        said += stdout + stderr
      }
    }
    assert.match(said, /a block of 8 bytes at byte \d+, not shown: it may be a password/)
    const hex = block.map((byte) => byte.toString(16).padStart(2, "0"))
    for (const part of [
      String.fromCharCode(...block),
      "Pa5z",
      hex.join(" "),
      hex.slice(0, 3).join(" "),
      hex.join("")
    ]) {
      assert.notInclude(said.toLowerCase(), part.toLowerCase())
    }
    assert.notInclude(said, `${block.slice(0, 3).join(",")}`)
  })

  it("never lets the text of a file steer the terminal", async () => {
    const hostile = [0x1b, 0x5b, 0x32, 0x4a, 0x9b, 0x07]
    const path = file("hostile.rvsc", {
      ...one,
      tool: { version: hostile, rest: hostile },
      units: one.units.map((unit) => ({ ...unit, serial: hostile, tail: hostile, remainder: hostile })),
      unknown: [{ name: "[2J", bytes: hostile }]
    })
    for (const words of [
      ["show", path],
      ["show", path, "--json"],
      ["diff", path, "--port", "sim:"]
    ]) {
      const { stdout, stderr } = await run(["settings", ...words])
      // oxlint-disable-next-line no-control-regex -- these are what it is about.
      assert.notMatch(stdout + stderr, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
    }
  })

  it.each([
    ["a backup", new TextEncoder().encode("{}"), /is no settings file of VEConfigure.*expected 1D 00/],
    ["nothing", new Uint8Array(0), /found nothing/],
    [
      "a file that ends within a section",
      Files.bytesOf(one).slice(0, 700),
      /expected the place of the next section/
    ],
    ["a file that ends before any unit", Files.bytesOf({ ...one, units: [] }), /ends before any/],
    [
      "a flipped bit",
      Files.bytesOf(one).map((byte, at) => (at === 900 ? byte ^ 4 : byte)),
      /expected the sum/
    ]
  ])("refuses %s: exit 8, with the place", async (_, bytes, message) => {
    const { code, stdout, stderr } = await run(["settings", "show", file("given.vsc", bytes)])
    assert.deepStrictEqual([code, stdout], [8, ""])
    assert.match(stderr, message)
  })
})

it("the guide shows what the command prints", async () => {
  const guide = readFileSync(new URL("../../../docs/guides/veconfigure.md", import.meta.url), "utf8")
  const example = fileURLToPath(new URL("../../../docs/examples/worked-example.rvsc", import.meta.url))
  const { stdout } = await run(["settings", "show", example], { env: { COLUMNS: "96" } })
  const said = stdout.replace(example, "docs/examples/worked-example.rvsc")
  assert.include(guide, `\n\`\`\`text\n${said}\`\`\`\n`)
})

describe("settings diff with a settings file", () => {
  const unit = Bench.shared({ served: "tcp" })
  const system = Bench.shared({ served: "tcp", profile: "three-phase-48-3000" })

  it("names exactly what a unit stores otherwise, and nothing that is in RAM only", async () => {
    const path = file("unit.rvsc", one)
    const same = await unit.vebus(["settings", "diff", path])
    assert.deepStrictEqual([same.code, same.stdout], [0, ""])
    assert.match(same.stderr, /no difference between .*unit\.rvsc and tcp:/)

    assert.strictEqual((await unit.vebus("settings set UBatFloat 53 --yes")).code, 0)
    assert.deepStrictEqual(differences(await unit.vebus(["settings", "diff", path, "--json"])), [])

    assert.strictEqual((await unit.vebus("settings set UBatFloat 52.5 --to eeprom --yes")).code, 0)
    assert.strictEqual((await unit.vebus("flags set DisableAES --to eeprom --yes")).code, 0)
    const found: ReadonlyArray<unknown> = differences(await unit.vebus(["settings", "diff", path, "--json"]))
    assert.deepStrictEqual(found, [
      {
        serialNumber: serialOf(one, 0),
        kind: "setting",
        id: 3,
        name: "UBatFloat",
        unit: "V",
        a: { value: 52, valueName: null, raw: 5200 },
        b: { value: 52.5, valueName: null, raw: 5250 }
      },
      { serialNumber: serialOf(one, 0), kind: "flag", flag: 8, name: "DisableAES", a: false, b: true }
    ])
    const table = await unit.vebus(["settings", "diff", path])
    assert.match(table.stdout, /^UBatFloat +52 V +52\.5 V$/m)

    // Where the file has no scales, those of the unit do.
    const raw = file("unscaled.rvsc", { ...one, records: null })
    assert.match(
      (await unit.vebus(["settings", "diff", raw])).stdout,
      /^UBatFloat +52 V +52\.5 V\nDisableAES +off +on\n$/m
    )

    const backup = unit.file("now.json")
    assert.strictEqual((await unit.vebus(["settings", "backup", backup])).code, 0)
    assert.strictEqual(differences(await run(["settings", "diff", path, backup, "--json"])).length, 2)
    assert.strictEqual(differences(await run(["settings", "diff", backup, raw, "--json"])).length, 2)
    assert.deepStrictEqual(
      unit.wire().length > 0 && readFileSync(backup, "utf8").includes(serialOf(one, 0)),
      true
    )
  })

  it("says that a scale, a model or a firmware differs, and compares values then", async () => {
    const [unitOf] = one.units
    const inTenths = { scaleWord: -10, minimumRaw: 480, maximumRaw: 640 } as object
    const records = one.records!.records.map((words, id) => (id === 3 ? { ...words, ...inTenths } : words))
    const tenths = {
      ...SettingsFiles.changed(one, 0, { 3: 520 }),
      records: { ...one.records!, records, version: 2_629_500 }
    }
    const path = file("tenths.rvsc", { ...tenths, units: [{ ...tenths.units[0]!, version: 2_629_500 }] })
    const { code, stdout, stderr } = await run(["settings", "diff", path, file("hundredths.rvsc", one)])
    assert.deepStrictEqual([code, stdout], [0, ""])
    assert.match(stderr, /^another firmware: 500 and 492: settings are compared by their ids$/m)
    assert.match(stderr, /^another scale, so that values are compared and not raw words: UBatFloat$/m)
    const model = file("model.rvsc", { ...one, units: [{ ...unitOf!, version: 2_648_304 }] })
    assert.match(
      (await run(["settings", "diff", model, file("hundredths.rvsc", one)])).stderr,
      /^another model: .* and MultiPlus-II 48\/3000\/35-32: a setting may mean something else to each$/m
    )
  })

  it("finds a unit by its serial number among three, wherever it stands in the file", async () => {
    const shuffled = { ...three, units: [three.units[2]!, three.units[0]!, three.units[1]!] }
    const changed = SettingsFiles.changed(shuffled, 0, { 3: three.units[2]!.settings[3]! + 1 })
    const path = file("shuffled.rvms", changed)
    const ids = (ended: Ended) => differences(ended).map(({ serialNumber, name }) => [serialNumber, name])
    const compared = async (address: number) =>
      ids(await system.vebus(["settings", "diff", path, "--json", "--address", `${address}`]))
    assert.deepStrictEqual(await compared(0), [])
    assert.deepStrictEqual(await compared(2), [[serialOf(three, 2), "UBatFloat"]])
  })

  it("refuses to compare another unit, unless that is named", async () => {
    const path = file("six.rvms", six)
    const refused = await unit.vebus(["settings", "diff", path])
    assert.strictEqual(refused.code, 8)
    assert.match(refused.stderr, /six\.rvms is of .*, and the unit to compare is .*--unit SERIAL/)
    const unknown = await unit.vebus(["settings", "diff", path, "--unit", "HQ9999ZZZZZ"])
    assert.match(unknown.stderr, /expected a unit HQ9999ZZZZZ, found /)
    const named = await run(["settings", "diff", path, file("one.rvsc", one), "--unit", serialOf(six, 1)])
    assert.strictEqual(named.code, 8)
    const other = ["settings", "diff", path, "--unit", serialOf(six, 1).toLowerCase(), "--json"]
    const ended = await unit.vebus(other)
    assert.match(ended.stderr, /^another model: /m)
    assert.isAbove(differences(ended).length, 0)
  })

  it("goes by the unique number where a side has no serial number", async () => {
    const nameless = (content: Files.Content) => ({
      ...content,
      units: content.units.map((unit) => ({ ...unit, serial: [] }))
    })
    const a = file("nameless.rvms", nameless(three))
    const b = file("named.rvms", SettingsFiles.changed(three, 1, { 3: 5111 }))
    const found = differences(await run(["settings", "diff", a, b, "--json"]))
    assert.deepStrictEqual(
      found.map(({ serialNumber, name }) => [serialNumber, name]),
      [[serialOf(three, 1), "UBatFloat"]]
    )
  })

  it("compares every unit that is in both of two files, and names those that are in one alone", async () => {
    const before = file("before.rvms", three)
    const other = SettingsFiles.changed(SettingsFiles.changed(three, 0, { 3: 5111 }), 2, { 4: 11 })
    const after = file("after.rvms", { ...other, units: [other.units[2]!, other.units[0]!] })
    const { code, stdout, stderr } = await run(["settings", "diff", before, after])
    assert.strictEqual(code, 0)
    assert.match(
      stdout,
      new RegExp(`^${serialOf(three, 0)}:\n.*\nUBatFloat .*\n${serialOf(three, 2)}:\n.*\nIBatBulk .*\n$`)
    )
    assert.match(stderr, new RegExp(`^${serialOf(three, 1)} is in .*before\\.rvms alone$`, "m"))
    const alone = Files.plainFile([{ ...Files.plainUnit("HQ7777ALONE", []), uniqueNumber: 99 }], [])
    const none = await run(["settings", "diff", before, file("alone.rvsc", alone)])
    assert.strictEqual(none.code, 8)
    assert.match(none.stderr, /expected a unit that is in both files/)
  })
})
