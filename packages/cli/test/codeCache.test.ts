/**
 * The code that a run has compiled is kept for the next: once for each command, and never believed where it makes no sense.
 */
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Folder from "./Folder.ts"
import { run } from "./Process.ts"

const cache = Folder.temporary("code")

const vebus = (...words: ReadonlyArray<string>) => run(words, { env: { VEBUS_CACHE_DIR: cache } })

/** The files that are there, with when they were written. */
const kept = (): ReadonlyMap<string, number> => {
  const compiled = join(cache, "compiled")
  return new Map(
    readdirSync(compiled, { recursive: true, encoding: "utf8" })
      .map((name) => join(compiled, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, statSync(path, { bigint: false }).mtimeMs])
  )
}

/** The commands that the code is of. */
const commands = (): string => {
  const [list] = [...kept().keys()].filter((path) => path.endsWith(".txt"))
  return readFileSync(list!, "latin1").slice(4).trim()
}

describe("the code of a run", () => {
  it("is kept by the first one of each command, and used by all others", async () => {
    const { stdout } = await vebus("--help")
    const first = kept()
    assert.isAbove(first.size, 2)
    assert.strictEqual((await vebus("--help")).stdout, stdout)
    assert.deepStrictEqual(kept(), first)
    assert.strictEqual((await vebus("frame", "decode", "04 FF 41 01 00 BB")).code, 0)
    assert.strictEqual(commands(), "--help\nframe")
    assert.isAbove(kept().size, first.size)
  })

  it("is not kept of a command that fails", async () => {
    const before = kept()
    assert.strictEqual((await vebus("fram")).code, 2)
    assert.deepStrictEqual(kept(), before)
  })

  it("is compiled anew where what was kept is damaged, cut short or something else", async () => {
    const { stdout } = await vebus("frame", "decode", "04 FF 41 01 00 BB")
    const damages: ReadonlyArray<(path: string, bytes: Buffer) => void> = [
      (path, bytes) => {
        bytes[bytes.length >> 1]! ^= 0xff
        writeFileSync(path, bytes)
      },
      (path, { length }) => truncateSync(path, length >> 1),
      (path) => truncateSync(path, 0),
      (path) => writeFileSync(path, "something else")
    ]
    for (const damage of damages) {
      const before = kept()
      for (const path of before.keys()) damage(path, readFileSync(path))
      const { code, stdout: again, stderr } = await vebus("frame", "decode", "04 FF 41 01 00 BB")
      assert.deepStrictEqual([code, again, stderr], [0, stdout, ""])
      const [start] = [...before.keys()].filter((path) => /start-[^/]*\.cjs$/.test(path))
      assert.isAbove(statSync(start!).size, 100_000)
      assert.strictEqual(commands(), "frame")
    }
  })
})
