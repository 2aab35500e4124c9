/**
 * The codec in a real browser, `npm run test:browser`: bundles it, serves a page that uses it, under a content security
 * policy that forbids `eval`, and lets headless Chromium paste captures into the page. Nothing else is fetched.
 *
 * Needs Chromium or Chrome in PATH, or its path in `CHROMIUM`. On Debian: `apt-get install chromium`.
 */
import { execFile, spawnSync } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { bundle } from "./Bundle.ts"

const execute = promisify(execFile)

/** What is pasted, and what the page then says. */
const cases = [
  {
    name: "a capture with noise in it",
    pasted: "55 87 FF 58 86 34 81 1F 1F A9",
    says: [
      "no frame starts with this length byte; skipped 1 byte, looking for the next frame",
      "setting reply of 0x8134 on X"
    ]
  },
  {
    name: "a line of a log",
    pasted: "0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2",
    says: ["DC info"]
  },
  { name: "something else", pasted: "05 FF xyz", says: ["no hex at character 6"] }
]

const isRunnable = (command: string): boolean => spawnSync(command, ["--version"]).status === 0

const named = process.env["CHROMIUM"]
const browser = (named ? [named] : ["chromium", "chromium-browser", "google-chrome"]).find(isRunnable)

/** The page and what it loads, by path. */
const files = async (): Promise<ReadonlyMap<string, readonly [type: string, text: string]>> => {
  const read = (name: string) => readFile(new URL(name, import.meta.url), "utf8")
  return new Map([
    ["/", ["text/html", await read("page.html")]],
    ["/page.js", ["text/javascript", await read("page.js")]],
    ["/codec.js", ["text/javascript", (await bundle()).code]]
  ])
}

const serve = async () => {
  const known = await files()
  const server = createServer((request, response) => {
    const [type, text] = known.get(request.url ?? "") ?? []
    response.writeHead(type === undefined ? 404 : 200, {
      "content-type": `${type ?? "text/plain"}; charset=utf-8`,
      "content-security-policy": "default-src 'none'; script-src 'self'"
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

/** What the page says in the end. A fresh profile, and no word to anybody but the page. */
const visit = async (command: string, url: string): Promise<ReadonlyArray<string>> => {
  const profile = await mkdtemp(join(tmpdir(), "vebus-chromium-"))
  const words = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${profile}`,
    "--virtual-time-budget=5000",
    "--dump-dom"
  ]
  try {
    const { stdout } = await execute(command, [...words, url], { timeout: 60_000 })
    return (/<pre id="meaning">([^<]*)<\/pre>/.exec(stdout)?.[1] ?? "").split("\n")
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}

if (browser === undefined) {
  console.error(
    named
      ? `CHROMIUM=${named} does not run`
      : "no Chromium: install it (Debian: apt-get install chromium) or give its path in the environment as CHROMIUM"
  )
  process.exit(1)
}
console.log(spawnSync(browser, ["--version"], { encoding: "utf8" }).stdout.trim())

const { server, port } = await serve()
let failed = 0
for (const { name, pasted, says } of cases) {
  const said = await visit(browser, `http://127.0.0.1:${port}/#paste=${encodeURIComponent(pasted)}`)
  const isGood = said.join("\n") === says.join("\n")
  console.log(`${isGood ? "passed" : "FAILED"}  ${name}: ${said.join(" | ")}`)
  if (!isGood) {
    console.log(`        expected ${says.join(" | ")}`)
    failed++
  }
}
server.close()
console.log(`${cases.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
