/**
 * A headless Chromium for tests: Chromium or Chrome in PATH, or its path in `CHROMIUM`. On Debian: `apt-get install
 * chromium`.
 */
import { execFile, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, isAbsolute, join } from "node:path"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** A browser that takes this long hangs; machines differ. As for the tests. */
const HANGS_MILLIS = 600_000

const isRunnable = (command: string): boolean => spawnSync(command, ["--version"]).status === 0

const named = process.env["CHROMIUM"]
const browser = (named ? [named] : ["chromium", "chromium-browser", "google-chrome"]).find(isRunnable)

/** The path of it; fails where there is none. */
export const path = (): string => {
  if (browser !== undefined) return isAbsolute(browser) ? browser : absolute(browser)
  throw new Error(
    named
      ? `CHROMIUM=${named} does not run`
      : "no Chromium: install it (Debian: apt-get install chromium) or give its path in the environment as CHROMIUM"
  )
}

const absolute = (command: string): string =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((file) => existsSync(file)) ?? command

/** The command that starts it, which is shown with its version; ends the process where there is none. */
export const found = (): string => {
  try {
    const command = path()
    console.log(spawnSync(command, ["--version"], { encoding: "utf8" }).stdout.trim())
    return command
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

/** How it is started wherever a test does: without a sandbox, which root has not, and with no word to anybody but the page. */
export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
] as const

/** What a page holds in the end. Each time in a fresh profile. */
export const dump = async (command: string, url: string): Promise<string> => {
  const profile = await mkdtemp(join(tmpdir(), "vebus-chromium-"))
  const words = [
    "--headless",
    ...args,
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
