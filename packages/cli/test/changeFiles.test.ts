/**
 * Configurations as files: backup, compare, restore, and what a plan file wants, as processes.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Backup, Diff } from "@vebus/runtime/backup"
import * as Bench from "./change/Bench.ts"
import * as Documents from "./look/Documents.ts"
import * as Between from "./Between.ts"

/** Twelve settings and four flags, of two words. */
const PLAN = `to: eeprom
settings:
  UBatAbsorption: 54 V
  UBatFloat: 52.5
  IBatBulk: 30A
  UInvSetpoint: 231
  RepeatedAbsorptionTime: 2h
  repeated_absorption_interval: 6d
  MaximumAbsorptionDuration: 120
  UBatLowLimitForInverter: 46
  UBatLowHysteresisForInverter: 3
  vsUsage: dedicated-ignore-ac-input
  BatteryCapacity: 200Ah
  vsonUBatLow: raw:4800
flags:
  DisableCharge: off
  AssistEnabled: on
  DisableAES: on
  Vs2Invert: on
`

const diffOf = async (unit: Bench.Bench, file: string): Promise<Diff.Diff["differences"]> => {
  const ended = await unit.vebus(["settings", "diff", file, "--json"])
  assert.strictEqual(ended.code, 0, ended.stderr)
  return Bench.documentOf<Diff.Diff>("vebus.diff/1", ended).differences
}

/** Changes everything that the plan file says, and how much that is by kind. */
const changed = async (unit: Bench.Bench, file: string): Promise<Diff.Diff["differences"]> => {
  writeFileSync(unit.file("plan.yaml"), PLAN)
  const applied = await unit.vebus(["apply", unit.file("plan.yaml"), "--yes"])
  assert.strictEqual(applied.code, 0, applied.stderr)
  const differences = await diffOf(unit, file)
  assert.deepStrictEqual(
    ["setting", "flag"].map((kind) => differences.filter((found) => found.kind === kind).length),
    [12, 4]
  )
  return differences
}

const restore = (file: string) => ["settings", "restore", file, "--to", "eeprom", "--yes"]

describe.concurrent("twelve settings and four flags", () => {
  let unit: Bench.Bench
  let faulty: Bench.Bench
  beforeAll(async () => {
    ;[unit, faulty] = await Promise.all([Bench.make(), Bench.make({ fault: "drop=1%,noise=1%,flip=1%" })])
  })
  afterAll(() => Promise.all([unit.stop(), faulty.stop()]))

  it("are backed up, changed, compared and restored: then nothing differs", async () => {
    const before = await unit.stored()
    const file = unit.file("before.json")
    const backup = await unit.vebus(["settings", "backup", file])
    assert.strictEqual(backup.code, 0, backup.stderr)
    assert.match(backup.stdout, /^144 settings and 64 flags of MultiPlus-II 48\/3000\/35-32 written to /)
    const text = readFileSync(file, "utf8")
    assert.strictEqual(Documents.complaints("vebus.backup/1", JSON.parse(text)), "")
    assert.deepStrictEqual(await diffOf(unit, file), [])

    const differences: ReadonlyArray<unknown> = await changed(unit, file)
    assert.deepInclude(differences, {
      serialNumber: "HQ0000TEST1",
      kind: "setting",
      id: 3,
      name: "UBatFloat",
      unit: "V",
      a: { value: 52, valueName: null, raw: 5200 },
      b: { value: 52.5, valueName: null, raw: 5250 }
    })
    assert.deepInclude(differences, {
      serialNumber: "HQ0000TEST1",
      kind: "flag",
      flag: 6,
      name: "DisableCharge",
      a: true,
      b: false
    })
    assert.strictEqual((await unit.stored())["18"], 4800)

    const restored = await unit.vebus([...restore(file), "--override-budget"])
    assert.strictEqual(restored.code, 0, restored.stderr)
    assert.deepStrictEqual(await diffOf(unit, file), [])
    assert.deepStrictEqual(await unit.stored(), before)
    const nothing = await unit.vebus([...restore(file), "--json"])
    assert.deepStrictEqual([nothing.code, Bench.outcomesOf(nothing).outcomes], [0, []])
    assert.match(nothing.stderr, /^nothing to restore: the unit holds what .*before.json says\n/m)

    const again = await unit.vebus(["settings", "backup", file])
    assert.strictEqual(again.code, 8)
    assert.match(again.stderr, /exists already, and stays as it is/)
    assert.strictEqual(readFileSync(file, "utf8"), text)
  })

  it("are so also over a line with faults", async () => {
    const before = await faulty.stored()
    const file = faulty.file("before.json")
    assert.strictEqual((await faulty.vebus(["settings", "backup", file])).code, 0)
    await changed(faulty, file)
    const restored = await faulty.vebus([...restore(file), "--override-budget"])
    assert.strictEqual(restored.code, 0, restored.stderr)
    assert.deepStrictEqual(await diffOf(faulty, file), [])
    assert.deepStrictEqual(await faulty.stored(), before)
    const { faults } = await faulty.control({ ask: "state" })
    assert.containsAllKeys(faults, ["drop", "noise", "flip"])
  })
})

