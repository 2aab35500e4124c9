/**
 * Do the things in `dist` work where they are installed? `npm run package:check`, after `npm run package`. Words limit it to
 * some: `npm binary deb`.
 *
 *     npm      the tarball alone, installed by npm into an empty folder: one package, no script, all commands
 *     binary   the file alone in a root that holds nothing but the libraries it needs (as root only)
 *     deb      the package in a root of its own: used as a user without rights against a simulator, purged without a trace
 */
import { execFileSync, spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { version } from "../bundle.mjs"

const out = join(import.meta.dirname, "../../dist")
const debian = { x64: "amd64", arm64: "arm64" }[process.arch]
const NOBODY = 65_534
const MOST_BYTES = 4_000_000

const folder = mkdtempSync(join(tmpdir(), "vebus-installed-"))
chmodSync(folder, 0o755)
let failed = 0
const check = (what, isGood, found = "") => {
  console.log(`  ${isGood ? "passed" : "FAILED"}  ${what}`)
  if (isGood) return
  failed++
  if (found !== "") console.log(String(found).replace(/^/gm, "      "))
}

const frame = "05 FF 57 85 C8 00 58"
/** Commands that need no adapter, and what their output must hold. */
const commands = [
  [["--version"], version],
  [["--help"], "monitor"],
  [["frame", "decode", frame], "200"],
  [["ports", "--json"], "vebus.ports/1"],
  [["monitor", "--port", "sim:", "--count", "1", "--jsonl"], "vebus.reading/1"],
  ...[
    "info",
    "state",
    "leds",
    "limit get",
    "switch get",
    "charge state",
    "energy",
    "lines get",
    "ess show"
  ].map((words) => [[...words.split(" "), "--port", "sim:", "--json"], `"schema": "vebus.`]),
  [["settings", "get", "UBatFloat", "--port", "sim:"], "UBatFloat"],
  [["flags", "get", "DisableCharge", "--port", "sim:"], "DisableCharge"],
  [["ram", "get", "UBat", "--port", "sim:"], "UBat"],
  [["set", "UBatFloat=52.5V", "--dry-run", "--port", "sim:"], "52.5 V"],
  [["doctor", "--port", "sim:"], "adapter"]
]

const env = (more = {}) => ({ PATH: process.env.PATH, HOME: "/nonexistent", NO_COLOR: "1", ...more })

/** Runs all commands, each by the words before it. */
const runAll = (before, options) => {
  const [command, ...words] = before
  for (const [asked, expected] of commands) {
    const { status, stdout, stderr } = spawnSync(command, [...words, ...asked], {
      encoding: "utf8",
      ...options
    })
    const isGood = status === 0 && stdout.replaceAll('":"', '": "').includes(expected)
    check(`vebus ${asked.join(" ")}`, isGood, `exit ${status}\n${stdout}${stderr}`)
  }
}

/** A gateway of a simulated unit: its page comes with it, and what the page loads. */
const overHttp = async (before, options) => {
  const [command, ...words] = before
  const gateway = spawn(command, [...words, "gateway", "--port", "sim:", "--listen", "127.0.0.1:0"], {
    ...options,
    env: { ...options.env, VEBUS_STATE_DIR: join(options.env.VEBUS_CACHE_DIR, "state") },
    stdio: ["ignore", "ignore", "pipe"]
  })
  let said = ""
  const url = await new Promise((resolve) => {
    gateway.stderr.on("data", (text) => {
      said += text
      const [found] = /http:\/\/\S+/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    gateway.once("close", () => resolve(null))
  })
  const page = url === null ? said : await (await fetch(url)).text()
  const [, script] = /src="\.\/([^"]+)"/.exec(page) ?? []
  const { status } = script === undefined ? { status: null } : await fetch(`${url}/${script}`)
  check("vebus gateway serves its page", page.includes('content="gateway"') && status === 200, page)
  gateway.kill()
  await new Promise((resolve) => gateway.once("close", resolve))
}

/** A simulated adapter on a pseudo-terminal, read by a second process: serial ports and pseudo-terminals at work. */
const overTerminal = async (before, options, path) => {
  const [command, ...words] = before
  const simulator = spawn(command, [...words, "simulate", "--pty", path], {
    ...options,
    stdio: ["ignore", "pipe", "ignore"]
  })
  await new Promise((resolve) => {
    simulator.stdout.once("data", resolve)
    simulator.once("close", resolve)
  })
  const { status, stdout, stderr } = spawnSync(command, [...words, "state", "--port", path, "--json"], {
    encoding: "utf8",
    ...options
  })
  check(
    "vebus state over a pseudo-terminal",
    status === 0 && stdout.includes("vebus.state/1"),
    `${stdout}${stderr}`
  )
  const ended = new Promise((resolve) => simulator.once("close", resolve))
  simulator.kill("SIGTERM")
  await ended
}

const npm = async () => {
  const prefix = join(folder, "npm")
  const tarball = join(out, `vebus-${version}.tgz`)
  const words = [
    "install",
    "--global",
    "--ignore-scripts",
    // What an outer `npm --silent` was told would silence this one too.
    "--loglevel=notice",
    "--no-audit",
    "--no-fund",
    "--prefix",
    prefix,
    tarball
  ]
  const told = execFileSync("npm", words, { encoding: "utf8" })
  check("npm adds one package", /added 1 package/.test(told), told)
  const home = join(prefix, "lib/node_modules")
  const files = globSync("**/*", { cwd: home }).map((file) => statSync(join(home, file)))
  const bytes = files.filter((stat) => stat.isFile()).reduce((sum, { size }) => sum + size, 0)
  check(`of at most ${MOST_BYTES} bytes: ${bytes}`, bytes <= MOST_BYTES)
  const { dependencies, scripts } = JSON.parse(readFileSync(join(home, "vebus/package.json"), "utf8"))
  check("without dependencies and scripts", dependencies === undefined && scripts === undefined)
  const options = { cwd: folder, env: env({ VEBUS_CACHE_DIR: join(folder, "npm-cache") }) }
  runAll([join(prefix, "bin/vebus")], options)
  await overHttp([join(prefix, "bin/vebus")], options)
  await overTerminal([join(prefix, "bin/vebus")], options, join(folder, "npm-port"))
}

const binary = async () => {
  if (process.getuid?.() !== 0) return console.log("  does not apply: needs root, for a root of its own")
  const root = join(folder, "root")
  const program = join(out, `vebus-linux-${process.arch}`)
  const needed = [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/(\/\S+)/g)].map(
    ([path]) => path
  )
  for (const path of needed) cpSync(path, join(root, path), { dereference: true, recursive: true })
  cpSync(program, join(root, "vebus"))
  mkdirSync(join(root, "cache"), { mode: 0o700 })
  for (const place of ["dev", "dev/pts"]) mkdirSync(join(root, place), { recursive: true })
  const options = {
    env: env({ PATH: "/usr/sbin:/usr/bin:/sbin:/bin", VEBUS_CACHE_DIR: "/cache" })
  }
  runAll(["chroot", root, "/vebus"], options)
  await overHttp(["chroot", root, "/vebus"], options)
  // What is in the root besides what was put there.
  const left = globSync("*", { cwd: root }).filter(
    (name) => !["cache", "dev", "lib", "lib64", "usr", "vebus"].includes(name)
  )
  check("nothing is written but its cache", left.length === 0, left.join(" "))
}

