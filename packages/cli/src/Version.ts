/**
 * The version of this command line, and the revision of the sources that it was bundled from.
 */
import { readFileSync } from "node:fs"

export const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string
}

/** The commit that a bundle was made of, twelve digits; `null` in the sources, which are what they are. */
export const revision: string | null = null
