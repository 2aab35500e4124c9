/**
 * A change by the page of a gateway, in Chromium: plan, sheet, outcome, undo, each as the unit has it afterwards. Another program
 * reads it over a session of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Device, Session, Transport } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"
import * as Axe from "../Axe.ts"
import * as Chromium from "../Chromium.ts"
import * as Gateway from "../Gateway.ts"
import * as Shown from "../Shown.ts"

const yaml = `control:
  allow: { switch: true, limit: { max: 40 A }, charge: true, settings: { UBatFloat: true, UBatAbsorption: true, IBatBulk: { max: 60 } } }
  eeprom: true`

/** A wrong token is answered by 401, which Chromium says on the console. */
const expected = /status of 40[19]/

describe("settings", () => {
  const here = Chromium.beside(() =>
    Gateway.run({ sites: { van: { profile: Profile.profiles["multiplus-ii-48-5000-mk3"] } }, yaml })
  )

  /** The page of settings, with the settings read. */
  const open = async (options: Chromium.Options = {}): Promise<Chromium.Watched> => {
    const watched = await Chromium.open(here.browser, `${here.server.url}#/settings`, {
      expected,
      ...options
    })
    await watched.page.getByText("UBatFloat, setting 3").waitFor()
    return watched
  }
  const allow = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Allow changes for this visit" }).click()
    await page.getByLabel("Token").fill(Gateway.TOKEN)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByText("Changes are allowed for this visit").waitFor()
  }
  const want = (page: Page, label: string, value: string): Promise<void> =>
    page.getByLabel(`${label}, new value`).fill(value)
  const sheet = (page: Page) => page.getByRole("dialog")

  /** The words of the sheet, those for screen readers too. */
  const said = async (page: Page): Promise<string> => (await sheet(page).textContent()) ?? ""

  /** What another program finds at the unit, over a session of its own: the gateway is away meanwhile. */
  const readElsewhere = async <A>(look: (device: Device.Reads) => Effect.Effect<A, unknown>): Promise<A> => {
    await here.server.stop()
    const { open: port } = here.server.behind["van"]!
    const found = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const session = yield* Session.connect().pipe(
            Effect.provideService(Transport.Transport, Transport.make("sim:van", port, null))
          )
          return yield* look(Device.make(session))
        })
      )
    )
    await here.server.start()
    return found
  }
  const stored = (name: string) =>
    readElsewhere((device) => Effect.map(device.settings([name]), ({ settings }) => settings[0]!.value))

  it("are read only until a token is given; a wrong one is told as such", async () => {
    const { page, problems, close } = await open()
    assert.strictEqual(await page.getByLabel("Float voltage, new value").count(), 0)
    await page.getByRole("button", { name: "Allow changes for this visit" }).click()
    await page.getByLabel("Token").fill("another")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByText("the token is missing or wrong").waitFor()
    assert.strictEqual(await page.getByLabel("Float voltage, new value").count(), 0)
    await page.getByLabel("Token").fill(Gateway.TOKEN)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByLabel("Float voltage, new value").waitFor()
    await page.getByRole("button", { name: "Read only" }).click()
    await page.getByText("Read only.", { exact: false }).waitFor()
    assert.strictEqual(await page.getByLabel("Float voltage, new value").count(), 0)
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("are written as the sheet says, read back, read by another program, and taken back", async () => {
    const { page, problems, close } = await open({ expected: /status of (?:40[149]|503)|net::ERR_/ })
    await allow(page)
    await want(page, "Float voltage", "54,5")
    await want(page, "Absorption voltage", "56.8 V")
    await page.getByLabel("Where they go").selectOption("eeprom")
    await page.getByRole("button", { name: "Review" }).click()
    const write = page.getByRole("button", { name: "Write 2 settings to EEPROM" })
    await write.waitFor()
    assert.match(await said(page), /Float voltagefrom 55\.2 V → {1,2}to 54\.5 VEEPROM: stored/)
    assert.match(await said(page), /this takes 2 writes; 20 of 20 are left today/)
    assert.strictEqual(await stored("UBatFloat"), 55.2)
    await page.getByText("Connected").waitFor()

    // The gateway was away: its plan is gone, so the sheet comes again before anything is written.
    await write.click()
    await page.getByText("The plan was too old, so nothing was written").waitFor()
    await write.click()
    await page.getByText("All 2 are written.").waitFor()
    assert.match(await said(page), /Float voltage54\.5 Vwritten and read back/)

    await page.getByRole("button", { name: "Undo", exact: true }).click()
    const back = page.getByRole("button", { name: "Write back 2 settings to EEPROM" })
    await back.waitFor()
    assert.match(await said(page), /from 54\.5 V → {1,2}to 55\.2 V/)
    await page.getByRole("button", { name: "Cancel" }).click()
    assert.strictEqual(await stored("UBatFloat"), 54.5)
    assert.strictEqual(await stored("UBatAbsorption"), 56.8)
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("the limit and the switch are changed by one plan, act at once, and come back by undo", async () => {
    const { page, problems, close } = await open()
    await allow(page)
    await page.getByLabel("Input current limit, new value in A").fill("12")
    await page.getByLabel("Switch, new position").selectOption("charger-only")
    await page.getByRole("button", { name: "Review" }).click()
    await page.getByRole("button", { name: "Write switch and input current limit" }).click()
    await page.getByText("It is written.").waitFor()
    const panel = () =>
      Effect.runPromise(Effect.map(here.server.behind["van"]!.simulator.state, ({ system }) => system.panel))
    assert.strictEqual((await panel()).requested, "charger-only")
    await page.getByRole("button", { name: "Undo", exact: true }).click()
    await page.getByRole("button", { name: "Write back switch and input current limit" }).click()
    await page.getByText("It is written.").waitFor()
    assert.strictEqual((await panel()).requested, "on")
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("a plan whose old values no longer hold is shown again, with nothing written", async () => {
    const { page, problems, close } = await open()
    await allow(page)
    await want(page, "Maximum charge current", "40")
    await page.getByRole("button", { name: "Review" }).click()
    await page.getByRole("button", { name: "Write 1 setting to RAM" }).waitFor()
    // Somebody else changes the same thing meanwhile.
    const other = await fetch(`${here.server.url}api/v1/sites/van/plans`, {
      method: "POST",
      headers: { authorization: `Bearer ${Gateway.TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ to: "eeprom", settings: { IBatBulk: 50 } })
    })
    const { id } = (await other.json()) as { readonly id: string }
    await fetch(`${here.server.url}api/v1/sites/van/plans/${id}/execute`, {
      method: "POST",
      headers: { authorization: `Bearer ${Gateway.TOKEN}` }
    })
    await page.getByRole("button", { name: "Write 1 setting to RAM" }).click()
    await page.getByText("The unit is not as it was when you looked, so nothing was written").waitFor()
    assert.match(await said(page), /from 50 A → {1,2}to 40 A/)
    await page.getByRole("button", { name: "Write 1 setting to RAM" }).click()
    await page.getByText("It is written.").waitFor()
    await page.getByRole("button", { name: "Done" }).click()
    await page.getByText("40 A in RAM").waitFor()
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("out of the range that is allowed cannot be reviewed, and what is not allowed has no field", async () => {
    const { page, close } = await open()
    await allow(page)
    await want(page, "Maximum charge current", "65")
    await page.getByText("expected a number from 0 to 60 A, found 65 A").waitFor()
    assert.isTrue(await page.getByRole("button", { name: "Review" }).isDisabled())
    assert.strictEqual(await page.getByLabel("Battery capacity, new value").count(), 0)
    assert.match(await page.getByRole("main").innerText(), /Grid code, firmware .* are never changed here/)
    assert.strictEqual(await page.getByText(/GridSettings/).count(), 0)
    await close()
  })

  it("are changed by the keyboard alone, with the sheet in hand, and without a violation on the way", async () => {
    const { page, problems, close } = await open({ viewport: Chromium.screens.phone })
    await allow(page)
    await page.getByLabel("Search by name or number").focus()
    await page.keyboard.type("float voltage ubat")
    await page.getByText("UBatAbsorption, setting 2").waitFor({ state: "detached" })
    const field = page.getByLabel("Float voltage, new value")
    for (
      let tabs = 0;
      tabs < 10 && !(await field.evaluate((found) => found === document.activeElement));
      tabs++
    )
      await page.keyboard.press("Tab")
    await page.keyboard.type("53.6")
    assert.deepStrictEqual(await Axe.violations(page), [])
    const review = page.getByRole("button", { name: "Review" })
    for (
      let tabs = 0;
      tabs < 40 && !(await review.evaluate((found) => found === document.activeElement));
      tabs++
    )
      await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    const write = page.getByRole("button", { name: "Write 1 setting to RAM" })
    await write.waitFor()
    assert.deepStrictEqual(await Axe.violations(page), [])
    await page.keyboard.press("Escape")
    await sheet(page).waitFor({ state: "detached" })
    await Shown.untilFocused(review)
    await page.keyboard.press("Enter")
    await write.waitFor()
    for (
      let tabs = 0;
      tabs < 5 && !(await write.evaluate((found) => found === document.activeElement));
      tabs++
    )
      await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.getByText("It is written.").waitFor()
    assert.deepStrictEqual(await Axe.violations(page), [])
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("go into a file, and what differs from it is shown and restored", async () => {
    const { page, problems, close } = await open()
    await allow(page)
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save a backup" }).click()
    ])
    assert.match(download.suggestedFilename(), /^vebus-van-\d{4}-\d\d-\d\d-\d{4}\.json$/)
    const path = await download.path()
    await want(page, "Absorption voltage", "57")
    await page.getByLabel("Where they go").selectOption("eeprom")
    await page.getByRole("button", { name: "Review" }).click()
    await page.getByRole("button", { name: "Write 1 setting to EEPROM" }).click()
    await page.getByRole("button", { name: "Done" }).click()
    await page.getByText("57 V", { exact: true }).waitFor()
    await page.getByLabel("Compare with a file").setInputFiles(path)
    await page.getByRole("row", { name: /Absorption voltage 5\d\.\d V 57 V/ }).waitFor()
    await page.getByRole("button", { name: "Review restoring 1 to RAM" }).click()
    await page.getByRole("button", { name: "Write 1 setting to RAM" }).waitFor()
    assert.match(await said(page), /from 57 V → {1,2}to 5\d\.\d V/)
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("are compared with a file of VEConfigure that is chosen or dropped: by name, of this unit alone", async () => {
    const { page, problems, close } = await open()
    const another = readFileSync(new URL("../../../../docs/examples/worked-example.rvsc", import.meta.url))
    const input = page.getByLabel("Compare with a file")
    await input.setInputFiles({ name: "other.rvsc", mimeType: "", buffer: another })
    await page
      .getByRole("alert")
      .getByText(/^other\.rvsc is of HQ0000TEST0 .* none of them is this unit/)
      .waitFor()
    const version = 19_400_776
    const unit = { ...Files.plainUnit("HQ0000TEST6", [0x40, 0, 5120, 5440]), version, versionAgain: version }
    const bytes = Files.bytesOf(Files.plainFile([unit], Files.plainInfos))
    const dropped = await page.evaluateHandle(
      (content) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([Uint8Array.from(content)], "boat.rvsc"))
        return transfer
      },
      [...bytes]
    )
    await page.locator(".configuration").dispatchEvent("drop", { dataTransfer: dropped })
    await page.getByText(/^\d+ settings and flags differ from boat\.rvsc\./).waitFor()
    await page.getByRole("row", { name: /^Absorption voltage 51\.2 V 5\d(?:\.\d)? V/ }).waitFor()
    await page.getByText(/^\d+ cannot be compared/).click()
    await page.getByRole("row", { name: /^Battery capacity unknown: not in the file \d+ Ah/ }).waitFor()
    assert.strictEqual(await page.getByRole("button", { name: /Review restoring/ }).count(), 0)
    assert.strictEqual(await page.getByRole("alert").count(), 0)
    assert.deepStrictEqual(await Axe.violations(page), [])
    assert.deepStrictEqual(problems, [])
    await close()
  })
})
