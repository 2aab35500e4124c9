/**
 * Installs a folder of tools: `node .ci/tools/install.mjs release`. Each folder is a workspace of its own with its own lock
 * file, so that setting up the packages fetches nothing that only a release needs. Prints to stderr only.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

for (const folder of process.argv.slice(2)) {
  const { status, error } = spawnSync("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], {
    cwd: join(import.meta.dirname, folder),
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    env: { ...process.env, CI: "true" }
  })
  if (status !== 0) {
    console.error(`.ci/tools/${folder}: installing failed${error ? `: ${error.message}` : ""}`)
    process.exit(1)
  }
}
