/**
 * An inverter whose readings stop while its link looks well: what was read is taken back.
 */
import type { Inverter, open as Open } from "@vebus/runtime/promise"
import { open } from "@vebus/runtime/promise"
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import plugin from "../src/index.ts"
import { server } from "./Server.ts"

const VOLTAGE = "electrical.chargers.vebus.voltage"

describe("readings that stop", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("are null after 10 s, and the admin page says so", async () => {
    vi.useRealTimers()
    await using real = await open("sim:")
    const reading = await real.reading()
    vi.useFakeTimers()
    const over = Promise.withResolvers<never>()
    const inverter = {
      port: "sim:",
      link: "connected",
      on: () => () => undefined,
      close: () => Promise.resolve(),
      readings: async function* ({ signal }: { readonly signal: AbortSignal }) {
        signal.addEventListener("abort", () => over.reject(signal.reason as Error))
        yield reading
        await over.promise
      }
    } as unknown as Inverter
    using at = server()
    const { start, stop } = plugin(at, (() => Promise.resolve(inverter)) as typeof Open)
    start({ port: "sim:" })
    await vi.advanceTimersByTimeAsync(9999)
    assert.isNumber(at.values.get(VOLTAGE))
    await vi.advanceTimersByTimeAsync(1)
    assert.isNull(at.values.get(VOLTAGE))
    assert.match(at.lines.at(-1)!, /^error: .*no longer shown/)
    assert.include(JSON.stringify([...at.values]), "has not answered for too long")
    await stop()
  })
})
