/**
 * The package as strangers get it: packed, unpacked into an empty project beside its own dependencies, type-checked
 * against and run. Nothing is fetched: what it depends on is linked from this workspace.
 */
import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

const execute = promisify(execFile)
const root = fileURLToPath(new URL("../../../..", import.meta.url))
const codec = join(root, "packages/codec")
const stranger = join(codec, "test/package/stranger.ts")

interface Manifest {
  readonly packageManager: string
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}
const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest

const filesIn = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(folder, { recursive: true })).map((file) => file.replaceAll("\\", "/")).sort()

const tsc = join(root, "node_modules/.bin/tsc")

/** Packs it as a release does: pnpm puts real ranges and the published exports into the manifest. */
const pack = async (destination: string): Promise<string> => {
  const { packageManager } = await manifestOf(root)
  const words = ["--yes", "--prefer-offline", packageManager, "pack", "--pack-destination", destination]
  await execute("npx", words, { cwd: codec, shell: process.platform === "win32" })
  const [tarball] = await readdir(destination)
  return join(destination, tarball!)
}

describe("the packed codec", () => {
  let project = ""
  let installed = ""

  beforeAll(async () => {
    project = await mkdtemp(join(await realpath(tmpdir()), "vebus-stranger-"))
    installed = join(project, "node_modules/@vebus/codec")
    const packed = join(project, "packed")
    await mkdir(packed)
    await mkdir(installed, { recursive: true })
    await execute(process.execPath, [join(root, ".ci/build.mjs"), "codec"])
    await execute("tar", ["-xzf", await pack(packed), "--strip-components=1", "-C", installed])
    for (const name of Object.keys((await manifestOf(installed)).dependencies)) {
      const link = join(project, "node_modules", name)
      await mkdir(dirname(link), { recursive: true })
      await symlink(await realpath(join(codec, "node_modules", name)), link, "junction")
    }
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "stranger", type: "module" }))
    await cp(stranger, join(project, "stranger.ts"))
  })

  afterAll(() => rm(project, { recursive: true, force: true }))

  it("depends on effect alone, by a range that a registry knows, and exports what it compiled", async () => {
    const { dependencies, exports } = await manifestOf(installed)
    assert.deepStrictEqual(Object.keys(dependencies), ["effect"])
    assert.match(dependencies["effect"]!, /^\^\d+\.\d+\.\d+$/)
    assert.deepStrictEqual(exports, {
      ".": "./dist/index.js",
      "./link": "./dist/link/index.js",
      "./mk2": "./dist/mk2/index.js",
      "./winmon": "./dist/winmon/index.js",
      "./device": "./dist/device/index.js",
      "./schemas": "./dist/Schemas.js",
      "./reading": "./dist/Reading.js",
      "./survey": "./dist/Survey.js",
      "./veconfigure": "./dist/veconfigure/index.js",
      "./package.json": "./package.json"
    })
  })

  it("holds the compiled files of every source, the sources and the licence, and nothing else", async () => {
    const sources = await filesIn(join(codec, "src"))
    const compiled = sources.flatMap((file) =>
      file.endsWith(".ts")
        ? [".js", ".js.map", ".d.ts", ".d.ts.map"].map((suffix) => file.replace(/\.ts$/, suffix))
        : [file]
    )
    const found = await filesIn(installed)
    const others = found.filter(
      (file) => !/^(src|dist)(\/|$)/.test(file) && !/^(README|CHANGELOG)\.md$/.test(file)
    )
    assert.deepStrictEqual(others, ["LICENSE", "package.json"])
    assert.deepStrictEqual(await filesIn(join(installed, "src")), sources)
    assert.deepStrictEqual(await filesIn(join(installed, "dist")), [...compiled].sort())
  })

  it("type-checks in a project of somebody else", async () => {
    const compilerOptions = {
      target: "es2024",
      lib: ["es2024", "dom"],
      types: [],
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true
    }
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["stranger.ts"] })
    )
    const { stdout } = await execute(tsc, ["-p", project])
    assert.strictEqual(stdout, "")
  })

  it("decodes a capture there, in thirty lines that import nothing else", async () => {
    const source = await readFile(stranger, "utf8")
    assert.isAtMost(source.trimEnd().split("\n").length, 30)
    assert.deepStrictEqual(
      Array.from(source.matchAll(/from "([^"]+)"/g), ([, name]) => name),
      ["@vebus/codec"]
    )
    const { stdout, stderr } = await execute(process.execPath, ["stranger.ts"], { cwd: project })
    assert.strictEqual(stderr, "")
    assert.deepStrictEqual(stdout.trimEnd().split("\n"), [
      "discarded 5A",
      "discarded 13",
      "discarded 00 00",
      "adapter firmware 212",
      "scale of voltages",
      "discarded 00",
      "mains LED on",
      "battery 14.41 V",
      "discarded 55",
      "setting 33076"
    ])
  })
})
