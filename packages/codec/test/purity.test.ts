/**
 * The codec is pure and runs in a browser: it imports `effect` and itself, asks no clock and no machine, and cannot throw.
 */
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"

const sources = new URL("../src/", import.meta.url)

const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, sources), "utf8")
    // Strings stay: a module name is one. Prose may speak of whatever it likes.
    const code = text.replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "")
    return { file, code }
  })

const forbidden = [
  /\bDate\b/,
  /\bperformance\b/,
  /\bprocess\b/,
  /\bBuffer\b/,
  /\bglobalThis\b/,
  /\bconsole\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bMath\.random\b/,
  /\bthrow\b/,
  /\bclass\b/,
  /\brequire\b/,
  /\bimport\(/,
  /\bawait\b/
]

describe.each(files)("$file", ({ code }) => {
  it("imports effect modules and files of its own", () => {
    const specifiers = Array.from(code.matchAll(/\bfrom "([^"]+)"/g), ([, specifier = ""]) => specifier)
    const foreign = specifiers.filter((specifier) => !/^effect\/[A-Z]\w*$|^\.{1,2}\/.*\.ts$/.test(specifier))
    assert.deepStrictEqual(foreign, [])
  })
  it("asks no clock and no machine, and does not throw", () =>
    assert.deepStrictEqual(
      forbidden.filter((word) => word.test(code.replace(/"[^"\n]*"|`[^`]*`/g, '""'))).map(String),
      []
    ))
})

it("finds the sources", () => assert.isAtLeast(files.length, 50))
