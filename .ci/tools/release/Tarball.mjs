/**
 * What must be so in a packed package: what it holds, what its manifest says, and what publint and are-the-types-wrong
 * say. Each check gives the reasons why not, none when all is well, `null` when it does not apply.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { join } from "node:path"

const bin = join(import.meta.dirname, "node_modules/.bin")
const windows = { shell: process.platform === "win32" }

/** The files of a tarball by their paths in the package. */
export const filesOf = (tarball) =>
  execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""))

/** A file of a tarball, empty when it is missing. */
export const textOf = (tarball, path) =>
  spawnSync("tar", ["-xzOf", tarball, `package/${path}`], { encoding: "utf8" }).stdout

export const manifestOf = (tarball) => JSON.parse(textOf(tarball, "package.json"))

const needed = ["package.json", "LICENSE", "README.md", "CHANGELOG.md"]
const allowed =
  /^(src\/.+\.(ts|json)|assets\/[\w-]+\.svg|nodes\/[\w-]+\.(js|html)|nodes\/icons\/[\w-]+\.svg|examples\/[\w-]+\.json|dist\/.+\.(js|d\.ts|json)(\.map)?|vectors\/(surveys\/)?[^/]+\.(json|md)|bin\/[a-z]+\.cjs|lib\/[\w-]+\.cjs(\.br)?|page\.br|native\/[^/]+\/[\w.]+\.node|package\.json|[A-Z-]+(\.md)?)$/
const forbidden = /(^|\/)(\.|(test|bench|fuzz|soak|scripts)\/)|\.test\./

export const contents = (tarball) => {
  const files = filesOf(tarball)
  const withoutSource = files
    .filter((file) => /^dist\/.+\.js$/.test(file))
    .filter((file) => !files.includes(file.replace(/^dist\/(.+)\.js$/, "src/$1.ts")))
  return [
    ...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files
      .filter((file) => !allowed.test(file) || forbidden.test(file))
      .map((file) => `${file} should not be in it`),
    ...withoutSource.map((file) => `${file} is compiled from nothing`)
  ]
}

/** Paths that the manifest promises. */
const targets = ({ exports, bin: programs = {} }) =>
  [...Object.values(exports), ...Object.values(programs)].filter((path) => !path.includes("*"))

export const manifest = (tarball) => {
  const files = filesOf(tarball)
  const found = manifestOf(tarball)
  const text = JSON.stringify(found)
  return [
    ...targets(found)
      .map((path) => path.replace(/^\.\//, ""))
      .filter((path) => !files.includes(path))
      .map((path) => `exports ${path}, which is not there`),
    ...["workspace:", "catalog:", "file:", "link:"]
      .filter((protocol) => text.includes(protocol))
      .map((protocol) => `the manifest holds "${protocol}"`),
    ...["name", "version", "description", "license", "type", "sideEffects", "exports"]
      .filter((key) => found[key] === undefined)
      .map((key) => `the manifest has no "${key}"`)
  ]
}

const run = (command, ...words) => {
  const { status, stdout, stderr } = spawnSync(join(bin, command), words, { encoding: "utf8", ...windows })
  return status === 0 ? [] : [`${stdout}${stderr}`.trim()]
}

export const publint = (tarball) => run("publint", "run", tarball, "--strict")

/** Does not apply to a package that exports no module. */
export const types = (tarball) =>
  Object.values(manifestOf(tarball).exports).some((path) => path.endsWith(".js"))
    ? run("attw", "--profile", "esm-only", "--no-emoji", tarball)
    : null
