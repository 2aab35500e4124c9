/**
 * The licences of what a bundle holds of others, as one text. Fails where a package has none: it may not be passed on then.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** The folder of the package that a module is of; `null` for our own. */
const packageOf = (file) => {
  if (!file.includes("/node_modules/")) return null
  let folder = dirname(file)
  while (true) {
    const manifest = join(folder, "package.json")
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version !== undefined)
      return folder
    if (dirname(folder) === folder) return null
    folder = dirname(folder)
  }
}

/** What packages without a text of their own say of their licence, and who has the rights. */
const MIT = (holder) => `MIT License, ${holder}.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

const textOf = (folder, { name, license, author }) => {
  const [file] = globSync("{LICENSE,LICENCE,license,licence}*", { cwd: folder })
  if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim()
  if (license === "MIT")
    return MIT(typeof author === "object" ? author.name : (author ?? `the authors of ${name}`))
  throw new Error(`${name} has no licence that could be passed on`)
}

/** The licences of the packages that modules are of, and of more folders. */
export const licences = (modules, more = []) => {
  const folders = [...new Set([...modules.map(packageOf).filter((folder) => folder !== null), ...more])]
  const texts = folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    const { name, version, license } = manifest
    return { name, text: `${name} ${version} (${license})\n\n${textOf(folder, manifest)}\n` }
  })
  return texts
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ text }) => text)
    .join(`\n${"-".repeat(80)}\n\n`)
}
