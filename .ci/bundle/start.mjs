/**
 * Starts the bundled command line: loads its files from `lib`, with the code that earlier runs have compiled of them.
 *
 * Node's own code cache holds what compiling a file makes, which is its outermost functions; a start compiles all others
 * again, one by one. So the code is kept as it is when a run ends, and the first run of each command adds what that needed:
 *
 *     compiled/TAG/start-1a2b3c.cjs    four bytes of checksum, then what V8 keeps; the tag is that of its version and flags
 *     compiled/TAG/vebus-4d5e6f.txt    the commands that have run since
 *
 * Only in a folder that nobody else can write to: whoever writes there runs code as the user. What cannot be read, or makes
 * no sense, is compiled anew.
 */
import { existsSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, join } from "node:path"
import { cachedDataVersionTag } from "node:v8"
import { Script } from "node:vm"
import { brotliDecompressSync, crc32 } from "node:zlib"
import * as OwnFolder from "../../packages/cli/src/files/OwnFolder.ts"
import * as Places from "../../packages/runtime/src/files/Places.ts"

const lib = join(__dirname, "../lib")
/** Other runtimes compile in ways of their own. */
const isNode = !("Bun" in globalThis || "Deno" in globalThis)
const folder = isNode
  ? OwnFolder.make(join(Places.here().cache, "compiled", cachedDataVersionTag().toString(36)))
  : null
const CHECKSUM_BYTES = 4

const read = (path) => {
  try {
    const bytes = readFileSync(path)
    const data = bytes.subarray(CHECKSUM_BYTES)
    return crc32(data) === bytes.readUInt32LE(0) ? data : undefined
  } catch {
    return undefined
  }
}

/** Writes a file that is whole or not there. */
const keep = (path, data) => {
  try {
    const checksum = Buffer.alloc(CHECKSUM_BYTES)
    checksum.writeUInt32LE(crc32(data))
    const own = `${path}.${process.pid}`
    writeFileSync(own, Buffer.concat([checksum, data]), { mode: 0o600 })
    renameSync(own, path)
  } catch {
    // A start without it is slower, and nothing else.
  }
}

/** The text of a file; what no start loads is packed. Nothing but ASCII, which V8 keeps in one byte a character. */
const sourceOf = (path) =>
  existsSync(path)
    ? readFileSync(path, "latin1")
    : brotliDecompressSync(readFileSync(`${path}.br`)).latin1Slice()

const modules = new Map()
/** The files that were compiled, and where their code is kept. */
const scripts = []
let isNew = false

const load = (path) => {
  const loaded = modules.get(path)
  if (loaded !== undefined) return loaded.exports
  const module = { exports: {} }
  modules.set(path, module)
  const kept = folder === null ? null : join(folder, basename(path))
  const cachedData = kept === null ? undefined : read(kept)
  const script = new Script(sourceOf(path), { filename: path, cachedData })
  if (kept !== null) {
    isNew ||= cachedData === undefined || script.cachedDataRejected === true
    scripts.push({ kept, script })
  }
  // What is no module of Node's is an option of some package's, which asks for it and expects to be told that it is not there.
  const require = (id) =>
    id.startsWith(".") ? load(join(lib, id)) : (process.getBuiltinModule(id) ?? createRequire(path)(id))
  script.runInThisContext()(module.exports, require, module, path, lib)
  return module.exports
}

/** Keeps the code of a run that ended well, where it is the first of its command. */
const keepAll = (list) => {
  const [command = ""] = process.argv.slice(2)
  const commands = (read(list) ?? "").toString().split("\n")
  if (process.exitCode || (!isNew && commands.includes(command))) return
  for (const { kept, script } of scripts) keep(kept, script.createCachedData())
  keep(list, Buffer.from([...new Set([...commands, command])].join("\n")))
}

/** Says the version where that alone is asked, for which nothing has to be loaded. Where it cannot, all the rest tries. */
const saysVersion = () => {
  if (process.argv.slice(2).join(" ") !== "--version") return false
  try {
    writeSync(1, `${VERSION}\n`)
    return true
  } catch {
    return false
  }
}

// The bundler puts the version and the name of the first file there. Names say what is in a file: V8 compares lengths alone.
if (!saysVersion()) {
  const { run } = load(join(lib, FIRST_FILE))
  if (folder !== null) process.on("exit", () => keepAll(join(folder, FIRST_FILE.replace(".cjs", ".txt"))))
  run()
}
