/**
 * The codec in a real browser, `npm run test:browser`: bundles it, serves a page that uses it, and lets headless Chromium
 * paste captures into the page: under a content security policy that forbids `eval`, so that layouts are interpreted, and
 * under one that allows it, so that they are compiled. Nothing else is fetched.
 */
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as Browser from "./Browser.ts"
import { bundle } from "./Bundle.ts"

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

/** The page and what it loads, by path. */
const files = async (): Promise<ReadonlyMap<string, readonly [type: string, text: string]>> => {
  const read = (name: string) => readFile(new URL(name, import.meta.url), "utf8")
  return new Map([
    ["/", ["text/html", await read("page.html")]],
    ["/page.js", ["text/javascript", await read("page.js")]],
    ["/codec.js", ["text/javascript", (await bundle()).code]]
  ])
}

/** A server whose pages may or may not make functions from text. */
const serve = async (evalSource: "" | " 'unsafe-eval'") => {
  const known = await files()
  const server = createServer((request, response) => {
    const [type, text] = known.get(request.url ?? "") ?? []
    response.writeHead(type === undefined ? 404 : 200, {
      "content-type": `${type ?? "text/plain"}; charset=utf-8`,
      "content-security-policy": `default-src 'none'; script-src 'self'${evalSource}`
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

/** What the page says in the end. */
const visit = async (command: string, url: string): Promise<ReadonlyArray<string>> =>
  (/<pre id="meaning">([^<]*)<\/pre>/.exec(await Browser.dump(command, url))?.[1] ?? "").split("\n")

const browser = Browser.found()
let failed = 0
for (const evalSource of ["", " 'unsafe-eval'"] as const) {
  const { server, port } = await serve(evalSource)
  const policy = evalSource === "" ? "eval forbidden" : "eval allowed"
  for (const { name, pasted, says } of cases) {
    const said = await visit(browser, `http://127.0.0.1:${port}/#paste=${encodeURIComponent(pasted)}`)
    const expected = [...says, policy]
    const isGood = said.join("\n") === expected.join("\n")
    console.log(`${isGood ? "passed" : "FAILED"}  ${policy}, ${name}: ${said.join(" | ")}`)
    if (!isGood) {
      console.log(`        expected ${expected.join(" | ")}`)
      failed++
    }
  }
  server.close()
}
console.log(`${2 * cases.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
