/**
 * A page in a real browser, part of `npm run test:browser`, that attacks every port on which a command listens: it posts
 * frames that store a setting, and commands, in every way that a page may use without asking the other side. Nothing of
 * it may reach an adapter or a simulation.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Browser from "../../../codec/test/package/Browser.ts"
import { start, stop } from "../Process.ts"

/** Selects setting 2 and stores a value in it, again and again. */
const WRITES = Array<string>(20).fill("\x07ÿX7\x01\x02ª\x14ª").join("")
const COMMANDS = '\n{"change":"unplug"}\n'.repeat(20)

/** What the page does to each port: bodies as bytes and as text, of several methods, a form, a picture, a WebSocket. */
const page = (ports: ReadonlyArray<number>): string => `<!doctype html><pre id="done"></pre><script>
  const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0))
  const bodies = ${JSON.stringify([WRITES, COMMANDS])}
  const tried = []
  for (const port of ${JSON.stringify(ports)}) {
    const url = "http://127.0.0.1:" + port + "/"
    for (const body of bodies) {
      tried.push(fetch(url, { method: "POST", mode: "no-cors", body: bytes(body) }))
      tried.push(fetch(url + encodeURI(body), { mode: "no-cors" }))
      tried.push(fetch(url, { method: "PUT", body, headers: { x: "1" } }))
      navigator.sendBeacon(url, bytes(body))
    }
    tried.push(new Promise((resolve) => { const image = new Image(); image.onerror = resolve; image.src = url }))
    tried.push(new Promise((resolve) => { new WebSocket(url.replace("http", "ws")).onerror = resolve }))
  }
  Promise.allSettled(tried).then((all) => { document.querySelector("#done").textContent = "tried " + all.length })
</script>`

const command = Browser.found()
const folder = mkdtempSync(join(tmpdir(), "vebus-browser-"))
const traffic = (name: string): string => join(folder, name)
const listening = [
  start(["simulate", "--tcp", "0", "--control", "0", "--record", traffic("simulate")]),
  start(["sniff", "--port", "sim:", "--via", "tcp:0", "--record", traffic("sniff")]),
  start(["record", traffic("record"), "--port", "sim:", "--via", "tcp:0"])
]
const [simulator, sniffer, recorder] = listening
const lines = await Promise.all([
  simulator!.line(/^tcp:/),
  simulator!.line(/^control tcp:/),
  sniffer!.line(/^vebus: between/),
  recorder!.line(/^vebus: between/)
])
const ports = lines.map((line) => Number(/127\.0\.0\.1:(\d+)/.exec(line)![1]))

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(ports))
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const dom = await Browser.dump(command, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
server.close()

/** What the control channel says of the simulation, to a program. */
const state = await new Promise<string>((resolve) => {
  const socket = connect(ports[1]!, "127.0.0.1", () => socket.write('{"ask":"state"}\n'))
  socket.once("data", (data) => (resolve(data.toString()), socket.destroy()))
})
const tried = Number(/<pre id="done">tried (\d+)/.exec(dom)?.[1] ?? 0)
const refusals = (await Promise.all(listening.map((each) => stop(each)))).map(
  ({ stderr }) => stderr.match(/refused 127\.0\.0\.1:\d+: it sent a request line of HTTP/g)?.length ?? 0
)
const passed = ["simulate", "sniff", "record"].map((name) => readFileSync(traffic(name), "utf8"))
rmSync(folder, { recursive: true, force: true })

const results: ReadonlyArray<readonly [name: string, isGood: boolean]> = [
  [`the page tried all: ${tried}`, tried === ports.length * 8],
  [`each command refused some: ${refusals.join(", ")}`, refusals.every((count) => count > 0)],
  ["nothing reached an adapter", passed.every((text) => !text.includes('"tx"'))],
  ["no plug was pulled", state.includes('"plugged":true')]
]
for (const [name, isGood] of results) console.log(`${isGood ? "passed" : "FAILED"}  ${name}`)
process.exitCode = results.every(([, isGood]) => isGood) ? 0 : 1
