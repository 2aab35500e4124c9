/**
 * One file with Node inside, that needs nothing else: `vebus-linux-x64` and the like.
 *
 * The blob is made twice where the program runs on this machine: the second time with the code that a run has compiled,
 * which fits one build of Node only. Elsewhere it starts without, a little slower.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, copyFileSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { page, script, wrapped } from "../bundle.mjs"
import { fetched } from "./Registry.mjs"
import { licences } from "./ThirdParty.mjs"

const root = join(import.meta.dirname, "../..")
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2"

const serialport = dirname(
  createRequire(join(root, "packages/runtime/package.json")).resolve("@serialport/bindings-cpp/package.json")
)
const tools = createRequire(join(root, ".ci/tools/release/package.json"))

const run = (command, words, env = {}) =>
  execFileSync(command, words, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } })

/** The native parts of a Linux, stripped where they are this machine's. */
const nativeOf = (architecture, work) => {
  const prebuilt = { x64: "linux-x64/*.glibc.node", arm64: "linux-arm64/*.armv8.glibc.node" }[architecture]
  const [port] = globSync(join(serialport, "prebuilds", prebuilt))
  copyFileSync(port, join(work, "serialport.node"))
  const pty = fetched(`@lydell/node-pty-linux-${architecture}`).folder
  copyFileSync(join(pty, "pty.node"), join(work, "pty.node"))
  if (architecture === process.arch)
    run("strip", ["--strip-unneeded", join(work, "serialport.node"), join(work, "pty.node")])
  return pty
}

/** Makes the program of a Linux in a folder. Gives its path, those of its native parts, and the licences of what is in it. */
export const make = async (architecture, out, work = mkdtempSync(join(tmpdir(), "vebus-sea-"))) => {
  const isOwn = process.platform === "linux" && process.arch === architecture
  const target = join(out, `vebus-linux-${architecture}`)
  const { code, all } = await script()
  writeFileSync(join(work, "cli.cjs"), wrapped(code))
  writeFileSync(join(work, "page.br"), await page())
  const pty = nativeOf(architecture, work)
  const node = fetched(`node-linux-${architecture}`).folder
  copyFileSync(join(node, "bin/node"), join(work, "node"))
  chmodSync(join(work, "node"), 0o755)
  // Before something is put into it: a program that is stripped afterwards no longer works.
  if (isOwn) run("strip", ["--strip-unneeded", join(work, "node")])

  const inject = (assets) => {
    const config = join(work, "sea.json")
    const blob = join(work, "blob")
    writeFileSync(
      config,
      JSON.stringify({
        main: join(root, ".ci/bundle/sea/start.cjs"),
        output: blob,
        disableExperimentalSEAWarning: true,
        assets: Object.fromEntries(assets.map((name) => [name, join(work, name)]))
      })
    )
    run(process.execPath, ["--experimental-sea-config", config])
    copyFileSync(join(work, "node"), target)
    run(process.execPath, [
      join(dirname(tools.resolve("postject/package.json")), "dist/cli.js"),
      target,
      "NODE_SEA_BLOB",
      blob,
      "--sentinel-fuse",
      FUSE
    ])
    chmodSync(target, 0o755)
  }
  const assets = ["cli.cjs", "page.br", "serialport.node", "pty.node"]
  inject(assets)
  if (isOwn) {
    run(target, ["monitor", "--port", "sim:", "--count", "1", "--jsonl"], {
      VEBUS_MAKE_CACHE: join(work, "cli.cache"),
      VEBUS_CACHE_DIR: join(work, "cache")
    })
    inject([...assets, "cli.cache"])
  }
  return {
    path: target,
    native: { serialport: join(work, "serialport.node"), pty: join(work, "pty.node") },
    licences: licences(all, [pty, node]),
    remove: () => rmSync(work, { recursive: true })
  }
}
