/**
 * Changes that come faster than they can be made: one at a time, and the newest of those that wait.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotBegun, turns } from "../../src/promise/index.ts"

/** A change that ends when it is told to. */
const change = (log: Array<string>, name: string) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    end: resolve,
    run: async () => {
      log.push(`begin ${name}`)
      await promise
      log.push(`end ${name}`)
      return name
    }
  }
}

const why = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("it was carried out"),
    (error: unknown) => {
      assert.instanceOf(error, NotBegun)
      return (error as Error).message
    }
  )

describe("a slider", () => {
  it("has its last value set, and none between; the change under way is finished", async () => {
    const log: Array<string> = []
    const one = turns()
    const changes = ["8 A", "9 A", "10 A", "16 A"].map((name) => change(log, name))
    for (const { end } of changes.slice(1)) end()
    const [first, ...later] = changes.map(({ run }) => one.take("limit", run))
    changes[0]!.end()
    assert.strictEqual(await first, "8 A")
    const texts = await Promise.all(later.slice(0, -1).map(why))
    for (const text of texts) assert.include(text, "a newer value took its place")
    assert.strictEqual(await later.at(-1), "16 A")
    assert.deepStrictEqual(log, ["begin 8 A", "end 8 A", "begin 16 A", "end 16 A"])
  })

  it("does not take the place of another target's change, and both never overlap", async () => {
    const log: Array<string> = []
    const one = turns()
    const [limit, mode] = [change(log, "limit"), change(log, "mode")]
    const both = [one.take("limit", limit.run), one.take("mode", mode.run)]
    mode.end()
    limit.end()
    assert.deepStrictEqual(await Promise.all(both), ["limit", "mode"])
    assert.deepStrictEqual(log, ["begin limit", "end limit", "begin mode", "end mode"])
  })

  it("goes on after a change that failed", async () => {
    const one = turns()
    const failed = one.take("limit", () => Promise.reject(new Error("refused")))
    assert.strictEqual(await failed.catch((error: Error) => error.message), "refused")
    assert.strictEqual(await one.take("limit", () => Promise.resolve("12 A")), "12 A")
  })
})

describe("closing", () => {
  it("finishes what has begun, and begins nothing any more", async () => {
    const log: Array<string> = []
    const one = turns()
    const [first, second] = [change(log, "first"), change(log, "second")]
    const begun = one.take("limit", first.run)
    const waits = why(one.take("mode", second.run))
    let isClosed = false
    const closed = one.close().then(() => (isClosed = true))
    assert.include(await waits, "being closed")
    assert.isFalse(isClosed)
    first.end()
    assert.strictEqual(await begun, "first")
    await closed
    assert.include(await why(one.take("limit", second.run)), "being closed")
    assert.deepStrictEqual(log, ["begin first", "end first"])
  })
})
