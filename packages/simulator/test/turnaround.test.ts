/** How long commands take: by what a profile tells, and F 5 by chance. */
import { assert, describe, it } from "@effect/vitest"
import { Line, Profile, type Simulator } from "@vebus/simulator"
import { bytes, host } from "./support/Host.ts"

/** Milliseconds from the end of a request to the end of its answer. */
const latency = (options: Simulator.Options, request: string): number => {
  const [answer] = host({ address: 0, winmonMode: "long", ...options }).ask(request)
  return answer!.at - bytes(request).length * Line.BYTE_MILLIS
}

describe("latencies of a profile", () => {
  const measured = [
    ["V", "02 FF 56 A9"],
    ["A", "04 FF 41 01 00 BB"],
    ["L", "02 FF 4C B3"],
    ["F1 (behind a snapshot request)", "03 FF 46 01 B7"],
    ["writeViaId", "07 FF 5A 37 02 83 72 01 71"]
  ] as const

  for (const [name, request] of measured) {
    it(`are kept on request: ${name}`, () => {
      const { value } = Profile.profiles[Profile.defaultProfile].latencyMilliseconds![name]!
      assert.approximately(latency({ turnaroundMillis: "profile" }, request), value, 0.5)
    })
  }

  it("are the usual ones where a profile tells none", () => {
    const { latencyMilliseconds: _, ...profile } = Profile.profiles[Profile.defaultProfile]
    for (const [, request] of measured) {
      assert.approximately(
        latency({ profile, turnaroundMillis: "profile" }, request),
        latency({}, request),
        1e-6
      )
    }
  })
})

describe("the answer to F 5", () => {
  const F5 = "03 FF 46 05 B3"

  it("takes as long as others by default", () =>
    assert.approximately(latency({}, F5), 40 + 15 * Line.BYTE_MILLIS, 1e-6))

  it("takes longer by chance, up to what is allowed, the same for the same seed", () => {
    const delays = (seed: number) => {
      const from = host({ seed, line: "unpaced", acInputConfigDelayMillis: 750 })
      return Array.from({ length: 20 }, () => {
        const asked = from.state().now
        from.write(bytes(F5))
        return from.wait(751)[0]!.at - asked
      })
    }
    const found = delays(7)
    assert.deepStrictEqual(delays(7), found)
    assert.notDeepEqual(delays(8), found)
    assert.isTrue(found.every((millis) => millis >= 0 && millis <= 750))
    assert.isAbove(Math.max(...found) - Math.min(...found), 300)
  })

  it("does not move the plant", () => {
    const plants = [0, 750].map((acInputConfigDelayMillis) => {
      const from = host({ acInputConfigDelayMillis })
      from.write(bytes(F5))
      from.wait(5000)
      return from.state().system.plant
    })
    assert.deepStrictEqual(plants[0], plants[1])
  })
})
