/**
 * Packages for other platforms than this one, which nothing installs here: fetched by npm, and taken only when they are what
 * the lock file says.
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")
const lock = readFileSync(join(root, "pnpm-lock.yaml"), "utf8")

/** The version of a package in the lock file, and the hash of its tarball. */
const locked = (name) => {
  const escaped = name.replaceAll("/", String.raw`\/`)
  const found = new RegExp(
    `^  '?${escaped}@([^'():]+)'?:\\n    resolution: \\{integrity: ([^,}]+)`,
    "m"
  ).exec(lock)
  if (found === null) throw new Error(`the lock file has no ${name}`)
  return { version: found[1], integrity: found[2] }
}

/** Fetches a package of the lock file. Gives its folder, which is gone when this process ends, and its version. */
export const fetched = (name) => {
  const { version, integrity } = locked(name)
  const folder = mkdtempSync(join(tmpdir(), "vebus-package-"))
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", `${name}@${version}`, "--json", "--silent", "--pack-destination", folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"]
    })
  )
  const tarball = join(folder, filename)
  const [algorithm] = integrity.split("-")
  const found = `${algorithm}-${createHash(algorithm).update(readFileSync(tarball)).digest("base64")}`
  if (found !== integrity) throw new Error(`${name}@${version} is not what the lock file says: ${found}`)
  execFileSync("tar", ["-xzf", tarball, "-C", folder])
  return { folder: join(folder, "package"), version }
}
