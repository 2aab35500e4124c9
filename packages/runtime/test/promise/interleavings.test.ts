/**
 * A thousand programs that ask, loop, abort, leave and close as chance has it: each promise settles, and no rejection is left
 * without somebody to hear it.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import fc from "fast-check"
import type { Inverter } from "../../src/promise/index.ts"
import { opened } from "./Opened.ts"

const unhandled: Array<unknown> = []
const listen = (reason: unknown) => void unhandled.push(reason)
beforeAll(() => void process.on("unhandledRejection", listen))
afterAll(() => void process.off("unhandledRejection", listen))

const actions = ["ask", "list", "loop", "leave", "abort", "wait", "plan", "write", "close"] as const
type Action = (typeof actions)[number]

/** What a program has begun. */
interface Begun {
  readonly inverter: Inverter
  readonly promises: Array<Promise<unknown>>
  readonly aborts: Array<AbortController>
  readonly loops: Array<AsyncIterator<unknown>>
}

const act = async (action: Action, { inverter, promises, aborts, loops }: Begun): Promise<void> => {
  const aborting = new AbortController()
  const { signal } = aborting
  switch (action) {
    case "ask":
      promises.push(inverter.leds({ signal }))
      aborts.push(aborting)
      return
    case "list":
      promises.push(inverter.settings.list(["UBatFloat", "UBatAbsorption"], { signal }))
      aborts.push(aborting)
      return
    case "loop": {
      const readings = inverter.readings({ interval: 1, signal })
      promises.push(readings.next(), readings.next())
      loops.push(readings)
      aborts.push(aborting)
      return
    }
    case "leave":
      return void promises.push(loops.pop()?.return?.() ?? Promise.resolve())
    case "abort":
      return aborts.pop()?.abort(new Error("aborted"))
    case "wait":
      return new Promise((resolve) => setImmediate(resolve))
    case "plan":
      return void promises.push(inverter.plan({ UBatFloat: 52.5 }, { signal }))
    case "write":
      // Refused, without control: a rejection that comes late.
      return void promises.push(inverter.plan({ UBatFloat: 52.5 }).then((plan) => inverter.execute(plan)))
    case "close":
      return void promises.push(inverter.close())
  }
}

const PROGRAMS = 1000
const MOST_ACTIONS = 8

describe("programs", () => {
  it(`${PROGRAMS} of them leave nobody waiting, and no rejection unheard`, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...actions), { maxLength: MOST_ACTIONS }),
        async (program) => {
          const { inverter } = await opened()
          const begun: Begun = { inverter, promises: [], aborts: [], loops: [] }
          const settled: Array<Promise<unknown>> = []
          for (const action of program) {
            await act(action, begun)
            // Somebody hears each of them, as a program does: those that come of them are ours to answer for.
            while (settled.length < begun.promises.length)
              settled.push(begun.promises[settled.length]!.catch(() => undefined))
          }
          await inverter.close()
          await Promise.all(settled)
          assert.deepStrictEqual(unhandled, [])
          assert.strictEqual(inverter.link, "closed")
        }
      ),
      { numRuns: PROGRAMS }
    ))
})
