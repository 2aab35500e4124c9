/** Plan files and backups that are none: too large, too deep, with a key or an id twice, or with the name of another one. */
import { spawnSync } from "node:child_process"
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as GivenFile from "../src/files/GivenFile.ts"
import { run, start } from "./InProcess.ts"

let folder = ""
let backup: Record<"settings" | "flags", ReadonlyArray<Record<string, unknown>>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vebus-given-"))
  const simulator = start(["simulate", "--tcp", "0", "--unpaced"])
  const path = join(folder, "backup")
  const port = await simulator.line(/^tcp:/)
  assert.strictEqual((await run(["settings", "backup", path, "--port", port])).code, 0)
  await simulator.stop()
  backup = JSON.parse(readFileSync(path, "utf8")) as typeof backup
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (content: string): string => {
  const path = join(folder, "given")
  writeFileSync(path, content)
  return path
}
const planned = (content: string) => run(["plan", file(content), "--port", "sim:"])
const compared = (content: object) =>
  run(["settings", "diff", file(JSON.stringify(content)), join(folder, "backup")])

describe("a plan file", () => {
  it.each([
    ["larger than 1 MiB", `# ${"x".repeat(GivenFile.MAX_BYTES)}`, /expected at most 1048576 bytes/],
    [
      "with too many keys",
      `flags:\n${Array.from({ length: 10_001 }, (_, n) => ` x${n}: on\n`).join("")}`,
      /10000 keys/
    ],
    ["too deep", `settings:\n  x: ${"[".repeat(100_000)}`, /:2: expected at most 32 brackets/],
    [
      "with a key twice",
      "settings:\n  UBatFloat: 13\n  UBatFloat: 14\n",
      /:3: a key stands here for the second time/
    ],
    [
      "with an id twice, by name and number",
      "settings:\n  UBatFloat: 13\n  3: 14\n",
      /:3: .*3: it stands above already/
    ]
  ])("%s says so with the place, exit 8", async (_, content, message) => {
    const { code, stderr } = await planned(content)
    assert.match(stderr, message)
    assert.strictEqual(code, 8)
  })

  it("that does not end is not read on", async () => {
    const { code } = await run(["plan", "/dev/zero", "--port", "sim:"])
    assert.strictEqual(code, 8)
  })
})

describe.runIf(process.platform !== "win32")("a pipe in the place of a file", () => {
  for (const words of ["plan", "settings diff", "replay", "simulate --tcp 0 --profile"]) {
    it(`is left at once by Ctrl-C, though its other side says nothing: ${words}`, async () => {
      const path = join(folder, `${words.split(" ")[0]!}.json`)
      assert.strictEqual(spawnSync("mkfifo", [path]).status, 0)
      // Opened to both sides: somebody is there who might write.
      const other = openSync(path, "r+")
      const command = start([...words.split(" "), path])
      await Promise.race([command.ended, setTimeout(300)])
      assert.strictEqual((await command.stop()).code, 130)
      closeSync(other)
    })
  }
})

describe("a backup", () => {
  it("is what a command wrote", async () => {
    assert.strictEqual((await compared(backup)).code, 0)
  })

  it("with a setting twice, or a flag, is none", async () => {
    const [setting] = backup.settings
    const [flag] = backup.flags
    const settings = await compared({ ...backup, settings: [...backup.settings, setting] })
    assert.deepStrictEqual([settings.code, /found setting \d+ twice/.test(settings.stderr)], [8, true])
    const flags = await compared({ ...backup, flags: [...backup.flags, flag] })
    assert.deepStrictEqual([flags.code, /found flag \d+ twice/.test(flags.stderr)], [8, true])
  })

  it("with a name that is in no table is none; without a name an id is one that nobody knows", async () => {
    const renamed = (name: string | null) =>
      backup.settings.map((setting, n) => (n === 1 ? { ...setting, name } : setting))
    const { code, stderr } = await compared({ ...backup, settings: renamed("UBatAbsorbtion") })
    assert.match(
      stderr,
      /found setting \d+ with the name UBatAbsorbtion, which is none that this version knows/
    )
    assert.strictEqual(code, 8)
    const flags = backup.flags.map((flag, n) => (n === 1 ? { ...flag, name: "Nothing" } : flag))
    assert.strictEqual((await compared({ ...backup, flags })).code, 8)
    assert.notStrictEqual((await compared({ ...backup, settings: renamed(null) })).code, 8)
  })

  it("with an id under the name of another one is none", async () => {
    const [first, second, ...others] = backup.settings.filter(({ name }) => name !== null)
    const settings = [{ ...first, name: second!["name"] }, second, ...others]
    const { code, stderr } = await compared({ ...backup, settings })
    assert.match(stderr, /found setting \d+ with the name \w+, which is \d+/)
    assert.strictEqual(code, 8)
  })
})