describe.concurrent("a backup", () => {
  let unit: Bench.Bench
  let other: Bench.Bench
  beforeAll(async () => {
    ;[unit, other] = await Promise.all([
      Bench.make({ served: "tcp" }),
      Bench.make({ profile: "multiplus-12-500" })
    ])
  })
  afterAll(() => Promise.all([unit.stop(), other.stop()]))

  it("is of one model, and what must not be copied stays", async () => {
    const file = unit.file("all.json")
    assert.strictEqual((await unit.vebus(["settings", "backup", file])).code, 0)
    const backup = JSON.parse(readFileSync(file, "utf8")) as Backup.Backup
    const edited = unit.file("edited.json")
    writeFileSync(
      edited,
      JSON.stringify({
        ...backup,
        settings: backup.settings.map((setting) =>
          setting.name === "GridCode" || setting.name === "UBatFloat"
            ? { ...setting, value: setting.value! + 1, raw: { ...setting.raw, value: setting.raw.value + 1 } }
            : setting
        ),
        flags: backup.flags.map((flag) => (flag.supported ? flag : { ...flag, on: !flag.on }))
      })
    )
    const table = await unit.vebus(["settings", "diff", file, edited])
    assert.match(table.stdout, /^UBatFloat +52 V +53 V$/m)
    const dry = await unit.vebus(["settings", "restore", edited, "--dry-run"])
    assert.strictEqual(dry.code, 0, dry.stderr)
    assert.match(dry.stderr, /^left out: GridCode: it belongs to the grid code$/m)
    assert.match(dry.stderr, /^left out: \w+: this unit does not support it$/m)
    assert.deepStrictEqual(dry.stdout.match(/->/g)?.length, 1)
    assert.include(dry.stdout, "UBatFloat: 52 V -> 53 V\n  RAM only, frame ")

    const refused = await other.vebus(["settings", "restore", file, "--yes"])
    assert.strictEqual(refused.code, 5, refused.stderr)
    assert.match(refused.stderr, /is of MultiPlus-II 48\/3000\/35-32, and this unit is .*Nothing was changed/)
    assert.deepStrictEqual(other.wire(), [])
  })

  it("that is not whole is not written", async () => {
    const third = await Bench.make({ served: "tcp" })
    const deaf = await Between.deaf(third.env["VEBUS_PORT"]!, (hex) => !/^\w\w FF 5[89A] 31 04/.test(hex))
    const file = third.file("partial.json")
    const { code, stderr } = await third.vebus(["settings", "backup", file], {
      env: { VEBUS_PORT: deaf.port }
    })
    deaf.stop()
    await third.stop()
    assert.strictEqual(code, 4, stderr)
    assert.match(stderr, /no reply to setting/)
    assert.isFalse(existsSync(file))
  })
})

describe.concurrent("a plan file", () => {
  let unit: Bench.Bench
  beforeAll(async () => {
    unit = await Bench.make()
    writeFileSync(
      unit.file("plan.yaml"),
      "to: eeprom\nsettings:\n  UBatFloat: 52.5\nflags:\n  DisableCharge: on\n"
    )
  })
  afterAll(() => unit.stop())

  it("is shown by plan, and where it goes may be said instead of it", async () => {
    const file = unit.file("plan.yaml")
    const plan = await unit.vebus(["plan", file, "--json"])
    assert.deepStrictEqual([plan.code, plan.stderr], [0, ""])
    const { writes } = Bench.documentOf<{ readonly writes: ReadonlyArray<{ readonly unchanged: boolean }> }>(
      "vebus.plan/1",
      plan
    )
    assert.deepStrictEqual(
      writes.map(({ unchanged }) => unchanged),
      [false, true]
    )
    const applied = await unit.vebus(["apply", file, "--to", "ram", "--yes"])
    assert.strictEqual(applied.code, 0, applied.stderr)
    assert.deepStrictEqual(await unit.setting(3), { stored: 5200, active: 5250 })
    assert.strictEqual(unit.wire().length, 2)
  })
})
