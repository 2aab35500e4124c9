/**
 * A file of VEConfigure on the start page, in Chromium: chosen and dropped, read in a worker under the policy of the page.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Chromium from "../Chromium.ts"
import * as Hosted from "../Hosted.ts"

const example = readFileSync(new URL("../../../../docs/examples/worked-example.rvsc", import.meta.url))

describe("a file of VEConfigure", () => {
  const here = Chromium.beside(() => Hosted.host())

  for (const [name, viewport] of Object.entries(Chromium.screens)) {
    it(`that is chosen is shown on a ${name}, and one that is none is said to be none`, async () => {
      const { page, problems, close } = await Chromium.open(here.browser, here.server.url, { viewport })
      const input = page.locator(".files input[type=file]")
      await input.setInputFiles({ name: "boat.rvsc", mimeType: "", buffer: example })
      await page.getByText("boat.rvsc: 1 of 1 units, made by tool version 1.30").waitFor()
      await page.getByRole("heading", { name: "HQ0000TEST0" }).waitFor()
      await page.getByRole("rowheader", { name: "2 Absorption voltage" }).waitFor()
      assert.strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width)
      await input.setInputFiles({ name: "letter.rvsc", mimeType: "", buffer: Buffer.from("dear reader") })
      await page.getByRole("alert").getByText("letter.rvsc is no settings file of VEConfigure").waitFor()
      assert.strictEqual(await page.getByRole("heading", { name: "HQ0000TEST0" }).count(), 0)
      assert.deepStrictEqual(problems, [])
      await close()
    })
  }

  it("that is dropped is shown", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, here.server.url)
    const dropped = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([Uint8Array.from(bytes)], "boat.rvsc"))
        return transfer
      },
      [...example]
    )
    await page.locator(".files").dispatchEvent("drop", { dataTransfer: dropped })
    await page.getByRole("heading", { name: "HQ0000TEST0" }).waitFor()
    assert.deepStrictEqual(problems, [])
    await close()
  })
})
