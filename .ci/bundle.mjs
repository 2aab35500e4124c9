/**
 * The command line with all that it needs, as JavaScript that imports no package: `node .ci/bundle.mjs FOLDER`.
 *
 *     bin/vebus.cjs   what is started; old versions of Node can read it
 *     bin/start.cjs   loads the rest, and keeps the code that a run has compiled
 *     lib/            the sources in chunks, so that a command loads only what it uses
 *     page.br         the page that the gateway serves, in one piece
 *     native/         the prebuilt parts of serialport and node-pty, by platform
 */
import { spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join, relative } from "node:path"
import { pathToFileURL } from "node:url"
import { brotliCompressSync, constants } from "node:zlib"
import { rolldown } from "rolldown"

const root = join(import.meta.dirname, "..")
const cli = join(root, "packages/cli")
const text = JSON.stringify

/** Resolves what a package imports, as that package does. */
const from = (folder) => createRequire(join(folder, "package.json")).resolve
const serialport = from(join(root, "packages/runtime"))
const simulator = from(join(root, "packages/simulator"))
const nodePty = from(dirname(simulator("@lydell/node-pty")))

/** The command line's version, which its sources read from a file that a bundle does not have. */
export const { version } = JSON.parse(readFileSync(join(cli, "package.json"), "utf8"))

/** The commit that the sources are of; `null` where nobody knows, as in a copy without its history. */
const revisionOf = () => {
  if (!existsSync(join(root, ".git"))) return null
  const { status, stdout } = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], {
    cwd: root,
    encoding: "utf8"
  })
  return status === 0 ? stdout.trim() : null
}

/** Modules that are another thing in a bundle, which takes its native parts by what `addon` names. */
const replacementsWith = (addon) => ({
  "node-gyp-build": `import { addon } from ${text(addon)}\nexport default () => addon("serialport")`,
  "./requireBinary": `import { addon } from ${text(addon)}
export const requireBinary = (file) => addon(file.replace(/\\.node$/, ""))`,
  // The log of serialport and of the client of MQTT, which nobody can ask for here; also for those who say `require`.
  debug: `const debug = () => Object.assign(() => {}, { enabled: false, extend: debug })
export { debug as default, debug as "module.exports" }`,
  version: `export const version = ${text(version)}\nexport const revision = ${text(revisionOf())}`,
  page: `export * from ${text(addon.replace(/addon\.mjs$/, "page.mjs"))}`
})

const replacementOf = (replacements, id, importer = "") => {
  if (id === "./requireBinary") return importer.includes("node-pty") ? id : undefined
  if (id.endsWith("/Version.ts") && importer.startsWith(join(cli, "src"))) return "version"
  if (id.endsWith("/BuiltPage.ts") && importer.startsWith(join(cli, "src"))) return "page"
  return !["version", "page"].includes(id) && id in replacements ? id : undefined
}

/**
 * What modules of Effect do when they are loaded, and no start needs: each text is replaced where its module is bundled.
 *
 * - The segmenter of `effect/cli` takes longer to make than all else that a start does, and its expressions of classes of
 *   characters to read: they are made when they are used.
 * - `effect/Utils` looks at a stack for whether this engine keeps the names of functions on it, and to write that stack an
 *   engine goes through the whole bundle. V8 keeps them, and other engines are still asked.
 */
const replaced = {
  "/effect/dist/cli/CliOutput.js": [
    [
      /const graphemeSegmenter = [^;]*;/,
      `let segmenter; const graphemeSegmenter = { segment: (text) =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text) };`
    ],
    [
      /const zeroWidthCodePoints = (\/.*\/gu);/,
      "const zeroWidthCodePoints = { [Symbol.replace]: (text, by) => text.replace($1, by) };"
    ],
    [/const emojiPresentation = (\/.*\/u);/, "const emojiPresentation = { test: (text) => $1.test(text) };"]
  ],
  "/effect/dist/Utils.js": [[/(?=error\.stack\?\.includes\(InternalTypeId\))/, `!("Bun" in globalThis) || `]]
}

const replacedIn = (code, id) => {
  const [, texts] = Object.entries(replaced).find(([file]) => id.endsWith(file)) ?? []
  return texts?.reduce((text, [found, instead]) => {
    if (!found.test(text)) throw new Error(`${id} changed: look at ${found}`)
    return text.replace(found, instead)
  }, code)
}

/**
 * Some modules of Effect that every start loads import the file system and the standard streams for the names of their
 * services, which no command asks for; the modules bring all that handles streams. The names alone do for them.
 */
