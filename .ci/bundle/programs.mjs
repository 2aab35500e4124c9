/**
 * Small programs with all that they import, for tests that run many of them: each then starts in a fraction of the time.
 */
import { join } from "node:path"
import { rolldown } from "rolldown"
import { copyNative, plugin } from "../bundle.mjs"

const prefix = "\0program:"

/** Writes programs in TypeScript, by name, to `lib/<name>.js` of a folder. Each imports what one in `home` may import. */
export const bundlePrograms = async (programs, home, folder) => {
  const virtual = {
    name: "programs",
    async resolveId(id, importer) {
      if (importer === undefined) return prefix + id
      return importer.startsWith(prefix) ? this.resolve(id, join(home, "program.ts")) : null
    },
    load: (id) =>
      id.startsWith(prefix) ? { code: programs[id.slice(prefix.length)], moduleType: "ts" } : null
  }
  copyNative(folder)
  const input = Object.fromEntries(Object.keys(programs).map((name) => [name, name]))
  const bundle = await rolldown({ input, platform: "node", plugins: [virtual, plugin] })
  await bundle.write({ dir: join(folder, "lib"), format: "esm", chunkFileNames: "chunks/[name]-[hash].js" })
  await bundle.close()
}
