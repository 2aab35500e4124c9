/**
 * What a web page gets of codec, runtime and simulator: their indexes as a bundle for browsers, without a warning, and
 * evaluated where there is no process. There nobody can have switched writing off, so that nobody has allowed it either.
 */
import { fileURLToPath } from "node:url"
import { createContext, runInContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { build, type OutputChunk } from "rolldown"

const sources = new URL("../../", import.meta.url)
const fileOf = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, sources)))

/** A script for a browser of these lines, which defines the global `page`. Fails at the first warning. */
const bundle = async (lines: string): Promise<OutputChunk> => {
  const warnings: Array<string> = []
  const { output } = await build({
    input: "page",
    platform: "browser",
    write: false,
    // A script has none, and Effect takes its absence.
    transform: { define: { "import.meta": "{}" } },
    onLog: (_, { message }) => void warnings.push(message),
    output: { format: "iife", name: "page", codeSplitting: false },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? fileURLToPath(new URL("runtime/test/page.ts", sources)) : null),
        load: (id) => (id.endsWith("/page.ts") ? lines : null)
      }
    ]
  })
  assert.deepStrictEqual(warnings, [])
  assert.strictEqual(output.length, 1)
  return output[0]
}

/** Evaluates a script and what it exports, with these globals beside those of the language. */
const evaluated = async (lines: string, expression: string, globals: object): Promise<unknown> => {
  const context = createContext({
    TextEncoder,
    TextDecoder,
    setTimeout,
    clearTimeout,
    performance,
    ...globals
  })
  runInContext((await bundle(lines)).code, context)
  return JSON.parse(
    (await runInContext(`Promise.resolve(${expression}).then(JSON.stringify)`, context)) as string
  )
}

describe("a bundle for browsers", () => {
  it("of the indexes of codec, runtime and simulator, and of the port of a browser, imports nothing", async () => {
    const { code, imports, dynamicImports } = await bundle(
      [
        ["codec", "codec/src/index.ts"],
        ["runtime", "runtime/src/index.ts"],
        ["documents", "runtime/src/documents/index.ts"],
        ["webserial", "runtime/src/transports/WebSerial.ts"],
        ["simulator", "simulator/src/index.ts"]
      ]
        .map(([name, path]) => `export * as ${name} from ${fileOf(path!)}`)
        .join("\n")
    )
    assert.deepStrictEqual([imports, dynamicImports], [[], []])
    assert.notMatch(code, /\brequire\(|\bimport\(/)
  })
})

describe("writing in a browser", () => {
  const lines = `
    import { Config, ConfigProvider, Effect, Layer } from "effect"
    import { Control, WritePolicy, StateStore } from ${fileOf("runtime/src/index.ts")}
    const policy = (provider = Layer.empty) => Effect.runPromise(
      Effect.provide(WritePolicy.WritePolicy, Layer.provide(WritePolicy.layer({ by: "page" }), provider)))
    export const silent = () => policy()
    export const said = (VEBUS_READ_ONLY) =>
      policy(ConfigProvider.layer(ConfigProvider.fromUnknown({ VEBUS_READ_ONLY })))
    export const survives = () => Effect.runPromise(
      Effect.provide(Effect.map(StateStore.StateStore, ({ survives }) => survives), StateStore.inMemory))
  `
  for (const [name, globals] of [
    ["that knows no process", {}],
    ["whose bundler made up an environment", { process: { env: {}, versions: {} } }],
    [
      "whose bundler made up one that is not empty",
      { process: { env: { NODE_ENV: "production" }, browser: true } }
    ]
  ] as const) {
    it(`${name} is switched off until it is allowed`, async () =>
      assert.deepStrictEqual(await evaluated(lines, "page.silent()", globals), {
        by: "page",
        eepromPerDay: 20,
        readOnly: true,
        why: "nobody has allowed changes here"
      }))
  }

  it("is allowed by who says so, and by nobody else", async () => {
    const readOnly = (value: string) =>
      evaluated(lines, `page.said(${value}).then((policy) => policy.readOnly)`, {})
    assert.deepStrictEqual(
      [await readOnly(`"0"`), await readOnly(`"1"`), await readOnly("undefined")],
      [false, true, true]
    )
  })

  it("stores nothing in EEPROM: what would count that does not outlive the page", async () =>
    assert.strictEqual(await evaluated(lines, "page.survives()", {}), false))
})