const named = Object.fromEntries(
  await Promise.all(
    ["FileSystem", "Stdio"].map(async (name) => {
      const { [name]: service } = await import(pathToFileURL(from(cli)(`effect/${name}`)).href)
      const code = `import * as Context from "effect/Context"\nexport const ${name} = Context.Service(${text(service.key)})`
      return [`${name}.js`, code]
    })
  )
)
const wantNames = /\/effect\/dist\/(?:cli\/\w+|ConfigProvider|Logger)\.js$/
const isNamed = (id, importer = "") => wantNames.test(importer) && basename(id) in named

/**
 * An import of one of Node's modules runs all getters of that module, since any of them could be wanted, and each loads
 * others: `node:util` loads worker threads. To ask Node for the module loads nothing but it.
 */
const imports = /^import (?:(\* as \w+|\w+)|\{([^}]*)\}) from "(node:[\w/]+)";$/gm
const asked = (_, whole, names, id) => {
  const pattern = whole === undefined ? `{${names.replaceAll(" as ", ": ")}}` : whole.replace("* as ", "")
  return `const ${pattern} = process.getBuiltinModule("${id}");`
}

/** What all bundles of ours have in common, but for where their native parts are. */
export const pluginWith = (addon) => {
  const replacements = replacementsWith(addon)
  return {
    name: "vebus",
    resolveId(id, importer) {
      if (isNamed(id, importer)) return `\0${basename(id)}`
      // What stands for a module of Effect's imports from it.
      if (importer?.slice(1) in named) return this.resolve(id, join(cli, "src/Vebus.ts"))
      const name = replacementOf(replacements, id, importer)
      return name === undefined ? null : `\0${name}.mjs`
    },
    load: (id) =>
      id.startsWith("\0") ? (named[id.slice(1)] ?? replacements[id.slice(1, -".mjs".length)] ?? null) : null,
    transform: (code, id) => replacedIn(code, id) ?? null,
    renderChunk: (code) => code.replace(imports, asked)
  }
}

/** What takes its native parts from the folder `native`. */
export const plugin = pluginWith(join(import.meta.dirname, "bundle/addon.mjs"))

/**
 * The text of a file as a function, which is what `bin/start.cjs` and the program with Node inside make of it. Characters
 * beyond ASCII are escapes, so that V8 keeps one byte a character.
 */
export const wrapped = (code) =>
  `(function(exports,require,module,__filename,__dirname){${code.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )}\n})`

/** What every start loads is one file: the tree of commands, what it imports, and what that imports. */
const startFile = () => {
  const modules = new Set()
  const plugin = {
    name: "start",
    buildEnd() {
      const visit = (id) => {
        if (modules.has(id)) return
        modules.add(id)
        this.getModuleInfo(id)?.importedIds.forEach(visit)
      }
      visit(join(cli, "src/Vebus.ts"))
    }
  }
  return { plugin, group: { name: "start", test: (id) => modules.has(id) } }
}

/** Files of `lib` that no start loads are packed from that size on. */
const MIN_PACKED_BYTES = 20_000

/** Packs what no start reads: there it counts more how much is on the disk. Better packing takes ten times as long. */
const packed = (data) =>
  brotliCompressSync(data, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 }
  })

/** The page that the gateway serves, in one piece. */
export const page = async () => {
  const Build = await import("../packages/web/Build.ts")
  const folder = mkdtempSync(join(tmpdir(), "vebus-page-"))
  try {
    await Build.page(folder)
    const files = globSync("**/*.*", { cwd: folder }).toSorted()
    return packed(
      JSON.stringify(
        Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "latin1")]))
      )
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a page's bundler gives to `import.meta.env` is nothing here. */
const isMeta = ({ code, id }) => code === "EMPTY_IMPORT_META" && id?.includes("ConfigProvider")

/** What the bundler says is an error where it means that every start loads what was to be loaded late. */
const onLog = (level, log, report) => {
  if (log.code === "INEFFECTIVE_DYNAMIC_IMPORT") throw new Error(log.message)
  if (!isMeta(log)) report(level, log)
}

