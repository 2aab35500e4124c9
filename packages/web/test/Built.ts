/**
 * The page as it is shipped, built once for each run of a file of tests.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import * as Build from "../Build.ts"

let folder: Promise<string> | null = null

const make = async (): Promise<string> => {
  const out = mkdtempSync(join(tmpdir(), "vebus-page-"))
  process.once("exit", () => rmSync(out, { recursive: true, force: true }))
  await Build.page(out)
  return out
}

/** The folder of the built page. */
export const built = (): Promise<string> => (folder ??= make())

/** The files of the built page: their bytes by path, `assets/index-1234.js`. */
export const files = async (): Promise<ReadonlyMap<string, Buffer>> => {
  const root = await built()
  return new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return [relative(root, path), readFileSync(path)] as const
      })
  )
}
