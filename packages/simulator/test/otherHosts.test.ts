/**
 * How other programs talk to an adapter, byte for byte and at their times: what they send, when they look, and what has
 * to be there by then. Written from descriptions of their behaviour (protocol.md 1.2, 1.4, 1.7). That a terminal at
 * another speed is deaf is tried in `serve/ptySpeed.test.ts`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Simulator } from "@vebus/simulator"
import * as Result from "effect/Result"

interface Line {
  /** Writes bytes now, and gives all bytes that have come so many milliseconds later. */
  readonly after: (millis: number, written?: string) => string
  readonly change: (change: Parameters<typeof Simulator.control>[1]) => void
}

const line = (options: Simulator.Options = {}): Line => {
  let state = Simulator.make(options)
  return {
    after: (millis, written = "") => {
      const [asked, first] = Simulator.step(state, state.now, Result.getOrThrow(Hex.fromHex(written)))
      const [next, later] = Simulator.step(asked, asked.now + millis)
      state = next
      return [...first, ...later].map(({ bytes }) => Hex.toHex(bytes)).join(" ")
    },
    change: (change) => {
      state = Simulator.control(state, change)
    }
  }
}

const ADDRESS = "04 FF 41 01 00 BB"
const RESET = "02 FF 52 AD"
const FRESH = "07 FF 56 24 DB 11 00 42 52"
const SELECTED = "07 FF 56 24 DB 11 00 00 94"

describe("ve-ctrl-tool", () => {
  it("sends R, waits a second, and selects the address once with two seconds for the answer", () => {
    const to = line()
    // What comes before its A it throws away.
    assert.strictEqual(to.after(1000, RESET), `00 00 ${FRESH}`)
    assert.strictEqual(to.after(100, ADDRESS), ADDRESS)
    assert.strictEqual(to.after(150, "05 FF 57 0E 00 00 97").slice(0, 11), "05 FF 57 94")
  })

  it("is answered as well by an adapter that did not hear its R", () => {
    const to = line({ address: 3 })
    to.after(1000)
    assert.include(to.after(100, ADDRESS), ADDRESS)
  })

  it("renews a set-point every 20 s, in time for no watchdog of less", () => {
    const to = line({ winmonMode: "long" })
    to.after(100, ADDRESS)
    assert.strictEqual(to.after(70, "07 FF 57 37 00 83 C8 00 21"), "03 FF 57 87 20")
  })
})

describe("invertergui", () => {
  /** It waits for a frame, and takes two 00 in its place for the sign that the adapter has started. */
  const recovers = (stream: string): boolean => stream.startsWith("00 00")

  for (const [what, away, back] of [
    ["the bus cable", { change: "bus", connected: false }, { change: "bus", connected: true }],
    ["sleep", { change: "sleep" }, { change: "wake" }]
  ] as const) {
    it(`selects its address again after ${what}, and only because of the two 00`, () => {
      const to = line()
      assert.strictEqual(to.after(100, ADDRESS), ADDRESS)
      to.change(away)
      assert.strictEqual(to.after(10_000), "")
      to.change(back)
      const heard = to.after(20)
      assert.isTrue(recovers(heard), heard)
      assert.strictEqual(to.after(100, ADDRESS), ADDRESS)
      assert.include(to.after(3000), SELECTED)
      assert.match(to.after(150, "05 FF 57 30 0D 00 68"), /^07 FF 57 85 /)
    })
  }

  it("does so after R and after a restart of all units too", () => {
    for (const restart of [RESET, "07 FF 46 08 00 00 00 00 AC"]) {
      const to = line()
      to.after(100, ADDRESS)
      assert.strictEqual(to.after(2000, restart).slice(0, 5), "00 00")
    }
  })
})

describe("ve-bus-programming", () => {
  /** It takes what is there 100 ms after it has written. */
  const look = (to: Line, request: string): string => to.after(100, request)
  const selected = (winmonMode: "short" | "long"): Line => {
    const to = line({ winmonMode, versionPeriodMillis: 0, powerUpNoiseBytes: 0 })
    assert.strictEqual(look(to, ADDRESS), ADDRESS)
    return to
  }

  it("finds one value of RAM and one setting whole", () => {
    const to = selected("short")
    assert.strictEqual(look(to, "04 FF 58 30 0D 68").slice(0, 11), "05 FF 58 85")
    assert.strictEqual(look(to, "05 FF 58 31 02 00 71").slice(0, 11), "05 FF 58 86")
  })

  it("finds the acknowledgement of a write, in either mode", () => {
    assert.strictEqual(look(selected("long"), "07 FF 58 37 03 02 A0 14 B2"), "03 FF 58 88 1E")
    assert.strictEqual(look(selected("short"), "07 FF 58 37 03 02 A0 14 B2"), "05 FF 58 88 00 00 1C")
  })

  it("finds it about 25 ms after the last byte of its request", () => {
    const frame = "07 FF 58 37 03 02 A0 14 B2"
    const onTheWire = (frame.split(" ").length * 10_000) / 2400
    const long = selected("long")
    assert.strictEqual(long.after(onTheWire + 15, frame), "")
    assert.strictEqual(long.after(15), "03 FF 58 88 1E")
    const short = selected("short")
    assert.strictEqual(short.after(onTheWire + 35, frame), "05 FF 58 88 00 00 1C")
  })

  it("is not disturbed by the run of 55 that it begins with", () => {
    const to = selected("short")
    assert.strictEqual(to.after(100, "55 55 55 55 55"), "")
    assert.strictEqual(look(to, "02 FF 56 A9"), SELECTED)
  })
})

describe("a host that leans on the unexplained bytes of the DC frame", () => {
  const unexplained = (to: Line): string => to.after(400, "03 FF 46 00 B8").split(" ").slice(2, 6).join(" ")

  it("finds other ones in each frame, none of them 00, the same for the same seed", () => {
    const to = line({ seed: 5, versionPeriodMillis: 0 })
    const seen = Array.from({ length: 50 }, () => unexplained(to))
    assert.strictEqual(new Set(seen).size, 50)
    for (const bytes of seen) assert.notInclude(bytes.split(" "), "00")
    assert.strictEqual(unexplained(line({ seed: 5, versionPeriodMillis: 0 })), seen[0])
    assert.notStrictEqual(unexplained(line({ seed: 6, versionPeriodMillis: 0 })), seen[0])
  })

  it("finds those of the profile when it is told so", () => {
    const to = line({ varyDcBytes: false, versionPeriodMillis: 0 })
    assert.deepStrictEqual([unexplained(to), unexplained(to)], ["00 00 00 00", "00 00 00 00"])
  })
})

describe("a host that writes a set-point after a charge state was forced", () => {
  it("is obeyed: the set-point ends the forced state", () => {
    let state = Simulator.make({ address: 0, winmonMode: "long", line: "unpaced" })
    const run = (written: string, millis: number) => {
      const [asked] = Simulator.step(state, state.now, Result.getOrThrow(Hex.fromHex(written)))
      ;[state] = Simulator.step(asked, asked.now + millis)
    }
    const setPoint = "07 FF 58 37 02 83 C8 00 1E"
    run(setPoint, 1000)
    run("05 FF 58 0E 03 00 93", 1000)
    assert.strictEqual(state.system.plant.live.subState, "float")
    run(setPoint, 1000)
    // 200 W, fed into the grid.
    assert.strictEqual(state.system.plant.live.inputWatts, -200)
    assert.isNull(state.system.devices[0].forced)
  })
})
