/**
 * `vebus ess follow`: what is wrong with a file, what speaks against it, and a meter that is followed until somebody stops it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Config, EssMemory, FollowFile } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { run, start as begin } from "./InProcess.ts"

let folder = ""
let server: Server
let url = ""
let watts = 300

/** Waits until a hold stands in the journal: a slow machine has said what it will set before it has. */
const untilHolding = async (journal: string): Promise<void> => {
  while (!existsSync(journal) || !readFileSync(journal, "utf8").includes('"holding"')) await setTimeout(50)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vebus-follow-"))
  server = createServer((_, response) => {
    // A meter is never quite still.
    watts += 0.1
    response.end(JSON.stringify({ active_power_w: Math.round(watts * 10) / 10 }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const good = (): string =>
  [
    `meter: { type: homewizard, url: "${url}" }`,
    "fuseWatts: 14000",
    "maxCharge: 1500",
    "maxDischarge: 2400",
    "battery: { voltageFloor: 47, voltageCeiling: 58 }",
    "meterPeriodMillis: 500",
    "signChecked: true"
  ].join("\n")

describe("a file of ess follow", () => {
  it("that says too little or too much: exit 8, all of it with its places", async () => {
    const path = file("bad.yaml", "meter: { type: shelly }\nmaxCharge: -5\ncolour: red\nbattery: {}\n")
    const { code, stdout, stderr } = await run(["ess", "follow", "--config", path, "--port", "sim:"])
    assert.strictEqual(code, 8)
    assert.strictEqual(stdout, "")
    for (const part of ["maxCharge", "maxDischarge", "fuseWatts", "battery.voltageFloor", "colour"]) {
      assert.include(stderr, part)
    }
    assert.include(stderr, `${path}:2:1: maxCharge`)
  })

  it("that is the one of the guide is good, with each of its meters", () => {
    const page = readFileSync(new URL("../../../docs/guides/ess-follow.md", import.meta.url), "utf8")
    const [whole, meters, gateway] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
      (match) => match[1]!
    )
    assert.isTrue(Result.isSuccess(FollowFile.parse("follow.yaml", whole!)), whole)
    const rest = whole!.split("\n").slice(1).join("\n")
    const lines = meters!.trim().split("\n")
    assert.strictEqual(lines.length, 6)
    for (const line of lines) {
      assert.isTrue(Result.isSuccess(FollowFile.parse("follow.yaml", `${line}\n${rest}`)), line)
    }
    const ofGateway = Config.load({ file: { path: "gateway.yaml", text: gateway! }, env: {}, flags: [] })
    assert.isTrue(Result.isSuccess(ofGateway), gateway)
  })
})

describe("ess follow", () => {
  it("without a dry run, and with other reasons: exit 5, a sentence for each, and nothing is set", async () => {
    const path = file("wild.yaml", good().replace("signChecked: true", "").replace("1500", "9000"))
    const { code, stderr } = await run(["ess", "follow", "--config", path, "--yes", "--port", "sim:"])
    assert.strictEqual(code, 5)
    for (const part of ["no dry run was made", "maxCharge is 9000 W", "import as positive"])
      assert.include(stderr, part)
  })

  it("of a site takes the port and the meter of a gateway's file, and says which sites have one", async () => {
    const lines = good()
      .split("\n")
      .map((line) => `      ${line}`)
    const path = file(
      "gateway.yaml",
      ["sites:", "  van:", '    port: "sim:"', "    ess:", ...lines].join("\n")
    )
    const refused = await run(["ess", "follow", "--config", path, "--site", "van", "--yes"])
    assert.strictEqual(refused.code, 5)
    assert.include(refused.stderr, "no dry run was made")
    assert.notInclude(refused.stderr, "import as positive")
    const other = await run(["ess", "follow", "--config", path, "--site", "boat", "--yes"])
    assert.strictEqual(other.code, 8)
    assert.include(other.stderr, 'site "boat" has no "ess". Sites that have: van')
  })

  it("follows a meter until it is stopped, and then sets 0", async () => {
    const path = file("good.yaml", good())
    const state = join(folder, "state")
    const parsed = Result.getOrThrow(FollowFile.parse(path, good()))
    await Effect.runPromise(EssMemory.ofDryRun(state, FollowFile.canonical(parsed)).make)
    const running = begin(["ess", "follow", "--config", path, "--yes", "--port", "sim:"], {
      env: { VEBUS_STATE_DIR: state }
    })
    await running.line(/following the meter/)
    await running.line(/active: it follows the meter \(-\d+ W\)/)
    const kept = join(state, "journal.jsonl")
    await untilHolding(kept)
    const { code, stderr } = await running.stop()
    assert.strictEqual(code, 130)
    assert.include(stderr, "setting 0")
    const journal = readFileSync(kept, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { phase: string; why?: string; outcome?: { _tag: string } })
    assert.deepStrictEqual(
      journal.filter(({ phase }) => phase === "holding").map(({ why }) => why),
      ["begun", "ended"]
    )
    assert.strictEqual(journal.at(-1)!.outcome?._tag, "Written")
  })
})
