/**
 * An hour of live view, told in seconds: the page keeps ten minutes and no more, so its memory stays as it is.
 */
import { assert, describe, it } from "@effect/vitest"
import type { CDPSession } from "playwright-core"
import * as Chromium from "../Chromium.ts"
import * as Told from "../Told.ts"

const HOUR_SECONDS = 3600
/** Readings that are told at once, so that an hour takes seconds. */
const BURST = 20
const MEGABYTE = 1_000_000

describe("an hour of live view", () => {
  const here = Chromium.beside(() => Told.run())

  it("keeps its memory and its elements as after ten minutes", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, here.server.url)
    await page.getByText("MultiPlus").waitFor()
    while (!here.server.isHeard()) await page.waitForTimeout(20)
    const devtools: CDPSession = await page.context().newCDPSession(page)
    const size = async () => {
      await devtools.send("HeapProfiler.collectGarbage")
      const { usedSize } = await devtools.send("Runtime.getHeapUsage")
      return { bytes: usedSize, elements: await page.evaluate(() => document.querySelectorAll("*").length) }
    }
    const pass = async (seconds: number): Promise<void> => {
      let last = 0
      for (let told = 0; told < seconds; told += BURST) {
        for (let each = 0; each < BURST; each++) last = here.server.tell()
        await page.waitForTimeout(10)
      }
      // What was told last is shown: the page has taken all of it.
      await page.locator(".tile.battery .main").getByText(last.toFixed(2)).waitFor()
    }
    await pass(HOUR_SECONDS / 6)
    const early = await size()
    await pass((HOUR_SECONDS * 5) / 6)
    const late = await size()
    assert.strictEqual(late.elements, early.elements)
    assert.isAtMost(late.bytes, early.bytes + MEGABYTE / 2)
    assert.deepStrictEqual(problems, [])
    await close()
  })
})
