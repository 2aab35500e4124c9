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
})
