/**
 * Tries the packages with real programs: `npm run test:real`. With `--install`, as in CI, what is missing is installed from
 * Debian where that can be done. Hosts from npm go to folders of their own in `.ci/tools`, which stay there. What cannot be had is reported as not run, by name: it counts neither as passed nor as
 * failed. Names of parts choose some of them. Ends with `N passed, N failed` alone on a line.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, isAbsolute, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import * as Report from "../report.mjs"
import { parts } from "./parts.mjs"

const root = resolve(fileURLToPath(new URL("../..", import.meta.url)))
/** Debian keeps servers where the path of a user does not lead. */
const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"]

const isThere = (program) =>
  isAbsolute(program) ? existsSync(program) : places.some((place) => existsSync(join(place, program)))

const isRoot = process.getuid?.() === 0

/** What a part needs and there is not. */
const missing = ({ programs, root = false }) => [
  ...programs.filter((program) => !isThere(program)),
  ...(root && !isRoot ? ["rights of root"] : [])
]

/** How somebody gets what a part needs. */
const remedy = ({ tools, packages }) =>
  tools === undefined
    ? `Debian: apt-get install ${packages.join(" ")}`
    : `npm: node .ci/tools/install.mjs ${tools}`

/** Installs packages, and starts none of the services that come with them. */
const install = (packages) => {
  console.log(`\n> apt-get install ${packages.join(" ")}`)
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" }
  const apt = (...words) =>
    spawnSync("apt-get", ["-q", ...words], { stdio: ["ignore", "ignore", "inherit"], env })
  apt("update")
  apt("install", "--yes", "--no-install-recommends", ...packages)
}

/** Runs the parts of some names, or all, and gives what came of them. */
export const run = (names, { mayInstall }) => {
  const wanted = parts.filter(({ name }) => names.length === 0 || names.includes(name))
  const lacking = wanted.filter((part) => missing(part).length > 0)
  if (mayInstall && lacking.length > 0 && isRoot && isThere("apt-get"))
    install([...new Set(lacking.flatMap(({ packages }) => packages))])

  for (const { tools } of wanted.filter((part) => part.tools !== undefined && missing(part).length > 0)) {
    console.log(`\n> node .ci/tools/install.mjs ${tools}`)
    spawnSync(process.execPath, [join(root, ".ci/tools/install.mjs"), tools], { stdio: "inherit" })
  }

  const notRun = wanted.filter((part) => missing(part).length > 0)
  const ready = wanted.filter((part) => !notRun.includes(part))
  /** @type {Report.Outcome} */
  let outcome = { passed: 0, failed: 0, failures: [] }
  // Hosts get our packages as they are published. Compiled once: two parts at once would write the same files.
  if (ready.some(({ tools }) => tools !== undefined))
    spawnSync(process.execPath, [join(root, ".ci/build.mjs")], { stdio: "inherit" })
  if (ready.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), "vebus-real-"))
    const report = join(folder, "tests.json")
    const config = join(root, ".ci/real/vitest.config.mjs")
    const vitest = join(root, "node_modules/vitest/vitest.mjs")
    const { status } = spawnSync(
      process.execPath,
      [
        vitest,
        "run",
        "--config",
        config,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
        ...ready.flatMap(({ files }) => files)
      ],
      { cwd: root, stdio: "inherit", env: { ...process.env, PATH: places.join(delimiter) } }
    )
    outcome = Report.read(report, "npm run test:real", status === 0)
    rmSync(folder, { recursive: true, force: true })
  }
  for (const part of notRun)
    console.log(`not run: ${part.name} (no ${missing(part).join(", ")}; ${remedy(part)})`)
  return outcome
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2)
  const names = words.filter((word) => !word.startsWith("--"))
  const unknown = names.find((name) => !parts.some((part) => part.name === name))
  if (unknown !== undefined) {
    console.error(`test:real: expected some of ${parts.map(({ name }) => name).join(", ")}, found ${unknown}`)
    process.exit(2)
  }
  const { passed, failed, failures } = run(names, { mayInstall: words.includes("--install") })
  for (const failure of failures) console.log(`failed: ${failure}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
