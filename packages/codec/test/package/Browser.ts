/**
 * A headless Chromium for tests: Chromium or Chrome in PATH, or its path in `CHROMIUM`. On Debian: `apt-get install
 * chromium`.
 */
import { execFile, spawnSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** A browser that takes this long hangs; machines differ. As for the tests. */
const HANGS_MILLIS = 600_000

const isRunnable = (command: string): boolean => spawnSync(command, ["--version"]).status === 0

const named = process.env["CHROMIUM"]
const browser = (named ? [named] : ["chromium", "chromium-browser", "google-chrome"]).find(isRunnable)

/** The command that starts it, which is shown with its version; ends the process where there is none. */
export const found = (): string => {
  if (browser === undefined) {
    console.error(
      named
        ? `CHROMIUM=${named} does not run`
        : "no Chromium: install it (Debian: apt-get install chromium) or give its path in the environment as CHROMIUM"
    )
    process.exit(1)
  }
  console.log(spawnSync(browser, ["--version"], { encoding: "utf8" }).stdout.trim())
  return browser
}

/** What a page holds in the end. A fresh profile, and no word to anybody but the page. */
export const dump = async (command: string, url: string): Promise<string> => {
  const profile = await mkdtemp(join(tmpdir(), "vebus-chromium-"))
  const words = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${profile}`,
    "--virtual-time-budget=5000",
    "--dump-dom"
  ]
  try {
    const { stdout } = await execute(command, [...words, url], { timeout: HANGS_MILLIS })
    return stdout
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}
