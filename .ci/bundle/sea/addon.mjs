/**
 * Loads a native part of the program with Node inside: from `native` beside the program if that is there, else from a file
 * that is made of the program's own copy. A system loads such parts from files alone.
 *
 * The file is in a folder that nobody else can write to, the cache; where there is none, in a new one that is gone at once.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { getRawAsset } from "node:sea"
import * as OwnFolder from "../../../packages/cli/src/files/OwnFolder.ts"
import * as Places from "../../../packages/runtime/src/files/Places.ts"

const open = (file) => {
  const module = { exports: {} }
  process.dlopen(module, file)
  return module.exports
}

/** Writes a file that is whole or not there, and loads it. */
const put = (folder, name, bytes) => {
  const target = join(folder, name)
  if (!fs.existsSync(target) || !fs.readFileSync(target).equals(bytes)) {
    const own = `${target}.${process.pid}`
    fs.writeFileSync(own, bytes, { mode: 0o600, flag: "wx" })
    fs.renameSync(own, target)
  }
  return open(target)
}

export const addon = (name) => {
  const beside = join(dirname(fs.realpathSync(process.execPath)), "native", `${name}.node`)
  if (fs.existsSync(beside)) return open(beside)
  const bytes = Buffer.from(getRawAsset(`${name}.node`))
  const file = `${name}-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.node`
  const cache = OwnFolder.make(join(Places.here().cache, "native"))
  if (cache !== null) {
    try {
      return put(cache, file, bytes)
    } catch {
      // Full, or its file system runs nothing: another may.
    }
  }
  const folder = fs.mkdtempSync(join(tmpdir(), "vebus-"))
  try {
    return put(folder, file, bytes)
  } finally {
    // Windows keeps what is loaded.
    if (process.platform !== "win32") fs.rmSync(folder, { recursive: true })
  }
}
