/**
 * The project of somebody else: empty but for one of our packages, installed by npm from its tarball, with what of ours
 * it depends on, or its README imports, from tarballs too. There the programs of the README type-check and print what the
 * README shows, and every entry point loads; a command line is asked for its version, a frame and a reading.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isNode } from "./Runtimes.mjs"

const windows = { shell: process.platform === "win32" }

/** Two fences in a row: a program and what it prints. */
const PROGRAMS = /^```ts\n([\s\S]*?)^```\n(?:\s*```text\n([\s\S]*?)^```\n)?/gm

export const programsOf = (readme) =>
  [...readme.matchAll(PROGRAMS)].map(([, code, shown = ""], index) => ({
    file: `program-${index + 1}.ts`,
    code,
    shown,
    /** The packages it imports. */
    imports: Array.from(code.matchAll(/ from "((?:@[^/"]+\/)?[^/"]+)/g), ([, name]) => name)
  }))

/** The names of all entry points. */
const entryNames = ({ name, exports }) =>
  Object.entries(exports)
    .filter(([, path]) => path.endsWith(".js"))
    .map(([entry]) => `${name}${entry.slice(1)}`)

/** Loads every entry point, by its name. */
export const entriesOf = (manifest) => {
  const entries = entryNames(manifest)
  const code = entries
    .map((entry) => `console.log(Object.keys(await import("${entry}")).length > 0 ? "${entry}" : "empty")\n`)
    .join("")
  return { file: "entries.ts", code: `${code}export {}\n`, shown: entries.join("\n"), imports: [] }
}

/** What a command line must print. */
const commands = ({ version }) => [
  { words: ["--version"], expected: (output) => output.trim().endsWith(version) },
  { words: ["frame", "decode", "05 FF 57 85 C8 00 58"], expected: (output) => output.includes("200") },
  {
    words: ["monitor", "--demo", "--count", "1", "--jsonl"],
    expected: (output) => JSON.parse(output).schema === "vebus.reading/1"
  }
]

/** Runtimes print objects in ways of their own: on one line or on several, with or without a comma at the end. */
const unspaced = (output) => output.replace(/,?\s+/g, " ").trim()

const compilerOptions = {
  target: "es2024",
  lib: ["es2024", "dom"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true
}

/** The project for a package with this manifest, its programs, and what the project depends on. */
export const make = (manifest, programs, dependencies, nodeTypes) => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "vebus-stranger-"))

  const run = (command, words) =>
    spawnSync(command, words, {
      cwd: folder,
      encoding: "utf8",
      timeout: 120_000,
      env: { ...process.env, NO_COLOR: "1", VEBUS_STATE_DIR: join(folder, "state") },
      ...windows
    })
  const problem = (what, { stdout, stderr, error }) => [
    `${what}: ${error?.message ?? ""}${stderr}${stdout}`.trim()
  ]

  const install = () => {
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({
        name: "stranger",
        private: true,
        type: "module",
        dependencies,
        devDependencies: { "@types/node": nodeTypes }
      })
    )
    const result = run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"])
    return result.status === 0 ? [] : problem("npm install", result)
  }

  const compile = (tsc, project, options, files) => {
    const config = { compilerOptions: { ...compilerOptions, ...options }, files }
    writeFileSync(join(folder, project), JSON.stringify(config))
    const result = run(process.execPath, [tsc, "-p", project])
    return result.status === 0 ? [] : problem("tsc", result)
  }

  /** All programs as a user of Node compiles them; the main entry point also where no type of Node is known. */
  const check = (tsc) => {
    if (programs.length === 0) return null
    for (const { file, code } of programs) writeFileSync(join(folder, file), code)
    const files = programs.map(({ file }) => file)
    const problems = compile(tsc, "tsconfig.json", { types: ["node"] }, files)
    if (!("." in manifest.exports)) return problems
    writeFileSync(join(folder, "main.ts"), `export * from "${manifest.name}"\n`)
    return [...problems, ...compile(tsc, "tsconfig.main.json", { types: [] }, ["main.ts"])]
  }

  const runPrograms = ({ path, words }) =>
    programs.flatMap(({ file, shown }) => {
      const result = run(path, [...words, file])
      return result.status === 0 && unspaced(result.stdout) === unspaced(shown) ? [] : problem(file, result)
    })

  const runCommands = ({ path, words }) =>
    Object.values(manifest.bin ?? {}).flatMap((bin) =>
      commands(manifest).flatMap(({ words: asked, expected }) => {
        const result = run(path, [...words, join("node_modules", manifest.name, bin), ...asked])
        return result.status === 0 && expected(result.stdout) ? [] : problem(asked.join(" "), result)
      })
    )

  /** In CommonJS every entry point loads too: Node 22.12 and newer require modules. */
  const runRequires = ({ path, words }) => {
    const entries = entryNames(manifest)
    const code = entries.map(
      (entry) => `console.log(Object.keys(require("${entry}")).length > 0 ? "${entry}" : "")`
    )
    // As a file: a library behind the gateway finds its own place by that of the program.
    writeFileSync(join(folder, "main.cjs"), code.join("\n"))
    const result = run(path, [...words, "main.cjs"])
    return unspaced(result.stdout) === entries.join(" ") ? [] : problem("require", result)
  }

  return {
    install,
    check,
    run: (runtime) => [
      ...runPrograms(runtime),
      ...runCommands(runtime),
      ...(isNode(runtime) ? runRequires(runtime) : [])
    ],
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
