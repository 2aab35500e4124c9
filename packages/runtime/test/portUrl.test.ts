/** Ports as the user names them: simulations, and what may stand behind their profile. */
import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as PortUrl from "../src/transports/PortUrl.ts"

const simulated = (profile: string | null, versionEveryMillis: number | null) =>
  Option.some({ _tag: "Simulated", profile, versionEveryMillis } as const)

describe("a simulated port", () => {
  it.each([
    ["sim:", simulated(null, null)],
    ["sim:parallel-48-5000", simulated("parallel-48-5000", null)],
    ["sim:\u001B[2K\r", simulated("\u001B[2K\r", null)],
    ["sim:\n?version-every=0", simulated("\n", 0)],
    ["sim:./my?unit.json", simulated("./my?unit.json", null)],
    ["sim:?version-every=0", simulated(null, 0)],
    ["sim:?version-every=off", simulated(null, 0)],
    ["sim:split-phase-48-3000-120v?version-every=1.5", simulated("split-phase-48-3000-120v", 1500)],
    ["sim:./unit.json?version-every=0.1s", simulated("./unit.json", 100)],
    ["sim:?version-every=0.05", Option.none()],
    ["sim:?version-every=often", Option.none()],
    ["sim:?version-every=", Option.none()]
  ] as const)("%s", (text, expected) => assert.deepStrictEqual(PortUrl.parse(text), expected))
})
