/**
 * Paths, messages and notifications: laws over any reading, and the paths that the conventions name.
 */
import { readFileSync } from "node:fs"
import { Alarm } from "@vebus/codec"
import { open } from "@vebus/runtime/promise"
import { reading } from "@vebus/testing/arbitraries"
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as Deltas from "../src/Deltas.ts"
import * as Notifications from "../src/Notifications.ts"
import * as Paths from "../src/Paths.ts"

const naming: Paths.Naming = { id: "vebus", source1: "shore", source2: "genset" }
const units = ["V", "A", "W", "Hz", "K", "ratio"]
const any = reading()

describe("paths of any reading", () => {
  it("are paths of Signal K, each once, with finite numbers in SI units", () => {
    fc.assert(
      fc.property(any, (reading) => {
        const rows = Paths.of(reading, naming)
        assert.strictEqual(new Set(rows.map(({ path }) => path)).size, rows.length)
        for (const { path, value, meta } of rows) {
          assert.match(path, /^electrical\.(chargers|inverters)\.vebus(\.[A-Za-z0-9-]+)+$/)
          if (typeof value === "number") assert.isTrue(Number.isFinite(value) && !Object.is(value, -0), path)
          if (meta.units !== undefined) assert.include(units, meta.units)
          assert.isNotEmpty(meta.description)
        }
      })
    )
  })

  it("say what the reading says, kelvin for degrees, and nothing that it does not say", () => {
    fc.assert(
      fc.property(any, (reading) => {
        const values = new Map(Paths.of(reading, naming).map(({ path, value }) => [path, value]))
        const at = (path: string) => values.get(path) ?? null
        const { battery } = reading
        const isClose = (path: string, expected: number | null | undefined) => {
          const found = at(path)
          if (expected === null || expected === undefined) return assert.isNull(found, path)
          assert.closeTo(found as number, expected, Math.abs(expected) * 1e-5 + 1e-300, path)
        }
        isClose("electrical.chargers.vebus.voltage", battery?.voltage)
        isClose("electrical.chargers.vebus.current", battery?.current)
        isClose("electrical.chargers.vebus.power", battery?.power)
        isClose("electrical.chargers.vebus.capacity.stateOfCharge", battery?.stateOfCharge)
        if (battery?.temperature === null) isClose("electrical.chargers.vebus.temperature", null)
        for (const [name, sides] of [
          ["acin", reading.acInput],
          ["acout", reading.acOutput]
        ] as const) {
          for (const phase of [1, 2, 3, 4]) {
            const side = sides?.find((each) => each.phase === phase)
            const path = `electrical.inverters.vebus.${name}${phase === 1 ? "" : phase}`
            isClose(`${path}.voltage`, side?.voltage)
            isClose(`${path}.current`, side?.current)
            isClose(`${path}.power`, side?.power)
            isClose(`${path}.frequency`, side?.frequency)
          }
        }
      })
    )
  })

  it("have no AC input where the unit has none", () => {
    fc.assert(
      fc.property(any, (reading) => {
        const rows = Paths.of({ ...reading, inputs: 0, acInput: null }, naming)
        assert.deepStrictEqual(
          rows.filter(({ path }) => path.includes("acin")),
          []
        )
      })
    )
  })
})

describe("messages", () => {
  it("leave at the server what the last reading knows, and never anything older", () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (readings) => {
        const server = new Map<string, unknown>()
        const described = new Set<string>()
        let sent = Deltas.nothing
        for (const reading of readings) {
          const rows = Paths.of(reading, naming)
          const [next, update] = Deltas.step(sent, rows)
          sent = next
          for (const { path } of update.meta ?? []) {
            assert.isFalse(described.has(path), path)
            described.add(path)
          }
          for (const { path, value } of update.values ?? []) {
            assert.isTrue(described.has(path), path)
            server.set(path, value)
          }
          const known = rows.filter(({ value }) => value !== null)
          assert.deepStrictEqual(
            new Map([...server].filter(([, value]) => value !== null)),
            new Map(known.map(({ path, value }) => [path, value]))
          )
        }
        const [, gone] = Deltas.step(sent, [])
        for (const { path, value } of gone.values ?? []) {
          assert.isNotNull(server.get(path))
          server.set(path, value)
        }
        assert.isTrue([...server.values()].every((value) => value === null))
      })
    )
  })
})

describe("notifications", () => {
  type Told = Map<string, Notifications.Notification | null>
  const raisedAt = (told: Told) =>
    [...told].flatMap(([path, each]) =>
      each === null || each.state === "normal" ? [] : [[path.split(".").at(-1)!, each.state] as const]
    )

  it("stand while the alarm stands, and are said once", () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (readings) => {
        const told: Told = new Map()
        let sent = Notifications.nothing
        for (const reading of readings) {
          const standing = Notifications.of(reading)
          const [next, changes] = Notifications.step("vebus", sent, standing)
          sent = next
          for (const { path, value } of changes) told.set(path, value as Notifications.Notification | null)
          assert.deepStrictEqual(Notifications.step("vebus", sent, standing)[1], [])
          const { alarms, vebusError } = reading
          const count =
            Alarm.subjects.filter((each) => alarms?.alarms.includes(each) || alarms?.warnings.includes(each))
              .length + ((vebusError?.code ?? 0) === 0 ? 0 : 1)
          assert.strictEqual(raisedAt(told).length, count)
        }
        const [next, changes] = Notifications.step("vebus", sent, Notifications.silent(sent, "unplugged"))
        for (const { path, value } of changes) told.set(path, value as Notifications.Notification | null)
        assert.deepStrictEqual(raisedAt(told), [["connection", "warn"]])
        assert.deepStrictEqual(
          Notifications.step("vebus", next, Notifications.silent(next, "unplugged"))[1],
          []
        )
        // What was heard last is not forgotten while there is still nothing.
        const heardLast = (standing: Notifications.Standing) => standing["connection"]!.message.split("; ")[1]
        assert.strictEqual(heardLast(Notifications.silent(next, "asleep")), heardLast(next))
      })
    )
  })
})

describe("the conventions", () => {
  /** The paths that the README promises. */
  const promised = [
    ...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/^\| `([^`]+)`/gm)
  ].flatMap(([, path]) => {
    const [, first, rest] = /^(.*)\{([^}]+)\}$/.exec(path!) ?? [null, path!, ""]
    return rest!.split(", ").map((name) => `${first}${name}`)
  })

  it("are kept by a three-phase system, and every path is in the README", async () => {
    await using inverter = await open("sim:three-phase-48-3000")
    const rows = Paths.of(await inverter.reading(), naming)
    const plain = (path: string) => path.replace(/(acin|acout)[2-4]/, "$1")
    for (const { path } of rows)
      assert.include(promised, plain(path).replace(".vebus.", ".ID.").replace(".acin.1.", ".acin.N."), path)
    const paths = rows.map(({ path }) => path)
    for (const name of ["acin", "acin2", "acin3", "acout", "acout2", "acout3"])
      assert.include(paths, `electrical.inverters.vebus.${name}.voltage`)
  })
})
