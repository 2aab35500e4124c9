/**
 * The command line that tests start as a process: bundled once for a run of the tests, since a bundle starts in a fraction
 * of the time that the sources take.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bundle } from "../bundle.mjs"

export default async (project) => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-bundle-"))
  // Tests start it as another user too.
  chmodSync(folder, 0o755)
  const build = () => bundle(folder)
  project.provide("start", await build())
  project.onTestsRerun(build)
  project.provide("vebus", join(folder, "bin/vebus.cjs"))
  return () => rmSync(folder, { recursive: true, force: true })
}
