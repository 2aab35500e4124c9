/**
 * The workflow of a release, as far as it goes without GitHub: what it attaches, out of what the machines made.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { parse } from "yaml"
import * as Folder from "./Folder.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const folder = Folder.temporary("release")

interface Workflow {
  readonly jobs: {
    readonly package: {
      readonly strategy: { readonly matrix: { readonly runner: ReadonlyArray<string> } }
    }
    readonly release: { readonly steps: ReadonlyArray<{ readonly run?: string }> }
  }
}

const { jobs } = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8")) as Workflow
const machines = jobs.package.strategy.matrix.runner
const [attach] = jobs.release.steps.flatMap(({ run }) => run ?? [])

/** What each machine makes: the package for npm is the same on all. */
const madeOn = (architecture: string, debian: string) => [
  "vebus-1.2.3.tgz",
  `vebus-linux-${architecture}`,
  `vebus_1.2.3_${debian}.deb`
]

/** A `gh` that downloads what was made, and keeps what it is told to attach. */
const gh = `#!/bin/sh
case "$1 $2" in
"run download") cp -r downloaded made ;;
"release create") shift 2; echo "$@" > attached ;;
*) exit 1 ;;
esac
`

describe.runIf(process.platform === "linux")("a release", () => {
  it("has what every machine made, the package for npm once, and the sums of all", () => {
    assert.deepStrictEqual(machines, ["ubuntu-24.04", "ubuntu-24.04-arm"])
    const files = { "ubuntu-24.04": madeOn("x64", "amd64"), "ubuntu-24.04-arm": madeOn("arm64", "arm64") }
    for (const [machine, names] of Object.entries(files)) {
      mkdirSync(join(folder, "downloaded", machine), { recursive: true })
      for (const name of names) writeFileSync(join(folder, "downloaded", machine, name), machine)
    }
    mkdirSync(join(folder, "bin"))
    writeFileSync(join(folder, "bin/gh"), gh, { mode: 0o755 })
    const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", attach!], {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
        GITHUB_RUN_ID: "1",
        GITHUB_REPOSITORY: "vebus/vebus",
        GITHUB_REF_NAME: "v1.2.3"
      }
    })
    assert.strictEqual(status, 0, stderr)
    const names = [...new Set(Object.values(files).flat())].toSorted()
    const attached = readFileSync(join(folder, "attached"), "utf8").trim().split(" ")
    assert.strictEqual(attached[0], "v1.2.3")
    assert.deepStrictEqual(attached.filter((word) => word.startsWith("dist/")).toSorted(), [
      "dist/SHA256SUMS",
      ...names.map((name) => `dist/${name}`)
    ])
    const sums = readFileSync(join(folder, "dist/SHA256SUMS"), "utf8").trim().split("\n")
    assert.sameMembers(
      sums.map((line) => line.split(/ +/)[1]!),
      names
    )
    assert.strictEqual(readFileSync(join(folder, "dist/vebus-1.2.3.tgz"), "utf8"), "ubuntu-24.04")
  })
})
