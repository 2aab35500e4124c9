/**
 * What CI does, in order: format, lint, types, API reference, tests, tests with real programs. Runs every step even after a
 * failure, counts each test and each of the other steps as one, and ends with `N passed, N failed` alone on a line. Real
 * programs that cannot be had are named before that, and not counted.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run as runReal } from "./real/run.mjs"

const run = (command, ...args) => {
  console.log(`\n> ${[command, ...args].join(" ")}`)
  return spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" }).status === 0
}

let passed = 0
let failed = 0
const count = (isGood) => (isGood ? passed++ : failed++)

count(run("oxfmt", "--check"))
count(run("oxlint", "--type-aware"))
count(run("tsc", "-b"))
count(run("npm", "run", "--silent", "docs:api"))

const folder = mkdtempSync(join(tmpdir(), "vebus-check-"))
const report = join(folder, "tests.json")
const isGreen = run(
  "npm",
  "test",
  "--silent",
  "--",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`
)
try {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"))
  passed += numPassedTests
  failed += numFailedTests
  // A file that did not load, or an error outside of any test.
  if (!isGreen && numFailedTests === 0) failed++
} catch {
  failed++
}
rmSync(folder, { recursive: true, force: true })

console.log("\n> npm run test:real -- --install")
const real = runReal([], { mayInstall: true })
passed += real.passed
failed += real.failed

console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
