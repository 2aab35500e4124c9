/**
 * What the moving picture costs beside one that stands still: `npm run bench -- motion`. One page at a time shows a reading a
 * second; counted is the processor time of its renderer and of the process that composes the picture, for a minute each, with
 * motion reduced and without. Fails where movement costs more than four times as much, or the still picture 5 % of a core.
 *
 * Chromium without a screen draws in software: with a graphics card the difference is smaller.
 */
import type { Browser } from "playwright-core"
import * as Chromium from "../test/Chromium.ts"
import * as Told from "../test/Told.ts"

const SECONDS = Number(process.argv[2] ?? 60)
const MOST_RATIO = 4
const MOST_STILL_SHARE = 0.05

/** Seconds of processor time that pages have taken so far. */
const spent = async (browser: Browser): Promise<number> => {
  const devtools = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo")
  await devtools.detach()
  return processInfo
    .filter(({ type }) => type === "renderer" || type === "GPU")
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

/** The seconds per second that one page takes. */
const share = async (reducedMotion: "reduce" | "no-preference"): Promise<number> => {
  const [browser, server] = await Promise.all([Chromium.launch(), Told.run()])
  const { page } = await Chromium.open(browser, server.url, { reducedMotion })
  await page.getByText("MultiPlus").waitFor()
  while (!server.isHeard()) await page.waitForTimeout(20)
  server.tell()
  await page.waitForTimeout(3000)
  const before = await spent(browser)
  for (let second = 0; second < SECONDS; second++) {
    server.tell()
    await page.waitForTimeout(1000)
  }
  const used = (await spent(browser)) - before
  await browser.close()
  server.close()
  return used / SECONDS
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} % of a core`
const still = await share("reduce")
const moving = await share("no-preference")
console.log(`still   ${percent(still)}`)
console.log(`moving  ${percent(moving)}`)
console.log(`ratio   ${(moving / still).toFixed(2)}`)
process.exitCode = moving / still <= MOST_RATIO && still <= MOST_STILL_SHARE ? 0 : 1
