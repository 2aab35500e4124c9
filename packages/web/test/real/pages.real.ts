/**
 * Every page of a gateway with two sites, in Chromium: no violation of accessibility, no overflow on a phone, whatever the
 * scheme, with less motion, and in forced colours; and what history, doctor and fleet say is what is so.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"
import { pages, titles, type Page as Name } from "../../src/shell/Router.ts"
import * as Axe from "../Axe.ts"
import * as Chromium from "../Chromium.ts"
import * as Gateway from "../Gateway.ts"
import * as Shown from "../Shown.ts"
import * as Past from "../pictures/Past.ts"

const unit = { profile: Profile.profiles["multiplus-ii-48-5000-mk3"] }

/** What a page has once it shows something. */
const ready: Readonly<Record<Name, RegExp>> = {
  live: /Battery/,
  history: /Power/,
  settings: /UBatFloat/,
  frames: /Frames/,
  doctor: /All is well|to look at/,
  fleet: /2 sites/
}

describe("the pages of a gateway", () => {
  const here = Chromium.beside(() => Gateway.run({ sites: { van: unit, boat: unit } }))

  const show = async (page: Page, name: Name): Promise<void> => {
    await page.evaluate((hash) => (location.hash = hash), `#/${name}`)
    const main = await Shown.opened(page, titles[name])
    await main.getByText(ready[name]).first().waitFor({ state: "attached" })
  }

  const visits: Readonly<Record<string, Chromium.Options>> = {
    "a phone by day": { viewport: Chromium.screens.phone, colorScheme: "light", hasTouch: true },
    "a desktop by night, with less motion": { colorScheme: "dark", reducedMotion: "reduce" },
    "forced colours": { viewport: Chromium.screens.phone, forcedColors: "active" }
  }
  for (const [name, options] of Object.entries(visits)) {
    it(`are fit for everybody: ${name}`, async () => {
      const { page, problems, close } = await Chromium.open(here.browser, here.server.url, options)
      await page.getByText("Connected").first().waitFor()
      for (const each of pages) {
        await show(page, each)
        assert.deepStrictEqual(await Axe.violations(page), [], each)
        assert.strictEqual(await page.getByRole("heading", { level: 1 }).count(), 1, each)
        const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
        assert.strictEqual(wide, screen, each)
      }
      assert.deepStrictEqual(problems, [])
      await close()
    })
  }

  it("the doctor says that the plug is pulled, and what to try; its report names no serial number", async () => {
    // A gateway of its own: how long it takes to be connected again is of no interest here, nor to the others.
    const own = await Gateway.run({ sites: { van: unit } })
    const { page, problems, close } = await Chromium.open(here.browser, `${own.url}#/doctor`)
    await page.getByText("All is well.").waitFor()
    assert.isAtLeast(await page.getByRole("heading", { name: /: passed$/ }).count(), 9)
    await Effect.runPromise(own.behind["van"]!.line.happen({ kind: "unplug", forMillis: 600_000 }))
    await page.getByText("Unplugged").first().waitFor()
    await page.getByRole("button", { name: "Look again" }).click()
    await page.getByRole("heading", { name: /^Port ?: failed$/ }).waitFor()
    await page.getByText("Check plug and USB cable").first().waitFor()
    await page.getByText("Show it").click()
    const report = await page.getByRole("textbox", { name: "The report" }).inputValue()
    assert.match(report, /failed {3}Port: it was open and is gone/)
    assert.notMatch(report, /HQ\d/)
    assert.deepStrictEqual(problems, [])
    await close()
    await own.close()
  })

  it("history shows what was read, the time of nothing as a gap, and saves it as CSV", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, `${here.server.url}#/history`, {
      viewport: Chromium.screens.phone
    })
    const power = page.getByRole("img", { name: /^Power\. AC input: .* W\. Loads: .* W\. Battery: .* W\.$/ })
    await power.waitFor()
    await page.getByRole("slider", { name: "Point in time" }).focus()
    await page.keyboard.press("ArrowLeft")
    await page.locator(".readout dt", { hasText: "Battery voltage" }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as CSV" }).click()
    ])
    const [head = "", ...rows] = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n")
    assert.match(head, /^time,.*battery\.voltage,battery\.voltage\.low,battery\.voltage\.high/)
    assert.isAbove(rows.length, 0)
    assert.match(rows[0]!, /^\d{4}-\d\d-\d\dT[\d:.]+Z,.*,5\d\.\d+,/)
    for (const name of ["24 h", "7 d", "30 d"]) {
      await page.getByRole("button", { name, exact: true }).click()
      await page.getByText("Energy of each day, in kWh").waitFor()
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.strictEqual(wide, Chromium.screens.phone.width, name)
    }
    assert.deepStrictEqual(await Axe.violations(page), [])
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("history tells what happened before the page was opened: an alarm, and a restart of the gateway", async () => {
    // A file on disk, as for a real unit: what a simulation says is gone with its gateway.
    const own = await Gateway.run({ sites: { van: unit }, ports: "serial:/dev/" })
    const { page, problems, close } = await Chromium.open(here.browser, `${own.url}#/history`, {
      expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/
    })
    await page.getByRole("img", { name: /^Power\./ }).waitFor()
    await own.change("van", { change: "vebus-error", code: 3 })
    const error = page.locator(".events li.alarm", { hasText: "VE.Bus error 3: wrong number of devices" })
    await error.first().waitFor({ state: "attached" })
    await own.stop()
    await own.start()
    await page.getByRole("status").getByText("Connected").waitFor()
    await page.reload()
    await page.locator("summary", { hasText: /events$/ }).click()
    await error.first().waitFor()
    for (const text of ["the gateway was stopped", "the gateway started", "the unit answers"])
      await page.locator(".events li", { hasText: text }).first().waitFor()
    assert.isAbove(await page.locator(".h-plot .event.alarm").count(), 0)
    assert.deepStrictEqual(await Axe.violations(page), [])
    assert.deepStrictEqual(problems, [])
    await close()
    await own.close()
  })

  it("live begins with the minutes before the page was opened, and with the energy of today", async () => {
    const own = await Gateway.run({
      sites: { van: unit },
      ports: "serial:/dev/",
      prepare: (folder) => Past.seconds(folder, "van", 500, { acInputPower: 1234 })
    })
    const { page, problems, close } = await Chromium.open(here.browser, own.url)
    await page.getByRole("heading", { name: /^Last (?:9|10) minutes$/ }).waitFor()
    const slider = page.getByRole("slider", { name: "Time in the trend" })
    await slider.focus()
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press("ArrowLeft")
    assert.match((await slider.getAttribute("aria-valuetext"))!, /AC input 1234 W, Loads –, Battery –$/)
    const today = page.getByRole("region", { name: "Energy of today" })
    await today
      .getByText(/^\d+\.\d kWh/)
      .first()
      .waitFor()
    assert.deepStrictEqual(await Axe.violations(page), [])
    assert.deepStrictEqual(problems, [])
    await close()
    await own.close()
  })

  it("the fleet tells the links of all sites, and shows the one that is chosen", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, `${here.server.url}#/fleet`)
    await page.getByText("2 sites. All of them answer.").waitFor()
    await page.getByRole("button", { name: "boat" }).click()
    await Shown.opened(page, "Live")
    assert.strictEqual(await page.getByRole("combobox", { name: "Site" }).inputValue(), "boat")
    assert.deepStrictEqual(problems, [])
    await close()
  })
})
