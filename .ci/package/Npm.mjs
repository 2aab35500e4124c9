/**
 * The package `vebus`: the bundle with the native parts of all platforms. No dependencies, no install scripts.
 */
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bundle, putNative } from "../bundle.mjs"
import { fetched } from "./Registry.mjs"
import { licences } from "./ThirdParty.mjs"

const root = join(import.meta.dirname, "../..")
const cli = join(root, "packages/cli")

/** Where pseudo-terminals are made; Windows has none that a program could open as a port. */
const terminals = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]

/** What the published manifest says: what the workspace says of the command line, without what only a workspace needs. */
const manifest = () => {
  const { name, version, description, license, bin, engines } = JSON.parse(
    readFileSync(join(cli, "package.json"), "utf8")
  )
  return {
    name,
    version,
    description,
    license,
    keywords: ["victron", "ve.bus", "mk3", "multiplus", "quattro", "inverter"],
    type: "module",
    sideEffects: false,
    bin,
    exports: { "./package.json": "./package.json" },
    engines
  }
}

/** Makes the tarball in a folder, and gives its path. */
export const pack = async (out) => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-npm-"))
  const { all } = await bundle(folder)
  const native = terminals.map((platform) => {
    const { folder: from } = fetched(`@lydell/node-pty-${platform}`)
    putNative(folder, join(from, "pty.node"), platform, "pty.node")
    return from
  })
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`)
  for (const file of ["README.md", "CHANGELOG.md"]) cpSync(join(cli, file), join(folder, file))
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"))
  writeFileSync(join(folder, "THIRD-PARTY.md"), licences(all, native))
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", out], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"]
    })
  )
  rmSync(folder, { recursive: true })
  return join(out, filename)
}
