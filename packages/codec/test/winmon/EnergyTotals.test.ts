import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, EnergyTotals } from "@vebus/codec"
import fc from "fast-check"

const reply = (counts: ReadonlyArray<number>): EnergyCounters.Reply => ({
  _tag: "EnergyCountersReply",
  counts: counts.map((count) => count & 0xff),
  spare: []
})
const totalsOf = (replies: ReadonlyArray<EnergyCounters.Reply>) =>
  EnergyTotals.joules(replies.reduce(EnergyTotals.add, EnergyTotals.initial))
const zero = EnergyCounters.counters.map(() => 0)

describe("energy", () => {
  it("begins with nothing, wherever the counters stand", () => {
    for (const total of Object.values(totalsOf([reply(EnergyCounters.counters.map(() => 200))])))
      assert.strictEqual(total, 0)
  })

  it("counts on when a counter rolls over", () => {
    const totals = totalsOf([reply([250]), reply([3])])
    assert.strictEqual(totals.acIn1ToInverter, 9 * 65_536)
    assert.strictEqual(totals.acIn2ToInverter, 0)
  })

  it("is what has passed, as long as replies come before a counter has gone round", () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 10, maxLength: 10 }), {
          maxLength: 20
        }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 10, maxLength: 10 }),
        (steps, start) => {
          let now = start
          const replies = [reply(now)]
          for (const step of steps) {
            now = now.map((count, index) => count + step[index]!)
            replies.push(reply(now))
          }
          assert.deepStrictEqual(
            Object.values(totalsOf(replies)),
            now.map((count, index) => (count - start[index]!) * 65_536)
          )
        }
      )
    ))

  it("begins anew after a gap and keeps what it has", () => {
    const before = [reply(zero), reply([5])].reduce(EnergyTotals.add, EnergyTotals.initial)
    const after = [reply([100]), reply([101])].reduce(EnergyTotals.add, EnergyTotals.resume(before))
    assert.strictEqual(EnergyTotals.joules(after).acIn1ToInverter, 6 * 65_536)
  })

  it("names each counter once", () => {
    assert.deepStrictEqual(Object.keys(EnergyTotals.joules(EnergyTotals.initial)), [
      ...EnergyCounters.counters
    ])
  })

  describe("where the device may have restarted", () => {
    const most = { device: 8, any: 50 }
    const step = (before: ReadonlyArray<number>, after: ReadonlyArray<number>) => {
      const padded = (counts: ReadonlyArray<number>) => reply(zero.map((_, index) => counts[index] ?? 0))
      const start = EnergyTotals.add(EnergyTotals.initial, padded(before))
      const { state, added } = EnergyTotals.addSurely(start, padded(after), most)
      return [added, ...state.counts.slice(0, 2)]
    }

    it.each([
      ["a rise is counted", [100], [105], ["whole", 5, 0]],
      [
        "also one above what the device carries: it has flowed even after a restart",
        [3],
        [20],
        ["whole", 17, 0]
      ],
      ["but not one beyond any device", [3], [60], ["anew", 0, 0]],
      ["a fall that would be too much is a restart", [180], [0], ["anew", 0, 0]],
      ["a fall that may be a roll-over or a restart: what it shows now", [250], [2], ["part", 2, 0]],
      ["a roll-over, since another counter stands where it stood", [250, 9], [2, 9], ["whole", 8, 0]],
      ["not if that one could have come up again", [250, 8], [2, 8], ["part", 2, 0]],
      ["both fell: both began again", [250, 180], [2, 0], ["anew", 0, 0]]
    ] as const)("%s", (_, before, after, expected) =>
      assert.deepStrictEqual<unknown>(step(before, after), expected)
    )

    it("never counts more than flowed after a restart from 0", () =>
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 10, maxLength: 10 }),
          fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 10, maxLength: 10 }),
          (before, flowed) => {
            const start = EnergyTotals.add(EnergyTotals.initial, reply(before))
            const { state } = EnergyTotals.addSurely(start, reply(flowed), most)
            for (const [way, count] of state.counts.entries()) assert.isAtMost(count, flowed[way]!)
          }
        )
      ))
  })
})
