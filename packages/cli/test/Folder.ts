/**
 * Folders for the files of tests.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "@effect/vitest"

/** A new folder, which is removed after the tests of the file or of the group. */
export const temporary = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `vebus-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
