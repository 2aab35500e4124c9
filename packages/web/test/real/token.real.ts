/**
 * A gateway that lets nobody read without its token: asked for once, kept for the tab, never in an address.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Chromium from "../Chromium.ts"
import * as Gateway from "../Gateway.ts"
import * as Shown from "../Shown.ts"

describe("a gateway with a token", () => {
  // Not loopback, so reads need the token.
  const here = Chromium.beside(() =>
    Gateway.run({ sites: { van: {} }, listen: "0.0.0.0:0", yaml: "history: false" })
  )

  it("asks for it, refuses a wrong one in words, and keeps the right one for the tab alone", async () => {
    const url = here.server.url.replace("0.0.0.0", "127.0.0.1")
    const { page, problems, close } = await Chromium.open(here.browser, url, { expected: /status of 401/ })
    const addresses: Array<string> = []
    page.on("request", (request) => addresses.push(request.url()))
    const token = page.getByLabel("Token")
    await token.fill("wrong")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("alert").getByText("the token is missing or wrong").waitFor()
    assert.strictEqual(await page.evaluate(() => sessionStorage.getItem("vebus.token")), null)
    await token.fill(` ${Gateway.TOKEN} `)
    await page.keyboard.press("Enter")
    await Shown.values(page)
    await page.reload()
    await Shown.values(page)
    assert.isEmpty(addresses.filter((address) => address.includes(Gateway.TOKEN)))
    assert.deepStrictEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, ""])
    assert.deepStrictEqual(problems, [])
    const other = await Chromium.open(here.browser, url, { expected: /status of 401/ })
    await other.page.getByText("This gateway wants its token").waitFor()
    await other.close()
    await close()
  })
})
