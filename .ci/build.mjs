/**
 * Compiles the packages, all or those named: ESM, declarations and maps in `packages/<package>/dist`. What was once
 * compiled from a source that is gone goes too, since `dist` is packed as it is.
 */
import { spawnSync } from "node:child_process"
import { existsSync, globSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
const named = process.argv.slice(2)
const folders = (named.length > 0 ? named : readdirSync(join(root, "packages"))).map((name) =>
  join(root, "packages", name)
)

const { status } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-b", ...folders], {
  stdio: "inherit",
  shell: process.platform === "win32"
})
if (status !== 0) process.exit(status ?? 1)

for (const folder of folders) {
  // The page is built by Vite, not compiled: `npm run build:page`.
  if (folder === join(root, "packages/web")) continue
  for (const file of globSync("**/*.{js,d.ts,map,json}", { cwd: join(folder, "dist") })) {
    const source = file.replace(/\.(d\.ts|js)(\.map)?$/, ".ts")
    if (!existsSync(join(folder, "src", source))) rmSync(join(folder, "dist", file))
  }
}