const deb = async () => {
  if (process.getuid?.() !== 0) return console.log("  does not apply: needs root, for a root of its own")
  const root = join(folder, "deb")
  const admin = join(root, "var/lib/dpkg")
  mkdirSync(join(admin, "info"), { recursive: true })
  mkdirSync(join(admin, "updates"))
  for (const file of ["status", "available"]) execFileSync("touch", [join(admin, file)])
  const dpkg = (...words) =>
    execFileSync("dpkg", [`--root=${root}`, "--force-script-chrootless", "--force-depends", ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DPKG_ROOT: root }
    })
  dpkg("--install", join(out, `vebus_${version}_${debian}.deb`))
  const program = join(root, "usr/bin/vebus")
  const cache = join(folder, "deb-cache")
  mkdirSync(cache)
  execFileSync("chown", [String(NOBODY), cache])
  const options = { cwd: "/", uid: NOBODY, gid: NOBODY, env: env({ VEBUS_CACHE_DIR: cache }) }
  runAll([program], options)
  await overHttp([program], options)
  await overTerminal([program], options, join(cache, "port"))
  const verified = spawnSync("systemd-analyze", ["verify", `--root=${root}`, "vebus.service"], {
    encoding: "utf8"
  })
  // A root of this kind has no targets and no manual, which is all that may be missing.
  const wrong = (verified.stderr ?? "")
    .split("\n")
    .filter((line) => line.includes("vebus.service") && !/Unit .* not found|Command 'man/.test(line))
  if (verified.error === undefined) check("systemd-analyze verify", wrong.length === 0, wrong.join("\n"))
  const page = spawnSync("man", ["--warnings", "-l", join(root, "usr/share/man/man1/vebus.1.gz")], {
    encoding: "utf8"
  })
  if (page.error === undefined) check("man --warnings", page.status === 0 && page.stderr === "", page.stderr)
  dpkg("--purge", "vebus")
  const left = globSync("**/*", { cwd: root })
    .filter((file) => !file.startsWith("var/lib/dpkg"))
    .filter((file) => statSync(join(root, file)).isFile())
  check("purged without a trace", left.length === 0 && !existsSync(dirname(program)), left.join("\n"))
}

const wanted = process.argv.slice(2)
for (const [name, run] of Object.entries({ npm, binary, deb })) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  await run()
}
rmSync(folder, { recursive: true, force: true })
console.log(`\n${failed === 0 ? "all works where it is installed" : `${failed} checks failed`}`)
process.exit(failed === 0 ? 0 : 1)
