/**
 * An inverter whose readings stop while its link looks well: flows are told that nobody knows any more.
 */
import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import { type Inverter, open } from "@vebus/runtime/promise"
import { deploy } from "./Editor.ts"

describe("readings that stop", () => {
  afterEach(() => void vi.useRealTimers())

  it("are null after 10 s, once, with a red dot", async () => {
    await using real = await open("sim:")
    const reading = await real.reading()
    vi.useFakeTimers()
    const inverter = {
      port: "sim:",
      link: "connected",
      on: () => () => undefined,
      close: () => Promise.resolve(),
      readings: async function* ({ signal }: { readonly signal: AbortSignal }) {
        yield reading
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error))
        )
      }
    } as unknown as Inverter
    const flow = deploy(
      [
        { id: "c", type: "vebus-connection", port: "sim:" },
        { id: "r", type: "vebus-readings", connection: "c", path: "battery.voltage" }
      ],
      (() => Promise.resolve(inverter)) as typeof open
    )
    const { sent, statuses } = flow.node("r")
    await vi.advanceTimersByTimeAsync(9999)
    assert.deepStrictEqual(
      sent.map(({ payload }) => payload),
      [reading.battery?.voltage]
    )
    await vi.advanceTimersByTimeAsync(60_000)
    assert.deepStrictEqual(
      sent.map(({ payload }) => payload),
      [reading.battery?.voltage, null]
    )
    assert.include(statuses.at(-1), { fill: "red", text: "no reading for too long" })
    await flow.close()
  })
})
