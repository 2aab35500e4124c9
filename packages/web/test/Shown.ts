/**
 * What a page shows, read as a person does: by the names of its parts.
 */
import type { Locator, Page } from "playwright-core"
import { PATIENCE_MILLIS } from "./Chromium.ts"

/** The rows of a tile or card by their names, and its main figure as `""`. */
export type Rows = Readonly<Record<string, string>>

/** Reads a part of the page by the text of its heading. */
export const rows = async (page: Page, title: string): Promise<Rows> => {
  const region = page.getByRole("region", { name: title, exact: true })
  return region.evaluate((element) => {
    const text = (of: Element | null | undefined): string => of?.textContent?.trim() ?? ""
    const found = [...element.querySelectorAll("dl > div")].map(
      (row) => [text(row.querySelector("dt")), text(row.querySelector("dd"))] as const
    )
    return Object.fromEntries([["", text(element.querySelector(".main .amount"))], ...found])
  })
}

/** The number of a text like `−7.7 A`; `null` for what is absent. */
export const numberOf = (text: string | undefined): number | null => {
  if (text === undefined || text === "–") return null
  const [number, unit] = text.split(/\s+/)
  const value = Number(number!.replace("−", "-"))
  return unit === "kW" ? value * 1000 : value
}

/** The lamps by name, each with its state in words. */
export const lamps = async (page: Page): Promise<Rows> =>
  Object.fromEntries(
    (await page.getByRole("region", { name: "Front panel" }).getByRole("listitem").allTextContents()).map(
      (text) => text.split(": ") as [string, string]
    )
  )

/** What the picture of the flows says to who does not see it. */
export const picture = async (page: Page): Promise<string> =>
  page
    .getByRole("img")
    .first()
    .evaluate((element) =>
      [...element.querySelectorAll("title, desc")].map((part) => part.textContent).join(" | ")
    )

const AGAIN_MILLIS = 50

/** Looks again and again until what is shown is as wanted, and gives it. In vain it says what was seen last. */
export const until = async <A>(look: () => Promise<A>, isSo: (seen: A) => boolean): Promise<A> => {
  const end = performance.now() + PATIENCE_MILLIS
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (performance.now() > end) throw new Error(`seen in vain, last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS))
  }
}

/** Waits until the picture says something. */
export const untilPicture = (page: Page, says: RegExp): Promise<string> =>
  until(
    () => picture(page),
    (said) => says.test(said)
  )

/** Waits until a part of the page has the focus. */
export const untilFocused = (part: Locator): Promise<boolean> =>
  until(
    () => part.evaluate((found) => found === document.activeElement),
    (isFocused) => isFocused
  )

/** Waits until the values of a unit are there. */
export const values = (page: Page): Promise<void> =>
  page.locator(".tile.battery .main .amount:not(.absent)").waitFor()

/** Waits until a page is there: its heading names it, and it is loaded. Gives its part of the whole. */
export const opened = async (page: Page, name: string): Promise<Locator> => {
  const main = page.getByRole("main")
  await main.getByRole("heading", { level: 1, name, exact: true }).waitFor({ state: "attached" })
  await main.getByText("Loading …").waitFor({ state: "detached" })
  return main
}

/** Chooses a page by its tab, and waits until it is there. */
export const turnTo = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole("link", { name, exact: true }).filter({ visible: true }).first().click()
  return opened(page, name)
}
