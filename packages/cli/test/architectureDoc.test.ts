/**
 * The pictures of `docs/architecture.md` are those of the code: each arrow between packages is there and no other, and
 * each arrow between modules is an import. The indexes are whole: `docs/README.md` leads to every page, the README of the
 * command line to every command.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Rooms from "../scripts/Rooms.ts"

const packages = resolve(fileURLToPath(new URL("../..", import.meta.url)))
const page = readFileSync(join(packages, "../docs/architecture.md"), "utf8")

interface Picture {
  /** Nodes that have a title. */
  readonly titles: ReadonlyMap<string, string>
  readonly arrows: ReadonlyArray<readonly [from: string, to: string]>
}

/** A flow chart of Mermaid. Fails on a line that is no arrow: nothing of a picture goes unchecked. */
const pictureOf = (code: string): Picture => {
  const titles = new Map<string, string>()
  const arrows = code
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const match = /^ {2}([\w-]+)(?:\["([^"]+)"\])? -->(?:\|[^|]+\|)? ([\w-]+)(?:\["([^"]+)"\])?$/.exec(line)
      assert.isNotNull(match, line)
      const [, from, fromTitle, to, toTitle] = match!
      if (fromTitle !== undefined) titles.set(from!, fromTitle)
      if (toTitle !== undefined) titles.set(to!, toTitle)
      return [from!, to!] as const
    })
  return { titles, arrows }
}

const [packagePicture, ...pictures] = [...page.matchAll(/^```mermaid\nflowchart TD\n([\s\S]*?)^```$/gm)].map(
  (match) => pictureOf(`flowchart TD\n${match[1]!}`)
)

/** What a file imports or passes on, with the names it takes: `["./Session.ts", "* as Session"]`. */
const importsOf = (file: string): ReadonlyArray<readonly [specifier: string, names: string]> =>
  [
    ...readFileSync(file, "utf8").matchAll(
      /^(?:import|export)\s([^"';]*?)\sfrom\s+"([^"]+)"|import\("([^"]+)"\)/gm
    )
  ].map((match) => [match[2] ?? match[3]!, match[1] ?? ""] as const)

const fileOf = (title: string): string => {
  const [name, ...path] = title.split("/")
  return join(packages, name!, "src", `${path.join("/")}.ts`)
}

/** Where the names that an index exports come from, also those of the indexes that it passes on. */
const namesOf = (index: string): ReadonlyArray<readonly [name: string, file: string]> =>
  importsOf(index).flatMap(([specifier, names]) => {
    const file = resolve(dirname(index), specifier)
    return names === "*" ? namesOf(file) : [[names.split(" ").at(-1)!, file] as const]
  })

/** Where the codec's public names come from. */
const publicNames = new Map(namesOf(fileOf("codec/index")))

/** The files that a file imports, also through the codec's index. */
const filesImportedBy = (file: string): ReadonlyArray<string> =>
  importsOf(file).flatMap(([specifier, names]) => {
    if (specifier.startsWith(".")) return [resolve(dirname(file), specifier)]
    if (specifier !== "@vebus/codec") return []
    return [...names.matchAll(/\w+/g)].flatMap(([name]) => publicNames.get(name) ?? [])
  })

const packagesImportedBy = (name: string): ReadonlyArray<string> => [
  ...new Set(
    globSync(join(packages, name, "src/**/*.{ts,tsx}"))
      .flatMap(importsOf)
      .flatMap(([specifier]) => /^@vebus\/(\w+)/.exec(specifier)?.[1] ?? [])
  )
]

describe("docs/architecture.md", () => {
  it("has a picture of the packages, of the rooms of some, and of one request", () => {
    assert.isDefined(packagePicture)
    assert.strictEqual(pictures.length, Object.keys(Rooms.houses).length + 1)
  })

  it("draws exactly the imports between packages", () => {
    const drawn = packagePicture!.arrows.map(([from, to]) => `${from} --> ${to}`)
    const real = globSync("*", { cwd: packages }).flatMap((name) =>
      packagesImportedBy(name).map((other) => `${name} --> ${other}`)
    )
    assert.deepStrictEqual(drawn.toSorted(), real.toSorted())
  })

  for (const name of Object.keys(Rooms.houses)) {
    it(`draws the rooms of ${name} as they are`, () => {
      const words = (text: string): ReadonlyArray<string> =>
        text.split(/[\s|-]+/).filter((word) => word !== "")
      const shown = new RegExp(`<!-- rooms of ${name} -->\n([\\s\\S]*?)\n<!-- end of rooms -->`).exec(page)
      assert.deepStrictEqual(words(shown![1]!), words(Rooms.section(name)), "run npm run generate")
    })
  }

  const { titles, arrows } = pictures.at(-1)!
  for (const [from, to] of arrows) {
    it(`is right that ${titles.get(from)} imports ${titles.get(to)}`, () => {
      assert.include(filesImportedBy(fileOf(titles.get(from)!)), fileOf(titles.get(to)!))
    })
  }

  it("names only modules that there are", () => {
    const named = [...page.matchAll(/`((?:codec|runtime|simulator|cli)\/[\w/]+)`/g)].map((match) => match[1]!)
    assert.isAbove(named.length, 10)
    for (const title of [...titles.values(), ...named]) {
      const file = fileOf(title)
      assert.isTrue(existsSync(file) || existsSync(file.replace(/\.ts$/, "")), title)
    }
  })
})

describe("docs/README.md", () => {
  it("leads to every page", () => {
    const docs = join(packages, "../docs")
    const index = readFileSync(join(docs, "README.md"), "utf8")
    const linked = [...index.matchAll(/\]\(([^)#]+)/g)].map((match) => match[1]!)
    // The pages of a folder with an index of its own stand there.
    const pages = globSync("**/*.md", { cwd: docs }).filter(
      (page) =>
        page !== "README.md" &&
        (page.endsWith("README.md") ||
          !existsSync(join(docs, dirname(page), "README.md")) ||
          dirname(page) === ".")
    )
    assert.deepStrictEqual(
      pages.filter((page) => !linked.includes(page)),
      []
    )
  })
})

describe("packages/cli/README.md", () => {
  it("has every command in its table", () => {
    const commands = readFileSync(join(packages, "../docs/cli.md"), "utf8").matchAll(/^## vebus (.+)$/gm)
    const readme = readFileSync(join(packages, "cli/README.md"), "utf8")
    assert.deepStrictEqual(
      [...commands].map((match) => match[1]!).filter((words) => !readme.includes(`\`${words}\``)),
      []
    )
  })
})
