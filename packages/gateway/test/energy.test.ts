/**
 * The energy of sites, as it is told and kept: from real counters, over ends and crashes of the program, and with files that
 * cannot be read or written.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Energy from "../src/Energy.ts"
import * as EnergyTotals from "../src/EnergyTotals.ts"
import { Feed } from "../src/Feed.ts"
import { Sites } from "../src/Sites.ts"
import { Behind, layer, site } from "./Simulations.ts"

const REAL = "/dev/van"
const COUNT = 65_536
/** Charges its battery with 4 kW, and feeds loads. */
const profile = Profile.profiles["multiplus-ii-48-5000-mk3"]

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-energy-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const said: Array<string> = []
const logging = Logger.layer([Logger.make(({ message }) => void said.push([message].flat().join(" ")))])

/** A gateway that counts for a time; what it tells in the end, and what flowed in truth through the unit. */
const counted = (state: string, time: `${number} ${"minutes" | "seconds"}`, port = REAL) =>
  Effect.gen(function* () {
    said.length = 0
    const scope = yield* Scope.make()
    const name = port.replace(/^sim:/u, "")
    const context = yield* Layer.buildWithScope(
      Layer.provideMerge(Energy.layer({ state }), layer({ [name]: { profile } })),
      scope
    )
    const told = yield* Effect.gen(function* () {
      yield* (yield* Sites).apply({ van: site(port) })
      yield* TestClock.adjust(time)
      const { energy } = (yield* (yield* Feed).site("van"))!
      const { plant } = (yield* (yield* Behind).get(port)!.simulator.state).system
      return { energy: energy!, flowed: plant.energy[0]!.flowed }
    }).pipe(Effect.provide(context))
    yield* Scope.close(scope, Exit.void)
    return told
  }).pipe(Effect.provide(logging))

const kept = (state: string) => JSON.parse(readFileSync(join(state, "energy.json"), "utf8")) as Energy.Kept

describe("the energy of a site", () => {
  it.effect("is what its unit counts, and of the battery what its power comes to", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const { energy, flowed } = yield* counted(state, "5 minutes")
      for (const [index, way] of EnergyCounters.counters.entries()) {
        assert.isAtMost(energy.counters![way], flowed[index]! + COUNT, way)
        assert.isAtLeast(energy.counters![way], flowed[index]! - 3 * COUNT - flowed[index]! / 5, way)
      }
      assert.isAbove(energy.acInputImport!, COUNT)
      const { acIn1ToInverter, acIn1ToOutput } = energy.counters!
      assert.isAtLeast(energy.acInputImport!, acIn1ToInverter + acIn1ToOutput)
      assert.isAtLeast(energy.batteryCharge!, 3500 * 290)
      assert.isAtMost(energy.batteryCharge!, 4500 * 300)
      assert.strictEqual(energy.batteryDischarge, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("is kept at the end of the program, and counted on from there", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const first = yield* counted(state, "2 minutes")
      assert.deepStrictEqual(kept(state), {
        schema: Energy.SCHEMA,
        sites: [{ site: "van", ...first.energy }]
      })
      const second = yield* counted(state, "2 minutes")
      assert.strictEqual(second.energy.since, first.energy.since)
      for (const flow of ["batteryCharge", "acInputImport", "acOutputExport"] as const) {
        assert.isAbove(second.energy[flow]!, first.energy[flow]!, flow)
        assert.isBelow(second.energy[flow]!, 3 * first.energy[flow]!, flow)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("leaves the totals of other programs' sites where they are", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const other = { site: "boat", ...EnergyTotals.none(1), batteryCharge: 5 }
      writeFileSync(join(state, "energy.json"), JSON.stringify({ schema: Energy.SCHEMA, sites: [other] }))
      yield* counted(state, "70 seconds")
      assert.deepStrictEqual(kept(state).sites[0], other)
      assert.strictEqual(kept(state).sites[1]!.site, "van")
    }).pipe(Effect.scoped)
  )

  it.effect("of a simulation is told, and not kept", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const { energy } = yield* counted(state, "70 seconds", "sim:van")
      assert.isAbove(energy.batteryCharge!, 0)
      assert.isFalse(existsSync(join(state, "energy.json")))
    }).pipe(Effect.scoped)
  )

  it.effect("is counted anew where the file makes no sense, which is set aside and said", () =>
    Effect.gen(function* () {
      const state = yield* folder
      writeFileSync(join(state, "energy.json"), '{"schema":"vebus.energy-totals/1","sites":[{"site":')
      const { energy } = yield* counted(state, "70 seconds")
      assert.isAbove(energy.batteryCharge!, 0)
      assert.match(said.join("\n"), /energy\.json is no vebus\.energy-totals\/1 .*energy is counted from 0/u)
      assert.strictEqual(kept(state).sites.length, 1)
      assert.isTrue(existsSync(join(state, "energy.json.damaged")))
    }).pipe(Effect.scoped)
  )

  it.effect("is told also where nothing can be kept, which is said once", () =>
    Effect.gen(function* () {
      const place = yield* folder
      writeFileSync(join(place, "file"), "")
      const { energy } = yield* counted(join(place, "file"), "3 minutes")
      assert.isAbove(energy.batteryCharge!, 0)
      assert.lengthOf(
        said.filter((line) => line.includes("counted and not kept")),
        2
      )
    }).pipe(Effect.scoped)
  )
})
