/**
 * The packages of the workspace as tarballs: what is published, without publishing it.
 */
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

const manifestOf = (folder) =>
  JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"))

const run = (command, words, cwd = root) => {
  const { status } = spawnSync(command, words, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32"
  })
  if (status !== 0) throw new Error(`${command} ${words.join(" ")} failed`)
}

/** The folders of the packages that are published; of the command line that is its bundle. */
export const folders = () =>
  readdirSync(join(root, "packages")).filter((folder) => manifestOf(folder).private !== true)

/** Folders with those of our own packages that they need, however deep. */
export const closure = (wanted) => {
  const byName = new Map(folders().map((folder) => [manifestOf(folder).name, folder]))
  const needed = wanted.flatMap((folder) =>
    Object.keys(manifestOf(folder).dependencies ?? {}).flatMap((name) => byName.get(name) ?? [])
  )
  const all = [...new Set([...wanted, ...needed])]
  return all.length === wanted.length ? all : closure(all)
}

/** Compiles the packages of some folders, or everything. */
export const build = (wanted = []) => run(process.execPath, [join(root, ".ci/build.mjs"), ...wanted])

/** Packs compiled packages into a folder. Gives the tarballs by the names of the packages. */
export const pack = (wanted, out) =>
  Object.fromEntries(
    wanted.map((folder) => {
      const { name, version } = manifestOf(folder)
      const words = ["--yes", "--prefer-offline", packageManager, "pack", "--pack-destination", out]
      run("npx", words, join(root, "packages", folder))
      return [name, join(out, `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`)]
    })
  )
