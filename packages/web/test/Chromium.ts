/**
 * A headless Chromium, one for a file of tests, whose pages are watched: an error on the console, an exception, a request
 * that fails or goes to another host is a problem of the page. `CHROMIUM` names another one than that of the machine.
 */
import { afterAll, beforeAll } from "@effect/vitest"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"
import * as Installed from "../../codec/test/package/Browser.ts"

/** Machines differ: whatever is waited for this long does not come. Below the time of a test, so that it says what it was. */
export const PATIENCE_MILLIS = 300_000

/** Starts it. Who starts it closes it. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: Installed.path(),
    headless: true,
    args: [...Installed.args],
    timeout: PATIENCE_MILLIS
  })

/** A browser and what its pages are served by, between the start and the end of the tests that stand beside it. */
export interface Beside<Server> {
  readonly browser: Browser
  readonly server: Server
}

/** Starts both before the tests of this place, and closes both after them. */
export const beside = <Server extends { readonly close: () => void | Promise<void> }>(
  serve: () => Promise<Server>
): Beside<Server> => {
  let started: Beside<Server>
  beforeAll(async () => {
    const [browser, server] = await Promise.all([launch(), serve()])
    started = { browser, server }
  })
  afterAll(async () => {
    await started.browser.close()
    await started.server.close()
  })
  return {
    get browser() {
      return started.browser
    },
    get server() {
      return started.server
    }
  }
}

/** Sizes of screens. */
export const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 }
} as const

/** A page with what went wrong in it. */
export interface Watched {
  readonly page: Page
  readonly problems: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

/** What a visit is. */
export interface Options extends BrowserContextOptions {
  /** Problems that belong to what is tried, such as a gateway that is away. */
  readonly expected?: RegExp
  /** A script that runs before those of the page. */
  readonly before?: string
}

/** Opens an address in a profile of its own. */
export const open = async (
  browser: Browser,
  url: string,
  { expected, before, ...options }: Options = {}
): Promise<Watched> => {
  const context = await browser.newContext({ viewport: screens.desktop, ...options })
  context.setDefaultTimeout(PATIENCE_MILLIS)
  const page = await context.newPage()
  const problems: Array<string> = []
  const problem = (text: string): void => {
    if (expected === undefined || !expected.test(text)) problems.push(text)
  }
  page.on("console", (message) => {
    if (message.type() === "error") problem(`console: ${message.text()} (${message.location().url})`)
  })
  page.on("pageerror", (error) => problem(`exception: ${error.name} ${error.message} ${error.stack ?? ""}`))
  page.on("requestfailed", (request) => {
    // A page that is left, and a stream that is given up, end their requests.
    const text = request.failure()?.errorText ?? ""
    if (text !== "net::ERR_ABORTED") problem(`failed: ${request.url()} ${text}`)
  })
  page.on("request", (request) => {
    if (url !== "about:blank" && new URL(request.url()).host !== new URL(url).host)
      problem(`another host: ${request.url()}`)
  })
  if (before !== undefined) await page.addInitScript(before)
  await page.goto(url)
  return { page, problems, close: () => context.close() }
}
