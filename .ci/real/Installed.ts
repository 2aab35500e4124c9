/**
 * Our packages as a user has them: packed, and installed by npm into a folder of a host.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

interface Workspace {
  readonly build: (folders: ReadonlyArray<string>) => void
  readonly closure: (folders: ReadonlyArray<string>) => ReadonlyArray<string>
  readonly pack: (folders: ReadonlyArray<string>, out: string) => Readonly<Record<string, string>>
}

/** Packs a package of the workspace with all of ours that it needs, and installs them into a folder of a host. */
export const install = async (name: string, folder: string): Promise<void> => {
  const file = pathToFileURL(join(import.meta.dirname, "../package/Workspace.mjs")).href
  const workspace = (await import(file)) as Workspace
  const packed = join(folder, "packed")
  mkdirSync(packed)
  const needed = workspace.closure([name])
  workspace.build(needed)
  const tarballs = workspace.pack(needed, packed)
  const dependencies = Object.fromEntries(
    Object.entries(tarballs).map(([each, tarball]) => [each, `file:${tarball}`])
  )
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }))
  const { status, stdout, stderr } = spawnSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline"],
    { cwd: folder, encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`npm install: ${stderr}${stdout}`)
}
