/**
 * The page in Chromium with the sources that need nothing else: chosen and left by hand, without a network once it is loaded,
 * recordings that are none or mean harm, frames and pasted bytes, a plug that is pulled, changes once they are allowed.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Page, Worker } from "playwright-core"
import * as Chromium from "../Chromium.ts"
import * as Faked from "../Faked.ts"
import * as Shown from "../Shown.ts"

interface Cable {
  readonly unplug: () => void
  readonly plug: () => void
  readonly openedWith: ReadonlyArray<object>
  readonly change: (change: object) => Promise<void>
}
declare const cable: Cable

const here = Chromium.beside(() => Faked.host())

const visited = async (use: (page: Page) => Promise<void>, options: Chromium.Options = {}): Promise<void> => {
  const { page, problems, close } = await Chromium.open(here.browser, here.server.url, options)
  await use(page)
  assert.deepStrictEqual(problems, [])
  await close()
}

const choose = (page: Page, name: string) => page.getByRole("button", { name }).click()
const linked = (page: Page, word: string) => page.getByRole("status").getByText(word).first().waitFor()

const record = (lines: ReadonlyArray<object>): Buffer =>
  Buffer.from(
    [
      {
        schema: "vebus.capture/1",
        started: "2026-01-01T12:00:00.000Z",
        port: "serial:/dev/ttyUSB0",
        software: "vebus"
      },
      ...lines
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("")
  )
const give = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel("Open a recording").setInputFiles({ name, mimeType: "application/jsonl", buffer })

/** Visits each page in turn, and waits for what it shows: one that fails says so in the console, which `visited` looks at. */
const eachShows = async (page: Page, texts: Readonly<Record<string, RegExp>>): Promise<void> => {
  for (const [name, text] of Object.entries(texts)) {
    const main = await Shown.turnTo(page, name)
    await main.getByText(text).filter({ visible: true }).first().waitFor()
  }
}

describe("each page", () => {
  it("has something to show of a demo: values, settings with ranges, findings, the time since it was opened", () =>
    visited(async (page) => {
      await choose(page, "Try the demo")
      await Shown.values(page)
      await eachShows(page, {
        Live: /Battery/,
        History: /since this page was opened/,
        Settings: /Float voltage/,
        Frames: /^\d+ of \d+$/,
        Doctor: /passed/
      })
    }))

  it("has something to show of a recording, and says what that cannot tell", () =>
    visited(async (page) => {
      await give(
        page,
        "boat.jsonl",
        record([
          { ms: 1, dir: "tx", hex: "02 FF 56 A9" },
          { ms: 40, dir: "rx", hex: "07 FF 56 24 DB 11 00 00 94" }
        ])
      )
      await page.getByText("Recording: boat.jsonl").waitFor()
      await eachShows(page, {
        Live: /^Not known\.$/,
        History: /Nothing is known of this time/,
        Settings: /boat\.jsonl has no settings to ask for/,
        Frames: /^\d+ of \d+$/,
        Doctor: /Secure page/
      })
    }))
})

describe("the demo", () => {
  it("begins without a network once the page is loaded, says what it is, and can be left", async () => {
    const { page, problems, close } = await Chromium.open(here.browser, "about:blank")
    const loaded: Array<string> = []
    page.on("requestfinished", (request) => loaded.push(request.url().replace(/^.*\/|-[\w-]{8}\.js$/g, "")))
    await page.goto(here.server.url)
    // What the workers of the sources load last, each for itself.
    await Shown.until(
      () => Promise.resolve(loaded.filter((name) => name === "Stage" || name === "Reads").toSorted()),
      (names) => names.join() === "Reads,Reads,Stage"
    )
    await page.context().setOffline(true)
    await choose(page, "Try the demo")
    await linked(page, "Connected")
    await Shown.values(page)
    await page.getByText("Demo: a simulated inverter").waitFor()
    assert.isNotNull(Shown.numberOf((await Shown.rows(page, "Battery"))[""]))
    await choose(page, "Close")
    await page.getByRole("button", { name: "Try the demo" }).waitFor()
    assert.deepStrictEqual(problems, [])
    await close()
  })

  it("shows its frames both ways: filtered, held, opened field by field", () =>
    visited(async (page) => {
      await choose(page, "Try the demo")
      await Shown.values(page)
      await Shown.turnTo(page, "Frames")
      const rows = page.locator(".frames .list > li")
      await rows.nth(5).waitFor()
      await page.getByLabel("Kind").selectOption("lamps")
      await page.getByLabel("Direction").selectOption("rx")
      const first = rows.first()
      await first
        .getByText(/LED|lamp/i)
        .first()
        .waitFor()
      await choose(page, "Pause")
      await first.locator("summary").click()
      await first.getByRole("columnheader", { name: "Value" }).waitFor()
      assert.isAbove(await first.getByRole("row").count(), 4)
      const held = await rows.count()
      // Long enough for what passes meanwhile to be shown, were it not held.
      await page.waitForTimeout(1500)
      assert.strictEqual(await rows.count(), held)
      const saved = page.waitForEvent("download")
      await choose(page, "Save as a recording")
      assert.match((await saved).suggestedFilename(), /^vebus-.*\.jsonl$/)
    }))
})

