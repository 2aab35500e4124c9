/**
 * Makes the pictures of `docs/pictures` from the running page: a gateway with simulated units, in Chromium, on a phone and on a
 * desktop, by day and by night. `npm run pictures`.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Profile } from "@vebus/simulator"
import type { Page } from "playwright-core"
import * as Chromium from "../Chromium.ts"
import * as Gateway from "../Gateway.ts"
import * as Past from "./Past.ts"

const folder = join(import.meta.dirname, "../../../../docs/pictures")

const unit = { profile: Profile.profiles["multiplus-ii-48-5000-mk3"] }
const yaml = `control:
  allow: { switch: true, limit: { max: 40 A }, charge: true, settings: [UBatFloat, UBatAbsorption, IBatBulk, ChargeCharacteristic, vsUsage] }
  eeprom: true`

/** What is done before a picture is made, by its name. */
const subjects: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  live: async (page) => {
    await page.getByRole("main").getByRole("img").first().waitFor()
    // Long enough for the trend to show something.
    await page.waitForTimeout(20_000)
  },
  history: async (page) => {
    await page.getByRole("button", { name: "24 h", exact: true }).click()
    await page.getByText("Energy of each day, in kWh").waitFor()
  },
  settings: async (page) => {
    await page.getByText("UBatFloat, setting 3").waitFor()
    await page.getByRole("button", { name: "Allow changes for this visit" }).click()
    await page.getByLabel("Token").fill(Gateway.TOKEN)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByLabel("Float voltage, new value").fill("54.4")
    await page.getByLabel("Maximum charge current, new value").fill("50")
    await page.getByRole("button", { name: "Review" }).click()
    await page.getByRole("button", { name: "Write 2 settings to RAM" }).waitFor()
  }
}

const shown = process.argv.slice(2)

mkdirSync(folder, { recursive: true })
const browser = await Chromium.launch()
const gateway = await Gateway.run({
  sites: { van: unit },
  yaml,
  ports: "serial:/dev/",
  prepare: (state) => Past.write(state, "van", Date.now())
})
await gateway.change("van", { change: "state-of-charge", ratio: 0.9 })
const visits = Object.entries(Chromium.screens).flatMap(([screen, viewport]) =>
  (["light", "dark"] as const).map((colorScheme) => ({ screen, viewport, colorScheme }))
)
for (const [subject, prepare] of Object.entries(subjects)) {
  if (shown.length > 0 && !shown.includes(subject)) continue
  await Promise.all(
    visits.map(async ({ screen, viewport, colorScheme }) => {
      const options = { viewport, colorScheme, locale: "en-GB", timezoneId: "UTC" }
      const { page, problems, close } = await Chromium.open(browser, `${gateway.url}#/${subject}`, options)
      await prepare(page)
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      const name = `${subject}-${screen}-${colorScheme}.png`
      await page.screenshot({ path: join(folder, name) })
      for (const problem of problems) console.error(`${name}: ${problem}`)
      if (problems.length > 0) process.exitCode = 1
      await close()
    })
  )
  console.log(`docs/pictures/${subject}-*.png`)
}
await browser.close()
await gateway.close()
