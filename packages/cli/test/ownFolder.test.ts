/** Code is loaded from where nobody else can write, and files that a command writes are the user's alone. */
import { chmodSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Folder from "./Folder.ts"
import * as OwnFolder from "../src/files/OwnFolder.ts"
import { run as runInProcess } from "./InProcess.ts"
import { run } from "./Process.ts"

const folder = Folder.temporary("own")

const made = (name: string, mode: number): string => {
  const path = join(folder, name)
  mkdirSync(path)
  chmodSync(path, mode)
  return path
}

describe.runIf(process.platform !== "win32")("a folder for code", () => {
  it("is made for the user alone", () => {
    const path = join(folder, "cache", "compiled")
    assert.strictEqual(OwnFolder.make(path), path)
    assert.strictEqual(lstatSync(path).mode & 0o777, 0o700)
    assert.strictEqual(OwnFolder.make(path), path)
  })

  it("is none where others can write, in it or above it, unless they cannot touch it there", () => {
    assert.isNull(OwnFolder.make(made("open", 0o777)))
    assert.isNull(OwnFolder.make(made("group", 0o770)))
    assert.isNull(OwnFolder.make(join(made("above", 0o777), "compiled")))
    assert.isNotNull(OwnFolder.make(join(made("sticky", 0o1777), "compiled")))
    symlinkSync(join(folder, "open"), join(folder, "link"))
    assert.isNull(OwnFolder.make(join(folder, "link")))
  })

  it("is none where it cannot be made", () => {
    const file = join(folder, "file")
    writeFileSync(file, "")
    assert.isNull(OwnFolder.make(join(file, "compiled")))
  })

  it("is the only one that the command uses, and none where there is none", async () => {
    const tmp = made("tmp", 0o1777)
    const cache = join(folder, "own-cache")
    const first = await run(["--help"], { env: { TMPDIR: tmp, VEBUS_CACHE_DIR: cache } })
    assert.strictEqual(first.code, 0)
    assert.isTrue(existsSync(join(cache, "compiled")))
    const second = await run(["--help"], { env: { TMPDIR: tmp, VEBUS_CACHE_DIR: join(folder, "open") } })
    assert.deepStrictEqual([second.code, second.stdout], [0, first.stdout])
    assert.isFalse(existsSync(join(tmp, "node-compile-cache")))
  })
})

describe.runIf(process.platform !== "win32")("a file that a command writes", () => {
  it("is the user's alone, unless --public is said", async () => {
    const umask = process.umask(0o022)
    try {
      const [own, everybodys] = [join(folder, "own.jsonl"), join(folder, "everybodys.jsonl")]
      assert.strictEqual((await runInProcess(["state", "--port", "sim:", "--record", own])).code, 0)
      const words = ["state", "--port", "sim:", "--record", everybodys, "--public"]
      assert.strictEqual((await runInProcess(words)).code, 0)
      assert.strictEqual(lstatSync(own).mode & 0o777, 0o600)
      assert.strictEqual(lstatSync(everybodys).mode & 0o777, 0o644)
    } finally {
      process.umask(umask)
    }
  })
})
