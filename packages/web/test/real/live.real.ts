/**
 * The Live page of a gateway, in Chromium: what it shows is what is so in the simulated unit, and it never shows more than
 * it knows.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import * as Chromium from "../Chromium.ts"
import * as Gateway from "../Gateway.ts"
import * as Shown from "../Shown.ts"

const profile = Profile.profiles["multiplus-ii-48-5000-mk3"]
const lampNames = [
  ["mains", "Mains on"],
  ["absorption", "Absorption"],
  ["bulk", "Bulk"],
  ["float", "Float"],
  ["inverter", "Inverter on"],
  ["overload", "Overload"],
  ["lowBattery", "Low battery"],
  ["temperature", "Temperature"]
] as const
const lampWords = ["off", "on", "blinking", "blinking in turn"]

/** Waits until the page shows something. */
const until = (page: Page, text: RegExp | string): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor()

const signed = (word: number): number => ((word & 0xffff) ^ 0x8000) - 0x8000

describe("Live", () => {
  const here = Chromium.beside(() =>
    Gateway.run({
      sites: { boat: { profile }, van: { profile: Profile.profiles["multiplus-ii-48-3000-230v"] } },
      yaml: "history: false"
    })
  )

  const visit = async (options: Chromium.Options = {}): Promise<Chromium.Watched> => {
    const watched = await Chromium.open(here.browser, here.server.url, options)
    await watched.page.getByRole("status").getByText("Connected").waitFor()
    await Shown.values(watched.page)
    return watched
  }

  it("shows what is so in the unit: each value is one that the unit had a moment ago", async () => {
    const { page, problems, close } = await visit()
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
    )
    assert.sameMembers(
      loaded
        .filter((path) => path.endsWith(".js"))
        .map((path) => path.replace(/^\/assets\/|-[\w-]{8}\.js$/g, "")),
      ["index", "Gateway"],
      "a gateway needs no engine"
    )
    const shown = {
      battery: await Shown.rows(page, "Battery"),
      input: await Shown.rows(page, "AC input"),
      output: await Shown.rows(page, "AC output"),
      limit: await Shown.rows(page, "Input current limit"),
      lamps: await Shown.lamps(page)
    }
    const truths = (await Effect.runPromise(here.server.behind["boat"]!.truths)).slice(-1000)
    const is = (what: string, text: string | undefined, of: (truth: (typeof truths)[number]) => string) =>
      assert.include(truths.map(of), text ?? "", what)
    const volts = (raw: number): string => (raw / 100).toFixed(2)
    const minus = (text: string): string => text.replace("-", "−")
    is("battery voltage", shown.battery[""], ({ dc }) => `${volts(dc.voltageRaw)} V`)
    is("battery current", shown.battery["Current"], ({ dc }) =>
      minus(`${((dc.chargerCurrentRaw - dc.inverterCurrentRaw) / 10).toFixed(1)} A`)
    )
    is("state of charge", shown.battery["State of charge"], ({ raw }) => `${(raw["13"]! / 2).toFixed(0)} %`)
    is("input power", shown.input[""], ({ raw }) => minus(`${0 - signed(raw["15"]!)} W`))
    is("input voltage", shown.input["Voltage"], ({ ac }) => `${(ac[0]!.mainsVoltageRaw / 100).toFixed(1)} V`)
    is("output power", shown.output[""], ({ raw }) => minus(`${signed(raw["16"]!)} W`))
    is(
      "output voltage",
      shown.output["Voltage"],
      ({ ac }) => `${(ac[0]!.outputVoltageRaw / 100).toFixed(1)} V`
    )
    is("limit", shown.limit[""], ({ limit }) => `${(limit.actual / 10).toFixed(1)} A`)
    is("lamps", JSON.stringify(shown.lamps), ({ leds }) =>
      JSON.stringify(
        Object.fromEntries(
          Object.keys(shown.lamps).map((label) => {
            const bit = lampNames.findIndex(([, name]) => name === label)
            return [label, lampWords[((leds.on >> bit) & 1) + 2 * ((leds.blink >> bit) & 1)]!]
          })
        )
      )
    )
    await Shown.untilPicture(
      page,
      /^Unit: Charging, \w+ \| Drawn from the AC input: \d+ W\. To the loads: \d+ W\. Battery charging: \d+ W\.$/
    )
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("the mains fails: said in the picture, the lamps and the tile, and the battery gives the power", async () => {
    const { page, problems, close } = await visit({ viewport: Chromium.screens.phone })
    await here.server.change("boat", { change: "load", watts: 800 })
    await here.server.change("boat", { change: "mains", on: false })
    await Shown.untilPicture(
      page,
      /^Unit: Inverting \| None from the AC input, mains absent\. To the loads: 8\d\d W\. Battery discharging: \d+ W\.$/
    )
    await Shown.until(
      () => Shown.lamps(page),
      (lamps) => lamps["Mains on"] === "off"
    )
    await Shown.until(
      () => Shown.rows(page, "Battery"),
      (rows) => (Shown.numberOf(rows["Power"]) ?? 0) < -800
    )
    await until(page, "mains absent")
    await here.server.change("boat", { change: "mains", on: true })
    await here.server.change("boat", { change: "load", watts: null })
    await Shown.untilPicture(page, /^Unit: Charging.*Battery charging/)
    assert.strictEqual(
      await page.evaluate(() => document.documentElement.scrollWidth),
      Chromium.screens.phone.width
    )
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("an alarm is a sentence on top with what to do, and lamps that blink say so", async () => {
    const { page, problems, close } = await visit()
    await here.server.change("boat", { change: "hold", leds: { on: 0x10, blink: 0x40 } })
    await here.server.change("boat", { change: "vebus-error", code: 3 })
    await page.getByRole("alert").getByText("VE.Bus error 3: wrong number of devices").waitFor()
    await until(page, "Low battery: blinking")
    await here.server.change("boat", { change: "vebus-error", code: null })
    await here.server.change("boat", { change: "release" })
    await page.getByRole("alert").getByText("VE.Bus error").waitFor({ state: "detached" })
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("another site: its values and its name alone, and none of the one before", async () => {
    const { page, problems, close } = await visit()
    const banner = page.getByRole("banner")
    await banner.getByText("MultiPlus-II 48/5000/70-50").waitFor()
    await page.getByRole("combobox", { name: "Site" }).selectOption("van")
    // This one has no battery capacity set, so no state of charge.
    await until(page, "the battery capacity is not set in the unit")
    await banner.getByText("MultiPlus-II 48/3000/35-32").waitFor()
    assert.strictEqual((await Shown.rows(page, "Battery"))["State of charge"], "–")
    assert.strictEqual(await page.evaluate(() => location.search), "")
    await page.reload()
    await until(page, "the battery capacity is not set in the unit")
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("the plug is pulled: no value is left, why is said, and the last ones only as what was", async () => {
    const { page, problems, close } = await visit()
    await here.server.change("boat", { change: "bus", connected: false })
    const alert = page.getByRole("alert").filter({ hasText: "Last known at" })
    await alert.getByText("The unit does not answer").waitFor()
    assert.match(await alert.innerText(), /Last known at \d\d:\d\d:\d\d: battery \d+\.\d\d V, AC input/)
    for (const title of ["Battery", "AC input", "AC output", "Input current limit"]) {
      const found = await Shown.rows(page, title)
      assert.deepStrictEqual([...new Set(Object.values(found))], ["–"], title)
    }
    assert.strictEqual(new Set(Object.values(await Shown.lamps(page))).size, 1)
    assert.strictEqual(await page.locator(".dots").count(), 0)
    await here.server.change("boat", { change: "bus", connected: true })
    await Shown.values(page)
    await alert.waitFor({ state: "detached" })
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("the gateway goes and comes back: said at once, and values again without a reload", async () => {
    const { page, problems, close } = await visit({
      expected: /net::ERR_/
    })
    await here.server.stop()
    await page.getByRole("alert").getByText("Connecting again: ").waitFor()
    assert.strictEqual((await Shown.rows(page, "Battery"))[""], "–")
    await here.server.start()
    await Shown.values(page)
    await page.getByRole("status").getByText("Connected").waitFor()
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("a gateway that does not answer is asked again", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, "about:blank", {
      expected: /net::ERR_/
    })
    let asked = 0
    await page.route("**/api/v1/stream*", (route) => (asked++ === 0 ? undefined : route.continue()))
    await page.clock.install()
    await page.goto(here.server.url)
    await Shown.until(
      () => Promise.resolve(asked),
      (count) => count > 0
    )
    await page.clock.fastForward("00:30")
    await Shown.until(
      async () => {
        await page.clock.runFor(1000)
        return asked
      },
      (count) => count > 1
    )
    await Shown.values(page)
    await page.getByRole("status").getByText("Connected").waitFor()
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("values under the pointer and under the keys, of the time that is pointed at", async () => {
    const { page, problems, close } = await visit()
    const slider = page.getByRole("slider", { name: "Time in the trend" })
    await slider.focus()
    await page.keyboard.press("ArrowRight")
    const told = () => slider.getAttribute("aria-valuetext")
    await Shown.until(told, (text) =>
      /^\d\d:\d\d:\d\d: AC input .+ W, Loads .+ W, Battery .+ W$/.test(text ?? "")
    )
    await page.keyboard.press("Home")
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press("ArrowLeft")
    await Shown.until(told, (text) => text === "no values")
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("names that hold markup are text: nothing of them is run, and they stay in their place", async () => {
    const hostile = '<img src=x onerror="document.title=1"><b>\u202Eboat</b>\u0000'.repeat(8)
    const { page, problems, close } = await Chromium.open(here.browser, "about:blank", {
      viewport: Chromium.screens.phone,
      expected: /status of 503/
    })
    await page.route("**/api/v1/sites", async (route) => {
      const found = (await (await route.fetch()).json()) as { sites: Array<Record<string, unknown>> }
      for (const site of found.sites) Object.assign(site, { product: hostile, reason: hostile })
      await route.fulfill({ json: found })
    })
    await page.route("**/api/v1/stream*", (route) =>
      route.fulfill({ status: 503, json: { schema: "vebus.error/1", message: hostile } })
    )
    await page.goto(here.server.url)
    await page.getByRole("banner").getByText("<img src=x").waitFor()
    await page.getByRole("alert").getByText("<img src=x").waitFor()
    assert.deepStrictEqual(
      await page.evaluate(() => [
        document.title,
        document.querySelectorAll("img, b").length,
        document.documentElement.scrollWidth
      ]),
      ["vebus", 0, Chromium.screens.phone.width]
    )
    assert.deepStrictEqual(problems, [])
    await close()
  })
})
