/**
 * Runs one benchmark: `npm run bench -- <name>` runs `packages/<package>/bench/<name>.ts`.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"

const benches = readdirSync("packages").flatMap((name) => {
  const folder = `packages/${name}/bench`
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${folder}/${file}`)
    : []
})
const nameOf = (path) => path.replace(/^.*\//, "").replace(/\.ts$/, "")

const [name, ...args] = process.argv.slice(2)
const path = benches.find((candidate) => nameOf(candidate) === name)
if (path === undefined) {
  console.error(`bench: expected one of ${benches.map(nameOf).join(", ")}, found ${name ?? "nothing"}`)
  process.exit(2)
}
process.exit(spawnSync(process.execPath, [path, ...args], { stdio: "inherit" }).status ?? 1)
