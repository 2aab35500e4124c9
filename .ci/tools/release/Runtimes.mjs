/**
 * The programs that run JavaScript here: the Nodes, Deno and Bun that come as packages for this platform, and where none
 * does, the Node that runs this. How each is called to run a TypeScript file of a project that npm has installed.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"

const tools = join(import.meta.dirname, "node_modules")
const packaged = (name, file) => join(tools, `${name}-${process.arch}`, file)

const candidates = [
  { name: "Node 22", path: packaged("node-22", "bin/node"), words: [] },
  { name: "Node 24", path: packaged("node-24", "bin/node"), words: [] },
  { name: "Node 26", path: packaged("node-26", "bin/node"), words: [] },
  { name: "Deno", path: packaged("deno", "deno"), words: ["run", "--allow-all", "--cached-only", "--quiet"] },
  { name: "Bun", path: packaged("bun", "bin/bun"), words: ["run"] }
]

const found = candidates.filter(({ path }) => existsSync(path))

export const isNode = ({ name }) => name.startsWith("Node")

export const runtimes = found.some(isNode)
  ? found
  : [{ name: `Node ${process.versions.node}`, path: process.execPath, words: [] }, ...found]

export const missing = candidates.filter((one) => !found.includes(one)).map(({ name }) => name)
