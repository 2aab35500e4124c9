/** What faults do to frames, decided by pure functions. */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import { Faults } from "@vebus/simulator"
import * as Arbitraries from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { faultPlan } from "@vebus/testing/arbitraries"
import * as Passage from "../src/faults/Passage.ts"
import { bytes } from "./support/Host.ts"

const VERSION = "07 FF 56 24 DB 11 00 42 52"
const RAM = "07 FF 57 85 01 00 23 5B 9F"
const AC = "0F 20 01 01 CA 09 08 AA 58 AB 00 AA 58 9A 00 C3 E8"
const STATE = "05 FF 58 94 09 06 01"

/** The frames one after the other, ten milliseconds apart, and all that went on up to a time. */
const run = (
  plan: Faults.FaultPlan,
  frames: ReadonlyArray<string>,
  until: number,
  direction: Faults.Direction = "reply"
) => {
  const inputs = frames.map((frame, index) => ({ at: index * 10, bytes: bytes(frame) }))
  return passed(plan, inputs, until, direction)
}

interface Input {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Takes a step at each input and whenever one is due, and at the idle times besides. */
const passed = (
  plan: Faults.FaultPlan,
  inputs: ReadonlyArray<Input>,
  until: number,
  direction: Faults.Direction = "reply",
  idleAt: ReadonlyArray<number> = []
) => {
  const idle = idleAt.map((at) => ({ at, bytes: new Uint8Array(0) }))
  const steps = [...idle, ...inputs].sort((one, other) => one.at - other.at)
  const sent: Array<{ at: number; hex: string }> = []
  const records: Array<Faults.FaultRecord> = []
  let state = Passage.make(direction, 0)
  let wakeAt = Number.POSITIVE_INFINITY
  const take = (step: Passage.Step) => {
    state = step.state
    wakeAt = step.wakeAt
    records.push(...step.records)
    sent.push(...step.sent.map(({ at, bytes: chunk }) => ({ at, hex: Hex.toHex(chunk) })))
  }
  const idleUntil = (end: number) => {
    while (wakeAt <= end) take(Passage.step(plan, state, wakeAt))
  }
  for (const { at, bytes: chunk } of steps) {
    idleUntil(at)
    take(Passage.step(plan, state, at, chunk))
  }
  idleUntil(until)
  return { sent, records, end: () => Passage.end(plan, state, until) }
}

/** Everything that went on, in one piece. */
const joined = (sent: ReadonlyArray<{ readonly hex: string }>) => sent.map(({ hex }) => hex).join(" ")

/** A fault that hits every reply. */
const always = (kind: Faults.Kind): Faults.FaultPlan => ({ seed: 3, replies: { [kind]: 1 } })

const inputs: fc.Arbitrary<ReadonlyArray<Input>> = Arbitraries.timed(Arbitraries.byteStream()).map(
  ({ chunks }) => {
    let at = 0
    return chunks.map((chunk) => ({ at: (at += chunk.afterMillis), bytes: chunk.bytes }))
  }
)

describe("a fault that hits a frame", () => {
  it("drops it", () => {
    const { sent, records } = run(always("drop"), [RAM, STATE], 2000)
    assert.deepStrictEqual(sent, [])
    assert.deepStrictEqual(records, [
      { ms: 0, kind: "drop", direction: "reply", frame: RAM, sent: "" },
      { ms: 10, kind: "drop", direction: "reply", frame: STATE, sent: "" }
    ])
  })

  it("delays it past its time-out, and frames sent later come before it", () => {
    const plan: Faults.FaultPlan = {
      events: [{ kind: "delay", direction: "reply", atMillis: 0, forMillis: 5 }]
    }
    assert.deepStrictEqual(run(plan, [RAM, STATE], 2000).sent, [
      { at: 10, hex: STATE },
      { at: 1500, hex: RAM }
    ])
  })

  it("delays it for as long as the plan says", () =>
    assert.deepStrictEqual(run({ ...always("delay"), delayMillis: 700 }, [RAM], 2000).sent, [
      { at: 700, hex: RAM }
    ]))

  it("duplicates it", () =>
    assert.deepStrictEqual(run(always("duplicate"), [RAM], 2000).sent, [
      { at: 0, hex: RAM },
      { at: 5, hex: RAM }
    ]))

  it("flips one of its bits, and says what came of it", () => {
    const { sent, records } = run(always("flip"), [RAM], 2000)
    const [chunk] = sent.map(({ hex }) => bytes(hex))
    const flipped = bytes(RAM).map((byte, index) => byte ^ chunk![index]!)
    const bits = Array.from(flipped).reduce(
      (count, byte) => count + byte.toString(2).replaceAll("0", "").length,
      0
    )
    assert.strictEqual(bits, 1)
    assert.strictEqual(records[0]?.frame, RAM)
    assert.strictEqual(records[0]?.sent, sent[0]?.hex)
  })

  it("cuts off its end", () => {
    const { sent } = run(always("truncate"), [RAM], 2000)
    assert.isTrue(RAM.startsWith(sent[0]!.hex) && sent[0]!.hex.length < RAM.length)
  })

  it("puts noise before it", () => {
    const { sent } = run(always("noise"), [RAM], 2000)
    assert.isTrue(sent[0]!.hex.endsWith(RAM) && sent[0]!.hex.length > RAM.length)
  })

  it("puts stray zeros before it", () =>
    assert.match(joined(run(always("zeros"), [RAM], 2000).sent), new RegExp(`^(00 ){1,3}${RAM}$`)))

  it("sends it in pieces that belong together, some milliseconds apart", () => {
    const { sent } = run(always("split"), [RAM, STATE], 2000)
    assert.isAbove(sent.length, 2)
    // What is sent meanwhile waits for the last piece.
    assert.strictEqual(joined(sent), `${RAM} ${STATE}`)
    assert.isBelow(sent.at(-1)!.at, 350)
  })

  it("lets it wait for the frame after it", () => {
    const plan: Faults.FaultPlan = {
      events: [{ kind: "merge", direction: "reply", atMillis: 0, forMillis: 5 }]
    }
    assert.deepStrictEqual(run(plan, [RAM, STATE], 2000).sent, [{ at: 10, hex: `${RAM} ${STATE}` }])
  })

  it("adds an LED suffix that tells nothing, and takes away the one that is there", () => {
    const content = Result.getOrThrow(Frames.decodeReplyFrame(bytes(RAM))).content
    const suffixed = Hex.toHex(
      Result.getOrThrow(Frames.encodeReplyFrame({ content, leds: { on: 0x1f, blink: 0x1f } }))
    )
    assert.strictEqual(joined(run(always("leds"), [RAM], 2000).sent), suffixed)
    assert.strictEqual(joined(run(always("leds"), [suffixed], 2000).sent), RAM)
  })

  it("puts the frame of a foreign panel before it", () => {
    const [first] = run(always("panel"), [RAM], 2000).sent
    assert.match(first!.hex, new RegExp(`^04 40 0[1-4] 00 00 .. ${RAM}$`))
    const panel = Result.getOrThrow(Frames.decodeReplyFrame(bytes(first!.hex.slice(0, 17))))
    assert.strictEqual(panel.content._tag, "ForeignPanel")
  })

  it("puts the adapter's version frame before it, once one was seen, with the address selected since", () => {
    const plan = always("version")
    const none = run(plan, [RAM], 2000)
    assert.deepStrictEqual(none.sent, [{ at: 0, hex: RAM }])
    assert.deepStrictEqual(none.records, [])
    assert.deepStrictEqual(
      run(plan, [VERSION, "04 FF 41 01 00 BB", RAM], 2000).sent.at(-1)?.hex,
      `07 FF 56 24 DB 11 00 00 94 ${RAM}`
    )
  })

  it("puts its state out of range, and leaves frames without a state alone", () => {
    const { sent, records } = run(always("state"), [AC, STATE, RAM], 2000)
    const replies = sent.map(({ hex }) => Result.getOrThrow(Frames.decodeReplyFrame(bytes(hex))).content)
    const [ac, state] = replies
    assert.match(ac?._tag === "AcInfo" ? ac.state : "", /^unknown-/)
    assert.match(
      state?._tag === "WinmonReply" && state.reply._tag === "DeviceStateReply" ? state.reply.state : "",
      /^unknown-/
    )
    assert.strictEqual(sent[2]?.hex, RAM)
    assert.deepStrictEqual(
      records.map(({ frame }) => frame),
      [AC, STATE]
    )
  })

  it("hits only the way that it is meant for", () => {
    const plan: Faults.FaultPlan = { requests: { drop: 1 } }
    assert.deepStrictEqual(run(plan, [RAM], 2000).sent, [{ at: 0, hex: RAM }])
    assert.deepStrictEqual(run(plan, ["02 FF 56 A9"], 2000, "request").sent, [])
  })

  it("can meet others on the same frame", () => {
    const { records } = run({ seed: 3, replies: { flip: 1, noise: 1, duplicate: 1 } }, [RAM], 2000)
    assert.deepStrictEqual(
      records.map(({ kind }) => kind),
      ["flip", "noise", "duplicate"]
    )
    assert.strictEqual(new Set(records.map(({ sent }) => sent)).size, 1)
  })
})

describe("chance", () => {
  const FRAMES = 20_000
  const kindsOf = (plan: Faults.FaultPlan): ReadonlyArray<ReadonlyArray<string>> => {
    let state = Faults.initial("reply", 0)
    return Array.from({ length: FRAMES }, (_, index) => {
      const [next, { records }] = Faults.decide(plan, state, bytes(AC), index)
      state = next
      return records.map(({ kind }) => kind)
    })
  }
  /** Four standard deviations: one run in 16,000 is farther off. */
  const assertShare = (hits: number, share: number) =>
    assert.approximately(hits, FRAMES * share, 4 * Math.sqrt(FRAMES * share * (1 - share)))

  it("hits the share of frames that the plan says, of every kind", () => {
    // Without "version": no version frame is seen here.
    for (const kind of Faults.KINDS.filter((other) => other !== "version")) {
      const hits = kindsOf({ seed: 11, replies: { [kind]: 0.05 } }).filter((kinds) => kinds.length > 0)
      assertShare(hits.length, 0.05)
    }
  })

  it("strikes with one kind regardless of the others", () => {
    const both = kindsOf({ seed: 5, replies: { flip: 0.2, noise: 0.1 } })
    const flips = kindsOf({ seed: 5, replies: { flip: 0.2 } })
    assertShare(both.filter((kinds) => kinds.length === 2).length, 0.02)
    assert.deepStrictEqual(
      both.map((kinds) => kinds.includes("flip")),
      flips.map((kinds) => kinds.includes("flip"))
    )
  })

  it("is another with another seed, and at another opening of the port", () => {
    const plan = { replies: { drop: 0.5 } }
    const drops = (seed: number, opening: number) => {
      let state = Faults.initial("reply", opening)
      return Array.from({ length: 64 }, () => {
        const [next, { records }] = Faults.decide({ ...plan, seed }, state, bytes(RAM), 0)
        state = next
        return records.length
      }).join("")
    }
    assert.strictEqual(new Set([drops(1, 0), drops(2, 0), drops(1, 1), drops(2, 1)]).size, 4)
    assert.strictEqual(drops(1, 0), drops(1, 0))
  })
})

describe("a way with faults", () => {
  it("gives the same bytes at the same times for the same plan and traffic", () =>
    fc.assert(
      fc.property(faultPlan, inputs, (plan, traffic) => {
        const one = passed(plan, traffic, 60_000)
        const other = passed(plan, traffic, 60_000)
        assert.deepStrictEqual([one.sent, one.records], [other.sent, other.records])
      })
    ))

  it("does not mind how time is cut into steps", () =>
    fc.assert(
      fc.property(faultPlan, inputs, fc.array(fc.nat(5000), { maxLength: 20 }), (plan, traffic, idleAt) => {
        const one = passed(plan, traffic, 60_000)
        const other = passed(plan, traffic, 60_000, "reply", idleAt)
        assert.deepStrictEqual([one.sent, one.records], [other.sent, other.records])
      })
    ))

  it("hands every chunk on as it came when the plan hits no frame", () =>
    fc.assert(
      fc.property(fc.constantFrom("reply" as const, "request" as const), inputs, (direction, traffic) => {
        const { sent } = passed({ events: [{ kind: "restart", atMillis: 5 }] }, traffic, 60_000, direction)
        const expected = traffic.filter((chunk) => chunk.bytes.length > 0)
        assert.deepStrictEqual(
          sent,
          expected.map(({ at, bytes: chunk }) => ({ at, hex: Hex.toHex(chunk) }))
        )
      })
    ))

  it("hands on every byte in order while no fault strikes", () =>
    fc.assert(
      fc.property(inputs, (traffic) => {
        const later: Faults.FaultPlan = {
          events: [{ kind: "drop", direction: "reply", atMillis: 1e6, forMillis: 1 }]
        }
        const { sent, end } = passed(later, traffic, 60_000)
        const rest = end().sent.map(({ bytes: chunk }) => ({ hex: Hex.toHex(chunk) }))
        const expected = traffic.filter((chunk) => chunk.bytes.length > 0)
        assert.strictEqual(
          joined([...sent, ...rest]),
          joined(expected.map(({ bytes: chunk }) => ({ hex: Hex.toHex(chunk) })))
        )
      })
    ))

  it("hands on what still waits when the input ends", () => {
    const { sent, end } = run({ replies: { merge: 1 } }, [RAM, "07 FF"], 20)
    assert.deepStrictEqual(sent, [])
    assert.deepStrictEqual(
      end().sent.map(({ bytes: chunk }) => Hex.toHex(chunk)),
      [`07 FF ${RAM}`]
    )
  })

  it("loses all bytes while the line sleeps, and those on their way when it falls asleep", () => {
    const sleep = { kind: "sleep", atMillis: 25, forMillis: 1000 } as const
    const during = [
      { at: 25, bytes: bytes(RAM) },
      { at: 1024, bytes: bytes(STATE) },
      { at: 1025, bytes: bytes(AC) }
    ]
    assert.deepStrictEqual(passed({ events: [sleep] }, during, 5000).sent, [{ at: 1025, hex: AC }])
    for (const kind of ["delay", "merge"] as const) {
      const plan: Faults.FaultPlan = {
        events: [sleep, { kind, direction: "reply", atMillis: 0, forMillis: 5 }]
      }
      const before = [
        { at: 0, bytes: bytes(RAM) },
        { at: 1025, bytes: bytes(AC) }
      ]
      assert.deepStrictEqual(passed(plan, before, 5000).sent, [{ at: 1025, hex: AC }])
    }
  })
})
