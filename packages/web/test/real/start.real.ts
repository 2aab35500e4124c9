/**
 * The start page on a static host, in Chromium.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Chromium from "../Chromium.ts"
import * as Hosted from "../Hosted.ts"

describe("the start page", () => {
  const here = Chromium.beside(() => Hosted.host())

  for (const [name, viewport] of Object.entries(Chromium.screens)) {
    it(`asks for nothing elsewhere and fits a ${name}`, async () => {
      const { page, problems, close } = await Chromium.open(here.browser, here.server.url, { viewport })
      await page.getByRole("heading", { level: 1 }).waitFor()
      assert.strictEqual(await page.getByRole("heading", { level: 1 }).count(), 1)
      assert.deepStrictEqual(
        await page.evaluate(() => [document.documentElement.scrollWidth, document.title]),
        [viewport.width, "vebus"]
      )
      assert.deepStrictEqual(problems, [])
      await close()
    })
  }

  it("forbids eval", async () => {
    const { page, close } = await Chromium.open(here.browser, here.server.url)
    // In a task of its own: what Playwright evaluates may do so.
    const said = await page.evaluate(`new Promise((resolve) => setTimeout(() => {
      try { resolve(new Function("return 'allowed'")()) } catch (error) { resolve(error.name) }
    }))`)
    assert.strictEqual(said, "EvalError")
    await close()
  })
})
