/** The core runs in a browser: nothing it imports is Node's, and it names none of Node's globals. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"

const source = new URL("../src/", import.meta.url)

/** Every module that can be reached from one, with what it imports from other packages. */
const reach = (entry: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const seen = new Map<string, ReadonlyArray<string>>()
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return
    const imports = [...readFileSync(url, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(
      ([, specifier]) => specifier!
    )
    seen.set(
      url.href,
      imports.filter((specifier) => !specifier.startsWith("."))
    )
    for (const specifier of imports) {
      if (specifier.startsWith(".") && specifier.endsWith(".ts")) visit(new URL(specifier, url))
    }
  }
  visit(new URL(entry, source))
  return seen
}

describe("the imports", () => {
  it("of the core are effect and the codec", () => {
    const modules = reach("index.ts")
    assert.isAbove(modules.size, 30)
    for (const [module, imports] of modules) {
      assert.notInclude(module, "/serve/")
      for (const specifier of imports) {
        assert.isTrue(/^(effect|@vebus\/codec)(\/|$)/.test(specifier), `${module}: ${specifier}`)
      }
    }
  })

  it("of what serves it add Node, node-pty, and the binding that tells the speed of a terminal", () => {
    const served = ["@lydell/node-pty", "@serialport/bindings-cpp"]
    for (const [module, imports] of reach("serve/index.ts")) {
      for (const specifier of imports) {
        assert.isTrue(
          /^(effect\/|node:|@vebus\/codec(\/|$))/.test(specifier) || served.includes(specifier),
          `${module}: ${specifier}`
        )
      }
    }
  })

  it("of the core leave Node's globals, clocks and chance alone", () => {
    for (const module of reach("index.ts").keys()) {
      const code = readFileSync(new URL(module), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
      assert.notMatch(
        code,
        /\b(process|Buffer|setTimeout|setInterval|Date|performance|Math\.random)\b/,
        module
      )
    }
  })
})