describe("bytes that are pasted", () => {
  it("are explained, noise as noise, nonsense with what was expected", () =>
    visited(async (page) => {
      await choose(page, "Try the demo")
      await Shown.turnTo(page, "Frames")
      const bytes = page.getByLabel("Bytes in hexadecimal")
      await bytes.fill("55 87 FF 58 86 34 81 1F 1F A9")
      await choose(page, "Explain")
      const found = page.getByRole("list", { name: "Explained" })
      await found.getByText("setting reply of 0x8134 on X").waitFor()
      await found.getByText(/skipped 1 byte/).waitFor()
      await bytes.fill("05 FF <img src=x onerror=alert(1)>")
      await choose(page, "Explain")
      await page.getByText(/no hex at character 8: .*found “img src=x/).waitFor()
    }))
})

describe("a recording", () => {
  it("that is none is refused with the line, what was expected and what was found; nothing of it is run", () =>
    visited(async (page) => {
      const hostile = '<img src=x onerror="document.title=1">\u202e\u0007'
      await give(page, "evil\u202e.jsonl", Buffer.from(`${hostile}\n`))
      const alert = page.getByRole("alert")
      await alert.waitFor()
      const text = (await alert.textContent()) ?? ""
      assert.match(text, /Line 1: expected a header .*found “<img src=x/)
      assert.include(text, "\\u202e\\u0007")
      assert.notMatch(text, /[\p{Cc}\p{Cf}]/u)
      await give(
        page,
        "half.jsonl",
        Buffer.concat([record([]), Buffer.from('{"ms":1,"dir":"up","hex":"00"}\n')])
      )
      await alert.getByText(/Line 2: expected a line with "ms"/).waitFor()
      assert.strictEqual(await page.title(), "vebus")
    }))

  it("gives its frames, those that are damaged as bytes that form none, with its name in a bar", () =>
    visited(async (page) => {
      const frames = record([
        { ms: 1, dir: "tx", hex: "02 FF 56 A9" },
        { ms: 40, dir: "rx", hex: "07 FF 56 24 DB 11 00 00 94" },
        { ms: 90, dir: "rx", hex: "55 87 FF 58 86 34 81 1F 1F A9" },
        { ms: 99, event: "<b>lost</b>" }
      ])
      await give(page, "boat.jsonl", frames)
      await page.getByText("Recording: boat.jsonl").waitFor()
      await Shown.turnTo(page, "Frames")
      await page.locator(".frames .list > li").nth(3).waitFor()
      await page.getByText("setting reply of 0x8134 on X").first().waitFor()
      await page.locator(".frames .none").first().waitFor()
    }))
})

describe("an adapter on this computer", () => {
  it("is chosen by its user, shows what is so in the unit, and says when the plug is pulled", () =>
    visited(
      async (page) => {
        await choose(page, "Connect an adapter")
        await linked(page, "Connected")
        await Shown.values(page)
        assert.deepStrictEqual(await page.evaluate<object>("window.askedFor"), {
          filters: [{ usbVendorId: 0x0403, usbProductId: 0x6015 }]
        })
        /** The worker that has opened the port; one that ends meanwhile has it no more. */
        const holding = async (): Promise<Worker> => {
          const isHolding = (worker: Worker) =>
            worker.evaluate(() => typeof cable === "object" && cable.openedWith.length > 0).catch(() => false)
          const holds = async () => {
            for (const worker of page.workers()) if (await isHolding(worker)) return worker
            return null
          }
          return (await Shown.until(holds, (found) => found !== null))!
        }
        const worker = await holding()
        await worker.evaluate(() => cable.change({ change: "load", watts: 1500 }))
        await page
          .getByRole("region", { name: "AC output", exact: true })
          .getByText("1500 W")
          .first()
          .waitFor()
        await worker.evaluate(() => cable.unplug())
        await linked(page, "Unplugged")
        await worker.evaluate(() => cable.plug())
        await linked(page, "Connected")

        await Shown.turnTo(page, "Settings")
        await choose(page, "Allow changes for this visit")
        await page.getByText("Changes are allowed for this visit.").waitFor()
        await Shown.until(holding, (other) => other !== worker)
        await linked(page, "Connected")
        await choose(page, "Read only")
        await choose(page, "Allow changes for this visit")
      },
      { before: Faked.user }
    ))
})
