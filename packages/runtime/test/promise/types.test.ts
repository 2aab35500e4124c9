/**
 * The types of the promise API are for programs that do not know Effect: none of them mentions it, and what is used of the
 * simulator is what the simulator has.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import * as simulator from "@vebus/simulator"
import type { Effect } from "effect/Effect"
import type { Stream } from "effect/Stream"
import type * as Device from "../../src/Device.ts"
import type { Control } from "../../src/Control.ts"
import type { Inverter, open } from "../../src/promise/index.ts"
import type { Simulator } from "../../src/promise/Simulated.ts"

/** The result of a function, or the value itself. */
type Given<A> = A extends (...args: ReadonlyArray<never>) => infer B ? B : A

/** The members of an interface that give an effect or a stream. */
type Effectful<A> = {
  [Key in keyof A]: Given<A[Key]> extends
    | Effect<unknown, unknown, unknown>
    | Stream<unknown, unknown, unknown>
    ? Key
    : never
}[keyof A]

describe("types", () => {
  it("give promises and iterators, never effects", () => {
    expectTypeOf<Effectful<Inverter>>().toEqualTypeOf<never>()
    expectTypeOf<Effectful<Inverter["settings"]>>().toEqualTypeOf<never>()
    expectTypeOf<ReturnType<typeof open>>().toEqualTypeOf<Promise<Inverter>>()
    expectTypeOf<Inverter["readings"]>().returns.toExtend<AsyncIterable<Reading.Reading>>()
    expectTypeOf<Inverter>().toExtend<AsyncDisposable>()
  })

  it("have everything of Device and Control", () => {
    type Renamed = "ask" | "setting" | "settingInfo"
    expectTypeOf<Exclude<keyof Device.Reads, keyof Inverter | Renamed>>().toEqualTypeOf<never>()
    expectTypeOf<Exclude<keyof Control["Service"], keyof Inverter>>().toEqualTypeOf<never>()
  })

  it("come from files that import nothing of Effect", () => {
    const folder = join(import.meta.dirname, "../../src/promise")
    const files = globSync(join(folder, "{Inverter,Steering,Options}.ts"))
    assert.lengthOf(files, 3)
    for (const file of files) assert.notMatch(readFileSync(file, "utf8"), /from "effect/)
  })

  it("of the simulator are those it has", () => {
    expectTypeOf(simulator).toExtend<Simulator<simulator.Profile.Profile>>()
  })
})
