/**
 * What an inverter without Effect keeps on a disk: a recording of its traffic, what devices report about themselves. And the ports
 * that it can be opened at.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { open, ports } from "../../src/promise/index.ts"
import { opened } from "./Opened.ts"

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "vebus-keeping-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

describe("a recording", () => {
  it("holds all that passed, and is opened in the place of the inverter", async () => {
    using kept = folder()
    const record = join(kept.path, "traffic.jsonl")
    const recorded = await opened({ record })
    const float = await recorded.inverter.settings.get("UBatFloat")
    await recorded.inverter.close()
    const lines = readFileSync(record, "utf8").trim().split("\n")
    assert.isAbove(lines.filter((line) => line.includes('"tx"')).length, 5)
    assert.isAbove(lines.filter((line) => line.includes('"rx"')).length, 5)
    await using replayed = await open(`replay:${record}`)
    assert.strictEqual((await replayed.settings.get("UBatFloat")).value, float.value)
  })

  it("never takes the place of a file that is there", async () => {
    using kept = folder()
    const record = join(kept.path, "traffic.jsonl")
    await (await opened({ record })).inverter.close()
    const before = readFileSync(record, "utf8")
    const error = await opened({ record }).then(
      () => assert.fail("it opened"),
      (found: unknown) => found as Error & { readonly _tag: string }
    )
    assert.strictEqual(error._tag, "FileError")
    assert.include(error.message, record)
    assert.strictEqual(readFileSync(record, "utf8"), before)
  })
})

describe("a cache", () => {
  /** How many answers a first reading takes. Those after it confirm what was told, since only that is kept. */
  const asked = async (cache: string | false) => {
    await using at = await opened({ cache })
    const counts: Array<number> = []
    for await (const { battery } of at.inverter.readings({ interval: 1 })) {
      assert.isNotNull(battery)
      if (counts.push((await Effect.runPromise(at.behind.truths)).length) > 20) break
    }
    return counts[0]!
  }

  it("spares a second program what the first was told", async () => {
    using kept = folder()
    const first = await asked(kept.path)
    assert.isNotEmpty(readdirSync(kept.path))
    assert.isBelow(await asked(kept.path), first)
  })

  it("of false keeps nothing", async () => {
    using kept = folder()
    const before = process.env["VEBUS_CACHE_DIR"]
    process.env["VEBUS_CACHE_DIR"] = kept.path
    try {
      const first = await asked(false)
      assert.strictEqual(await asked(false), first)
      assert.deepStrictEqual(readdirSync(kept.path), [])
    } finally {
      if (before === undefined) delete process.env["VEBUS_CACHE_DIR"]
      else process.env["VEBUS_CACHE_DIR"] = before
    }
  })
})

describe("ports", () => {
  it("are those of this machine, likeliest adapters first", async () => {
    const order = ["mk3", "victron", "same-chip", "unknown"]
    const found = (await ports()).map(({ path, likelihood }) => {
      assert.isNotEmpty(path)
      return order.indexOf(likelihood)
    })
    assert.deepStrictEqual(
      found,
      found.toSorted((a, b) => a - b)
    )
    assert.isFalse(found.includes(-1))
  })
})

it("a simulator that is not installed is named, with the line that installs it", () => {
  const program = `
    import { registerHooks } from "node:module"
    registerHooks({
      resolve: (name, context, next) => {
        if (name !== "@vebus/simulator") return next(name, context)
        throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })
      }
    })
    const { open, TransportError } = await import(${JSON.stringify(new URL("../../src/promise/index.ts", import.meta.url).href)})
    const error = await open("sim:").catch((found) => found)
    console.log(error instanceof TransportError, error.message)
  `
  assert.strictEqual(
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }).trim(),
    "true cannot open sim:: the simulator is not installed. Install it: npm install @vebus/simulator"
  )
})
