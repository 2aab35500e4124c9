/**
 * Installs what the workspace needs, on any machine with Node 20 and npm: the packages of the lock file (pnpm comes
 * through npx), among them the pinned Node that runs everything where there is one for the platform.
 * Prints to stderr only, and does nothing when nothing has changed since the last time.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"

const pnpm = JSON.parse(readFileSync("package.json", "utf8")).packageManager
const oldest = [22, 19]

/** Changes when anything does that an installation depends on. */
const fingerprint = () => {
  const manifests = readdirSync("packages").map((name) => `packages/${name}/package.json`)
  const hash = createHash("sha256")
  for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ...manifests]) {
    if (existsSync(file)) hash.update(file).update(readFileSync(file))
  }
  return hash.digest("hex")
}

const stamp = "node_modules/.vebus-setup"
const wanted = fingerprint()
// A stray `npm install` leaves its own lock file behind and a tree that is not ours.
const isDone =
  existsSync(stamp) &&
  readFileSync(stamp, "utf8") === wanted &&
  !existsSync("node_modules/.package-lock.json")

if (!isDone) {
  const { status, error } = spawnSync("npx", ["--yes", pnpm, "install", "--frozen-lockfile"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    env: { ...process.env, CI: "true" }
  })
  if (status !== 0) {
    console.error(`setup: installing the packages failed${error ? `: ${error.message}` : ""}`)
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

const [major, minor] = process.versions.node.split(".").map(Number)
const isNewEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
if (!isNewEnough && !existsSync("node_modules/.bin/node")) {
  console.error(
    `setup: Node ${oldest.join(".")} or newer is needed here, found ${process.versions.node}; no Node is pinned for ${process.platform} ${process.arch}`
  )
  process.exit(1)
}
