/**
 * How questions and iterators end: by `break`, by an error in the loop, by a signal, by closing, by a pulled plug. Nothing is
 * asked afterwards, and nobody is left waiting.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { open, TransportError } from "../../src/promise/index.ts"
import { opened, paced, played } from "./Opened.ts"

const failureOf = (promise: Promise<unknown>): Promise<Error & { readonly _tag?: string }> =>
  promise.then(
    () => assert.fail("it resolved"),
    (error) => error as Error
  )

const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise(setImmediate)
}

describe("a loop over readings", () => {
  it.each(["break", "an error"])("asks nothing more after %s", async (how) => {
    await using at = await opened()
    const loop = async () => {
      for await (const { battery } of at.inverter.readings({ interval: 1 })) {
        assert.isNotNull(battery)
        if (how === "break") break
        throw new Error("mine")
      }
    }
    if (how === "break") await loop()
    else assert.strictEqual((await failureOf(loop())).message, "mine")
    const count = async () => (await Effect.runPromise(at.behind.truths)).length
    const before = await count()
    await turns(50)
    assert.strictEqual(await count(), before)
  })

  it("ends with the reason of its signal", async () => {
    await using at = await opened()
    const { signal, abort } = ((controller) => ({
      signal: controller.signal,
      abort: (reason: Error) => controller.abort(reason)
    }))(new AbortController())
    const loop = async () => {
      for await (const { time } of at.inverter.readings({ interval: "1h", signal }))
        setImmediate(() => abort(new Error(time)))
    }
    assert.match((await failureOf(loop())).message, /^\d{4}-/)
  })

  it("ends quietly when the inverter is closed", async () => {
    const at = await opened()
    let count = 0
    for await (const _ of at.inverter.readings({ interval: "1h" })) {
      count++
      setImmediate(() => void at.inverter.close())
    }
    assert.strictEqual(count, 1)
    assert.strictEqual(at.inverter.link, "closed")
  })

  it("that is never begun leaves nothing behind", async () => {
    await using at = await opened()
    const readings = at.inverter.readings()
    await readings.return()
    assert.deepStrictEqual(await readings.next(), { done: true, value: undefined })
  })
})

describe("a question", () => {
  it.effect("that is aborted rejects with the reason, at once", () =>
    Effect.gen(function* () {
      const { inverter } = yield* paced()
      const aborting = new AbortController()
      const asked = failureOf(inverter.settings.list(undefined, { signal: aborting.signal }))
      aborting.abort(new Error("too slow"))
      assert.strictEqual((yield* Effect.promise(() => asked)).message, "too slow")
    })
  )

  it("with a signal that is aborted already is not asked", async () => {
    await using at = await opened()
    const before = (await Effect.runPromise(at.behind.truths)).length
    const signal = AbortSignal.abort(new Error("never"))
    assert.strictEqual((await failureOf(at.inverter.leds({ signal }))).message, "never")
    assert.lengthOf(await Effect.runPromise(at.behind.truths), before)
  })

  it("after closing, and one that is under way, reject", async () => {
    const at = await opened()
    const asked = failureOf(at.inverter.settings.list())
    await at.inverter.close()
    await at.inverter.close()
    for (const error of [await asked, await failureOf(at.inverter.leds())]) {
      assert.instanceOf(error, TransportError)
      assert.include(error.message, "it was closed by the caller")
    }
  })
})

describe("a pulled plug", () => {
  it.effect("is told, and so is its return; readings go on", () =>
    Effect.gen(function* () {
      const { inverter, behind } = yield* paced()
      const states: Array<string> = []
      const off = inverter.on("state", (state) => states.push(state))
      yield* behind.line.happen({ kind: "unplug", forMillis: 5000 })
      const error = yield* played(failureOf(inverter.leds()))
      assert.strictEqual(error._tag, "TransportError")
      const readings = inverter.readings()
      while (inverter.link !== "connected") yield* played(new Promise(setImmediate))
      const { value } = yield* played(readings.next())
      assert.isNotNull(value!.battery)
      yield* played(readings.return())
      assert.strictEqual(states[0], "unplugged")
      assert.strictEqual(states.at(-1), "connected")
      off()
    })
  )
})

describe("two inverters", () => {
  it("at once know nothing of each other", async () => {
    await using one = await opened()
    await using other = await opened({ device: { seed: 2 } })
    const [a, b] = await Promise.all([one.inverter.reading(), other.inverter.reading()])
    assert.isNotNull(a.battery)
    assert.isNotNull(b.battery)
    await one.inverter.close()
    assert.strictEqual(one.inverter.link, "closed")
    assert.strictEqual((await other.inverter.settings.get("UBatFloat")).value, 52)
  })
})

describe("a port", () => {
  it.each([
    ["mqtt://boat", "BadOption", "port: expected a serial port"],
    ["sim:nothing", "TransportError", "there is no such profile. Expected one of "],
    ["replay:/nowhere/capture", "FileError", "cannot read /nowhere/capture"],
    ["/dev/no-such-port", "TransportError", "there is no such port"]
  ])("%s rejects with the reason", async (port, tag, message) => {
    const error = await failureOf(open(port))
    assert.strictEqual(error._tag, tag)
    assert.include(error.message, message)
  })

  it("of a simulator is opened by name", async () => {
    await using inverter = await open({ port: "sim:", address: 0 })
    assert.strictEqual(inverter.address, 0)
    assert.match(inverter.port, /^sim:multiplus/)
  })
})
