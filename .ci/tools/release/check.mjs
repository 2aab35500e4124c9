/**
 * Are the packages fit to be published? Builds and packs them, looks into the tarballs, installs each into an empty
 * project of its own, and uses it there on every runtime that can be had as a package. Prints a table and the reasons.
 * Words after the command limit it to packages: `npm run pack:check -- codec`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as Npm from "../../package/Npm.mjs"
import * as Workspace from "../../package/Workspace.mjs"
import { isNode, missing, runtimes } from "./Runtimes.mjs"
import * as Stranger from "./Stranger.mjs"
import * as Tarball from "./Tarball.mjs"

const root = join(import.meta.dirname, "../../..")
const packed = join(root, "dist/packed")
const wanted = process.argv.slice(2)
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

rmSync(packed, { recursive: true, force: true })
mkdirSync(packed, { recursive: true })
try {
  Workspace.build()
  Workspace.pack(Workspace.folders(), packed)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
await Npm.pack(packed)

const tarballs = Object.fromEntries(
  readdirSync(packed).map((file) => {
    const tarball = join(packed, file)
    return [Tarball.manifestOf(tarball).name, tarball]
  })
)

/** Our own packages that these need, however deep, with themselves. */
const closure = (names) => {
  const direct = names.flatMap((name) => Object.keys(Tarball.manifestOf(tarballs[name]).dependencies ?? {}))
  const all = [...new Set([...names, ...direct.filter((name) => name in tarballs)])]
  return all.length === names.length ? all : closure(all)
}

const compilers = {
  "TS 7": join(root, "node_modules/typescript/bin/tsc"),
  "TS 6": join(import.meta.dirname, "node_modules/typescript-6/bin/tsc"),
  "TS 5.9": join(import.meta.dirname, "node_modules/typescript-5/bin/tsc")
}

/** Every check of one package: its name, and the reasons why not; `null` where it does not apply. */
function* checks(name) {
  const tarball = tarballs[name]
  const manifest = Tarball.manifestOf(tarball)
  yield ["contents", Tarball.contents(tarball)]
  yield ["manifest", Tarball.manifest(tarball)]
  yield ["publint", Tarball.publint(tarball)]
  yield ["attw", Tarball.types(tarball)]
  const examples = Stranger.programsOf(Tarball.textOf(tarball, "README.md"))
  if (manifest.bin === undefined && examples.length === 0) yield ["README", ["it holds no program"]]
  const programs = manifest.bin === undefined ? [...examples, Stranger.entriesOf(manifest)] : []
  const imported = programs.flatMap(({ imports }) => imports).filter((other) => other in tarballs)
  const dependencies = closure([...new Set([name, ...imported])])
  const stranger = Stranger.make(
    manifest,
    programs,
    Object.fromEntries(dependencies.map((other) => [other, `file:${tarballs[other]}`])),
    devDependencies["@types/node"]
  )
  yield ["install", stranger.install()]
  for (const [compiler, tsc] of Object.entries(compilers)) yield [compiler, stranger.check(tsc)]
  for (const runtime of runtimes) {
    const applies = manifest.bin === undefined || isNode(runtime)
    yield [runtime.name, applies ? stranger.run(runtime) : null]
  }
  stranger.remove()
}

let failed = 0
for (const name of Object.keys(tarballs)) {
  if (wanted.length > 0 && !wanted.includes(name.replace(/^.*\//, ""))) continue
  console.log(`\n${name} ${Tarball.manifestOf(tarballs[name]).version}`)
  for (const [what, reasons] of checks(name)) {
    const verdict = reasons === null ? "does not apply" : reasons.length === 0 ? "passed" : "FAILED"
    console.log(`  ${what.padEnd(10)} ${verdict}`)
    for (const reason of reasons ?? []) console.log(reason.replace(/^/gm, "      "))
    failed += reasons === null || reasons.length === 0 ? 0 : 1
  }
}
if (missing.length > 0) console.log(`\nnot to be had for this platform: ${missing.join(", ")}`)
console.log(`\n${failed === 0 ? "fit to be published" : `${failed} checks failed`}`)
process.exit(failed === 0 ? 0 : 1)