/** Writes `lib` of the folder. Gives its first file, all modules, and of what every start loads the modules and how many bytes they are. */
const writeLibrary = async (folder) => {
  const start = startFile()
  const bundle = await rolldown({
    input: { vebus: join(cli, "src/Vebus.ts") },
    platform: "node",
    plugins: [plugin, start.plugin],
    transform: { target: "node22.19" },
    onLog
  })
  const { output } = await bundle.generate({
    format: "cjs",
    minify: true,
    entryFileNames: "[name]-[hash].cjs",
    chunkFileNames: "[name]-[hash].cjs",
    codeSplitting: { groups: [start.group] }
  })
  await bundle.close()
  mkdirSync(join(folder, "lib"), { recursive: true })
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]))
  const loaded = new Set()
  const visit = (name) => {
    if (loaded.has(name) || !chunks.has(name)) return
    loaded.add(name)
    chunks.get(name).imports.forEach(visit)
  }
  for (const { fileName, name } of output) if (["vebus", "start"].includes(name)) visit(fileName)
  for (const { fileName, code } of output) {
    const file = wrapped(code)
    if (loaded.has(fileName) || file.length < MIN_PACKED_BYTES)
      writeFileSync(join(folder, "lib", fileName), file)
    else writeFileSync(join(folder, "lib", `${fileName}.br`), packed(file))
  }
  const files = [...loaded].map((name) => chunks.get(name))
  return {
    first: output.find(({ isEntry }) => isEntry).fileName,
    all: output.flatMap(({ moduleIds = [] }) => moduleIds),
    modules: files.flatMap(({ moduleIds }) => moduleIds.map((id) => relative(root, id))),
    bytes: files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0)
  }
}

/** Writes what loads the library, beginning with the first file. */
const writeStart = async (folder, first) => {
  const bundle = await rolldown({
    input: { start: join(import.meta.dirname, "bundle/start.mjs") },
    platform: "node",
    transform: { target: "node22.19", define: { FIRST_FILE: text(first), VERSION: text(version) } }
  })
  await bundle.write({ dir: join(folder, "bin"), format: "cjs", minify: true, entryFileNames: "start.cjs" })
  await bundle.close()
}

/** Puts a native part of a platform where `addon.mjs` looks for it. */
export const putNative = (folder, file, platform, name) =>
  cpSync(file, join(folder, "native", platform, name), { recursive: true })

/** Copies what is installed of the native parts, each under the name that `addon.mjs` looks for. */
export const copyNative = (folder) => {
  const copy = (file, platform, name) => putNative(folder, file, platform, name)
  const prebuilds = join(dirname(serialport("@serialport/bindings-cpp/package.json")), "prebuilds")
  for (const file of globSync(join(prebuilds, "{linux,darwin,win32}-*/*.node"))) {
    const [system, architecture] = basename(dirname(file)).split("-")
    // 32-bit Windows, which Node gave up after 22.
    if (architecture === "ia32") continue
    // "@serialport+bindings-cpp.armv8.glibc.node": the version of the instruction set says something on `arm` alone.
    const kind = basename(file)
      .replace(/^.*bindings-cpp/, "serialport")
      .replace(/\.armv(\d)/, architecture === "arm" ? ".v$1" : "")
    // "darwin-x64+arm64": one file for all.
    copy(file, architecture.includes("+") ? system : `${system}-${architecture}`, kind)
  }
  const platform = `${process.platform}-${process.arch}`
  copy(nodePty(`@lydell/node-pty-${platform}/pty.node`), platform, "pty.node")
}

/** Makes the bundle in a folder. Gives all modules in it, and what every start loads. */
export const bundle = async (folder) => {
  mkdirSync(join(folder, "bin"), { recursive: true })
  cpSync(join(cli, "bin/vebus.cjs"), join(folder, "bin/vebus.cjs"))
  copyNative(folder)
  writeFileSync(join(folder, "page.br"), await page())
  const library = await writeLibrary(folder)
  await writeStart(folder, library.first)
  return library
}

/** The command line as one script in CommonJS for a program with Node inside, and all modules in it. */
export const script = async () => {
  const bundle = await rolldown({
    input: { cli: join(cli, "src/Vebus.ts") },
    platform: "node",
    plugins: [pluginWith(join(import.meta.dirname, "bundle/sea/addon.mjs"))],
    // What a configuration would look for there, no program has.
    transform: { target: "node24", define: { "import.meta": "{}" } }
  })
  const { output } = await bundle.generate({ format: "cjs", minify: true, codeSplitting: false })
  await bundle.close()
  return { code: output[0].code, all: output[0].moduleIds }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) {
    console.error("usage: node .ci/bundle.mjs FOLDER")
    process.exit(2)
  }
  await bundle(folder)
}
