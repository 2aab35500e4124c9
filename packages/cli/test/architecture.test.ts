/**
 * Who may import whom: the floors of the house. A lower floor never knows of a higher one, and the native serial
 * driver and Node stay behind their own entries.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Rooms from "../scripts/Rooms.ts"

const packages = resolve(fileURLToPath(new URL("../..", import.meta.url)))

/** What each package may import, besides itself and `effect`. */
const allowed: Record<string, ReadonlyArray<string>> = {
  codec: [],
  simulator: ["@vebus/codec", "@lydell/node-pty", "@serialport/bindings-cpp"],
  runtime: ["@vebus/codec", "@serialport/bindings-cpp", "@serialport/stream"],
  gateway: ["@vebus/codec", "@vebus/runtime", "@effect/platform-node", "mqtt", "yaml"],
  web: ["@vebus/codec", "@vebus/runtime", "@vebus/simulator", "@preact/signals", "preact"],
  "node-red": ["@vebus/codec", "@vebus/runtime"],
  signalk: ["@vebus/codec", "@vebus/runtime"],
  testing: ["@vebus/codec", "@vebus/runtime", "@vebus/simulator", "fast-check"],
  cli: ["@vebus/codec", "@vebus/gateway", "@vebus/runtime", "@vebus/simulator", "yaml"]
}

/** Where Node's own modules and native packages may be used; everything else must run in a browser. */
const nodeFolders = [
  "simulator/src/serve",
  "runtime/src/transports",
  "runtime/src/files",
  "gateway/src",
  "node-red/src",
  "signalk/src",
  "cli/src"
]

/** Dependencies that a package imports nothing of: they are there for `sim:`, which the runtime finds by name. */
const forSimulations: Record<string, ReadonlyArray<string>> = {
  "node-red": ["@vebus/simulator"],
  signalk: ["@vebus/simulator"]
}

const importsOf = (file: string): ReadonlyArray<string> =>
  [
    ...readFileSync(file, "utf8").matchAll(
      /^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^\s*import\s+"([^"]+)"/gm
    )
  ].map((match) => (match[1] ?? match[2] ?? match[3])!)

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const sources = (name: string): ReadonlyArray<string> => globSync(join(packages, name, "src/**/*.{ts,tsx}"))

describe("imports", () => {
  for (const [name, others] of Object.entries(allowed)) {
    it(`${name} imports effect${others.length > 0 ? `, ${others.join(", ")}` : " alone"}`, () => {
      const files = sources(name)
      assert.isAbove(files.length, 0)
      for (const file of files) {
        const isNode = nodeFolders.some((folder) => file.startsWith(join(packages, folder)))
        for (const specifier of importsOf(file)) {
          if (specifier.startsWith(".")) {
            assert.isTrue(
              resolve(dirname(file), specifier).startsWith(join(packages, name)),
              `${file}: ${specifier}`
            )
          } else if (specifier.startsWith("node:")) {
            assert.isTrue(
              isNode,
              `${relative(packages, file)} must run in a browser, but imports ${specifier}`
            )
          } else {
            const wanted = packageOf(specifier)
            assert.isTrue(
              wanted === "effect" || others.includes(wanted),
              `${relative(packages, file)}: ${specifier}`
            )
            if (/^(@serialport\/|@lydell\/|@effect\/platform-node$)/.test(wanted)) {
              assert.isTrue(
                isNode,
                `${relative(packages, file)} must run in a browser, but imports ${specifier}`
              )
            }
          }
        }
      }
    })
  }

  it("the index of runtime and of simulator, and what a page knows of fleets, reaches no Node module", () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const specifier of importsOf(file)) {
        assert.isFalse(/^(node:|@serialport\/)/.test(specifier), `${file}: ${specifier}`)
        if (specifier.startsWith(".") && specifier.endsWith(".ts")) visit(resolve(dirname(file), specifier))
      }
    }
    for (const name of ["codec", "runtime", "simulator"]) visit(join(packages, name, "src/index.ts"))
    visit(join(packages, "gateway/src/fleet/Fleet.ts"))
    assert.isAbove(seen.size, 50)
  })

  it("inside the codec, bytes know no link, and links know no commands", () => {
    const floors = ["bytes", "device", "link", "winmon", "mk2"]
    for (const file of sources("codec")) {
      const own = floors.indexOf(relative(join(packages, "codec/src"), file).split("/")[0]!)
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith("../") || own < 0) continue
        const other = floors.indexOf(specifier.split("/")[1]!)
        assert.isAtMost(other, own, `${relative(packages, file)}: ${specifier}`)
      }
    }
  })

  for (const name of Object.keys(Rooms.houses)) {
    it(`inside ${name}, each room imports from lower floors alone`, () => {
      const house = Rooms.read(name)
      assert.sameMembers(
        house.floors.flatMap((floor) => Object.keys(floor)),
        [...house.rooms]
      )
      assert.isAbove(house.arrows.length, 40)
      assert.deepStrictEqual(Rooms.upward(house), [])
      // The same house with one import up, from its lowest room.
      const [lowest] = Object.keys(house.floors[0]!)
      const [highest] = Object.keys(house.floors.at(-1)!)
      const planted = Rooms.arrowsOf(`${lowest}.ts`, `import * as Name from "./${highest}/Name.ts"\n`)
      assert.deepStrictEqual(Rooms.upward({ ...house, arrows: [...house.arrows, ...planted] }), planted)
      assert.strictEqual(planted.length, 1)
    })
  }

  it("no files of a package import each other in a circle, not even types", () => {
    for (const name of Object.keys(allowed)) {
      const below = new Map(
        sources(name).map((file) => [
          file,
          importsOf(file)
            .filter((specifier) => /^\..*\.tsx?$/.test(specifier))
            .map((specifier) => resolve(dirname(file), specifier))
        ])
      )
      const done = new Set<string>()
      const visit = (file: string, way: ReadonlyArray<string>): void => {
        assert.notInclude(way, file, "a circle")
        if (done.has(file)) return
        for (const other of below.get(file) ?? []) visit(other, [...way, file])
        done.add(file)
      }
      for (const file of below.keys()) visit(file, [])
    }
  })

  it("time comes from the clock of Effect, which a test can set", () => {
    for (const name of Object.keys(allowed)) {
      for (const file of sources(name)) {
        // The page has no Effect outside of its workers; there is one place where it reads a clock.
        if (file === join(packages, "web/src/Clock.ts")) continue
        const text = readFileSync(file, "utf8").replaceAll(/^ *(?:\*|\/\/).*/gm, "")
        const found = /\bDate\.now\b|new Date\(\)|performance\.now|hrtime/.exec(text)
        assert.isNull(found, `${relative(packages, file)}: ${found?.[0]}`)
      }
    }
  })

  it("everything a package imports stands in its package.json", () => {
    for (const name of Object.keys(allowed)) {
      const { dependencies } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as {
        readonly dependencies: Record<string, string>
      }
      const used = new Set(
        sources(name)
          .flatMap(importsOf)
          .filter((specifier) => !/^(\.|node:)/.test(specifier))
          .map(packageOf)
      )
      assert.deepStrictEqual(
        [...used].filter((specifier) => !(specifier in dependencies)),
        [],
        name
      )
      assert.deepStrictEqual(
        Object.keys(dependencies).filter((dependency) => !used.has(dependency)),
        [...(forSimulations[name] ?? [])],
        name
      )
    }
  })
})
