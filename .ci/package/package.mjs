/**
 * What is installed, in `dist`: `npm run package`, or `npm run package -- npm binary deb` for some of it, `--own` for the
 * architecture of this machine alone.
 *
 *     vebus-VERSION.tgz          for npm: one package without dependencies
 *     vebus-linux-x64, -arm64    one file that needs no Node
 *     vebus_VERSION_amd64.deb    the same for Debian, with service, udev rule, completions and pages of the manual
 *     SHA256SUMS
 */
import { createHash } from "node:crypto"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import * as Binary from "./Binary.mjs"
import * as Deb from "./Deb.mjs"
import * as Npm from "./Npm.mjs"

const out = join(import.meta.dirname, "../../dist")
const made = "{vebus-*.tgz,vebus-linux-*,vebus_*.deb}"

const words = process.argv.slice(2)
const wanted = words.filter((word) => word !== "--own")
const architectures = words.includes("--own") ? [process.arch] : ["x64", "arm64"]
const isWanted = (kind) => wanted.length === 0 || wanted.includes(kind)

mkdirSync(out, { recursive: true })
if (isWanted("npm")) console.log(await Npm.pack(out))
if (isWanted("binary") || isWanted("deb")) {
  for (const architecture of architectures) {
    const binary = await Binary.make(architecture, out)
    console.log(binary.path)
    if (isWanted("deb")) console.log(await Deb.make(architecture, binary, out))
    binary.remove()
    if (!isWanted("binary")) rmSync(binary.path)
  }
}
const sums = globSync(made, { cwd: out })
  .toSorted()
  .map(
    (file) =>
      `${createHash("sha256")
        .update(readFileSync(join(out, file)))
        .digest("hex")}  ${basename(file)}\n`
  )
writeFileSync(join(out, "SHA256SUMS"), sums.join(""))
