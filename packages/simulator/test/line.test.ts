/** The line's arithmetic, to the millisecond: receive, work on one command at a time, send. */
import { assert, describe, it } from "@effect/vitest"
import { Line, Simulator } from "@vebus/simulator"
import { bytes, content, host, run } from "./support/Host.ts"

const BYTE = Line.BYTE_MILLIS
const version = bytes("02 FF 56 A9")
const leds = bytes("02 FF 4C B3")
const dc = bytes("03 FF 46 00 B8")

const timesOf = (sent: ReadonlyArray<Line.Sent>): ReadonlyArray<number> => sent.map(({ at }) => at)

const assertTimes = (sent: ReadonlyArray<Line.Sent>, expected: ReadonlyArray<number>) => {
  assert.strictEqual(sent.length, expected.length)
  timesOf(sent).forEach((at, index) => assert.approximately(at, expected[index]!, 1e-6))
}

describe("a paced line", () => {
  it("moves 240 bytes a second", () => assert.approximately(1000 / BYTE, 240, 1e-9))

  it("takes 4 bytes in, the local turnaround and 9 bytes out for a V", () =>
    assertTimes(host().ask("02 FF 56 A9"), [4 * BYTE + 12 + 9 * BYTE]))

  it("takes the longer turnaround for what crosses the bus", () => {
    assertTimes(host().ask("02 FF 4C B3"), [4 * BYTE + 40 + 10 * BYTE])
    assertTimes(host().ask("03 FF 46 00 B8"), [5 * BYTE + 40 + 17 * BYTE])
  })

  it("takes the turnaround it is told", () => {
    assertTimes(host({ turnaroundMillis: 5 }).ask("02 FF 4C B3"), [4 * BYTE + 5 + 10 * BYTE])
    assertTimes(host({ turnaroundMillis: { local: 1, bus: 2 } }).ask("02 FF 56 A9"), [13 * BYTE + 1])
  })

  it("hands out nothing before the last byte of the answer", () => {
    const { write, wait } = host()
    const complete = 4 * BYTE + 12 + 9 * BYTE
    assert.deepStrictEqual([...write(version), ...wait(complete - 0.001)], [])
    assert.strictEqual(wait(0.001).length, 1)
  })

  it("works on the next command while the last answer is sent", () => {
    const { write, wait } = host()
    write(Uint8Array.of(...dc, ...leds))
    const first = 5 * BYTE + 40
    const second = Math.max(first, 9 * BYTE) + 40
    assert.isBelow(second, first + 17 * BYTE)
    assertTimes(wait(500), [first + 17 * BYTE, first + 17 * BYTE + 10 * BYTE])
  })

  it("begins no work before the work on the last command is done", () => {
    const { write, wait } = host({ turnaroundMillis: 200 })
    write(Uint8Array.of(...version, ...version))
    assertTimes(wait(900), [4 * BYTE + 200 + 9 * BYTE, 4 * BYTE + 400 + 9 * BYTE])
  })

  it("lets bytes written late wait for those written before", () => {
    const { write, wait } = host()
    write(leds)
    wait(1)
    write(version)
    const work = 8 * BYTE + 12
    const firstSent = 4 * BYTE + 40 + 10 * BYTE
    assertTimes(wait(500), [firstSent, Math.max(firstSent, work) + 9 * BYTE])
  })

  it("keeps the order of answers", () => {
    const { write, wait } = host({ address: 0 })
    write(Uint8Array.of(...leds, ...version, ...dc, ...bytes("05 FF 57 30 0D 00 68")))
    assert.deepStrictEqual(
      wait(900).map((sent) => content(sent)._tag),
      ["LedsReply", "VersionReply", "DcInfo", "WinmonReply"]
    )
  })

  it("asks for a step when a command has arrived, is done, and is answered, not for each byte", () => {
    const times: Array<number> = []
    let [state, sent, wakeAt] = Simulator.step(Simulator.make(), 0, version)
    while (sent.length === 0) {
      times.push(wakeAt)
      ;[state, sent, wakeAt] = Simulator.step(state, wakeAt)
    }
    assert.strictEqual(times.length, 3)
    times.forEach((at, index) =>
      assert.approximately(at, [4 * BYTE, 4 * BYTE + 12, 4 * BYTE + 12 + 9 * BYTE][index]!, 1e-6)
    )
  })

  it("asks for a step later than now when bytes come after an unfinished frame has grown stale", () => {
    let [state, , wakeAt] = Simulator.step(Simulator.make(), 0, Uint8Array.of(0x1f, 0xff, ...version))
    for (const at of [340, 345, 349]) {
      ;[state, , wakeAt] = Simulator.step(state, at, at === 349 ? leds : undefined)
      assert.isAbove(wakeAt, at)
    }
  })

  it("gives up an unfinished frame after 350 ms, and answers the frame behind it", () => {
    const { write, wait } = host()
    write(Uint8Array.of(0x1f, 0xff, ...version))
    assert.deepStrictEqual(wait(350), [])
    assert.strictEqual(wait(100).length, 1)
  })
})

describe("an unpaced line", () => {
  it("answers in the same step", () => {
    const { write } = host({ line: "unpaced", address: 0 })
    const sent = write(Uint8Array.of(...version, ...leds, ...dc))
    assert.deepStrictEqual(timesOf(sent), [0, 0, 0])
  })

  it("takes the turnaround it is told", () => {
    const { write, wait } = host({ line: "unpaced", turnaroundMillis: 30 })
    assert.deepStrictEqual(write(version), [])
    assert.deepStrictEqual(timesOf(wait(100)), [30])
  })
})

describe("an idle adapter", () => {
  const idle = (options: Simulator.Options, millis: number) =>
    run(Simulator.make(options), [[millis, new Uint8Array(0)]])[1]

  it("sends a version frame every 1.0 s", () =>
    assertTimes(
      idle({}, 4000),
      [1000, 2000, 3000].map((start) => start + 9 * BYTE)
    ))

  it("sends it at once on an unpaced line, and in the period it is told", () =>
    assertTimes(idle({ line: "unpaced", versionPeriodMillis: 300 }, 1000), [300, 600, 900]))

  it("tells B before an address is selected, and the address after", () => {
    const { wait, ask } = host()
    const modes = () =>
      wait(1000).map((sent) => {
        const reply = content(sent)
        return reply._tag === "VersionReply" ? reply.mode : null
      })
    assert.deepStrictEqual(modes(), [])
    assert.deepStrictEqual(modes(), [0x42])
    ask("04 FF 41 01 05 B6")
    wait(700)
    assert.deepStrictEqual(modes(), [5])
  })

  it("is silent while it answers, and counts from the beginning of its last frame", () => {
    const { write, wait } = host()
    wait(970)
    write(leds)
    const answered = 970 + 4 * BYTE + 40
    assertTimes(wait(1200), [answered + 10 * BYTE, answered + 1000 + 9 * BYTE])
  })

  it("sends it right after a command that has no answer", () => {
    const { write, wait } = host()
    wait(950)
    write(bytes("06 FF 46 06 0E 10 0F 82"))
    assertTimes(wait(200), [950 + 8 * BYTE + 40 + 9 * BYTE])
  })

  it("tells no truth unasked", () =>
    assert.deepStrictEqual(
      idle({}, 3000).map(({ truth }) => truth),
      [undefined, undefined]
    ))
})
