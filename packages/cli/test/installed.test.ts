/**
 * What comes along when somebody installs a library of ours, or this workspace: each package is named here, and on the page
 * about safety stands why.
 */
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { parse } from "yaml"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const read = (file: string): string => readFileSync(join(root, file), "utf8")

type Versions = Readonly<Record<string, string>>
interface Importer {
  readonly dependencies?: Readonly<Record<string, { readonly version: string }>>
}
interface Snapshot {
  readonly dependencies?: Versions
}

const lock = parse(read("pnpm-lock.yaml")) as {
  readonly importers: Readonly<Record<string, Importer>>
  readonly snapshots: Readonly<Record<string, Snapshot>>
}

/** All that a package of ours installs, without the parts for one platform each. */
const installed = (name: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const ofOurs = (folder: string): void => {
    for (const [other, { version }] of Object.entries(
      lock.importers[`packages/${folder}`]!.dependencies ?? {}
    )) {
      if (version.startsWith("link:")) ofOurs(other.slice("@vebus/".length))
      else visit(other, version)
    }
  }
  const visit = (other: string, version: string): void => {
    if (found.has(other)) return
    found.add(other)
    for (const [next, of] of Object.entries(lock.snapshots[`${other}@${version}`]!.dependencies ?? {}))
      visit(next, of)
  }
  ofOurs(name)
  return [...found].toSorted()
}

/** The driver of serial ports, and `effect`, which all have. */
const base = [
  "effect",
  "@serialport/bindings-cpp",
  "@serialport/bindings-interface",
  "@serialport/parser-delimiter",
  "@serialport/parser-readline",
  "debug",
  "ms",
  "node-addon-api",
  "node-gyp-build"
]

/** The client of MQTT, and what it names: WebSockets, timers and proxies among them. */
const mqtt = [
  "@babel/runtime",
  "@types/readable-stream",
  "base64-js",
  "bl",
  "broker-factory",
  "buffer",
  "buffer-from",
  "commist",
  "concat-stream",
  "fast-unique-numbers",
  "help-me",
  "ieee754",
  "inherits",
  "ip-address",
  "lru-cache",
  "minimist",
  "mqtt",
  "mqtt-packet",
  "process-nextick-args",
  "readable-stream",
  "rfdc",
  "safe-buffer",
  "smart-buffer",
  "socks",
  "split2",
  "string_decoder",
  "tslib",
  "typedarray",
  "util-deprecate",
  "worker-factory",
  "worker-timers",
  "worker-timers-broker",
  "worker-timers-worker"
]

/** What its shared part names for sockets that are not imported here, with types. */
const unused = ["ws", "@types/ws", "@types/node", "undici-types"]

describe("who installs", () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ["runtime", [...base, "@serialport/stream"]],
    ["simulator", [...base, "@lydell/node-pty"]],
    ["testing", [...base, "@serialport/stream", "@lydell/node-pty", "fast-check", "pure-rand"]],
    [
      "gateway",
      [
        ...base,
        "@serialport/stream",
        "@effect/platform-node",
        "@effect/platform-node-shared",
        ...unused,
        ...mqtt,
        "yaml"
      ]
    ],
    [
      "cli",
      [
        ...base,
        "@serialport/stream",
        "@lydell/node-pty",
        "@effect/platform-node",
        "@effect/platform-node-shared",
        ...unused,
        ...mqtt,
        "yaml"
      ]
    ]
  ]
  it("codec gets effect alone", () => {
    assert.deepStrictEqual(installed("codec"), ["effect"])
  })
  it.each(cases)("%s gets these and no others", (name, wanted) => {
    assert.deepStrictEqual(installed(name), wanted.toSorted())
  })
})

describe("the page about safety", () => {
  const page = read("docs/safety.md").split("## What is installed")[1]!.split("\n## ")[0]!

  it("names each package that a package of ours names", () => {
    const named = Object.entries(lock.importers)
      .filter(([folder]) => folder.startsWith("packages/"))
      .flatMap(([, { dependencies = {} }]) =>
        Object.entries(dependencies).flatMap(([name, { version }]) =>
          version.startsWith("link:") ? [] : name
        )
      )
    for (const name of new Set(named)) assert.include(page, `\`${name}\``)
  })

  it("names each of them that has an install script", () => {
    const scripts = globSync(join(root, "node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json")).flatMap(
      (file) => {
        const { name, scripts: of = {} } = JSON.parse(readFileSync(file, "utf8")) as {
          readonly name: string
          readonly scripts?: Versions
        }
        return ["preinstall", "install", "postinstall"].some((script) => script in of) ? [name] : []
      }
    )
    const used = new Set(["runtime", "simulator", "testing", "gateway", "cli"].flatMap(installed))
    assert.deepStrictEqual(
      [...new Set(scripts)].filter((name) => used.has(name)),
      ["@serialport/bindings-cpp"]
    )
    assert.include(page, "`@serialport/bindings-cpp`")
  })
})

describe("what runs for this repository elsewhere", () => {
  const workflows = globSync(join(root, ".github/workflows/*.yml")).map((file) => readFileSync(file, "utf8"))

  it("is pinned to a commit, with its version beside it, and may only read, but for what attaches files to a release", () => {
    assert.isAbove(workflows.length, 0)
    for (const workflow of workflows) {
      for (const [line] of workflow.matchAll(/uses:.*/g))
        assert.match(line, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
      const { permissions, jobs } = parse(workflow) as Record<
        "permissions" | "jobs",
        Record<string, { readonly if?: string; readonly steps: ReadonlyArray<object> }>
      >
      assert.deepStrictEqual<unknown>(permissions, { contents: "read" })
      for (const [name, job] of Object.entries(jobs)) {
        if (name !== "release") {
          assert.notProperty(job, "permissions")
          continue
        }
        // It runs nothing of this repository, and for tags alone.
        assert.strictEqual(job.if, "github.ref_type == 'tag'")
        for (const step of job.steps) assert.notProperty(step, "uses")
      }
    }
  })
})
