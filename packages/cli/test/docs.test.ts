/**
 * The pages are true: every program and every command of README and `docs/` runs, prints what the page shows, and every
 * relative link leads somewhere.
 */
import { execFile } from "node:child_process"
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { run } from "./InProcess.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const pages = ["README.md", "docs/**/*.md", "packages/*/README.md"].flatMap((pattern) =>
  globSync(join(root, pattern))
)
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object }).scripts
)
const execute = promisify(execFile)

interface Fence {
  readonly language: string
  readonly code: string
  readonly line: number
}

const fencesOf = (text: string): ReadonlyArray<Fence> =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1]!,
    code: match[2]!,
    line: text.slice(0, match.index).split("\n").length
  }))

/** The programs of a page, each with the output that the page shows behind it. */
const programsOf = (text: string) => {
  const fences = fencesOf(text)
  return fences.flatMap(({ language, code, line }, index) =>
    language === "ts" ? [{ code, line, shown: fences[index + 1]?.code ?? "" }] : []
  )
}

/** The `vebus` commands of a page. */
const vebusCommandsOf = (text: string) =>
  fencesOf(text)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code, line }) =>
      code
        .trim()
        .split("\n")
        .map((command) => ({ command, line }))
    )
    .filter(({ command }) => command.startsWith(prefix))
    .map(({ command, line }) => ({ line, words: wordsOf(command.slice(prefix.length)) }))

const home = join(root, "packages/cli")

let folder = ""

const output = async (words: ReadonlyArray<string>): Promise<string> =>
  (
    await execute(process.execPath, words, {
      cwd: home,
      env: {
        ...process.env,
        VEBUS_STATE_DIR: join(folder, "state"),
        // The programs have most of their code in common: it is compiled once.
        NODE_COMPILE_CACHE: join(folder, "compiled")
      }
    })
  ).stdout

/** What TypeScript prints as a file of the command line's package. */
const printed = (code: string): Promise<string> => output(["--input-type=module-typescript", "--eval", code])

type Programs = Readonly<Record<string, string>>

/** Bundles programs into `lib` of a folder, by their names. */
const bundlePrograms = async (programs: Programs): Promise<void> => {
  const file = pathToFileURL(join(root, ".ci/bundle/programs.mjs")).href
  const bundler = (await import(file)) as {
    bundlePrograms: (programs: Programs, home: string, folder: string) => Promise<void>
  }
  await bundler.bundlePrograms(programs, home, folder)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vebus-docs-"))
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  const all = pages.flatMap((page) =>
    programsOf(readFileSync(page, "utf8")).map(({ code, line }) => [nameOf(page, line), code])
  )
  await bundlePrograms(Object.fromEntries(all) as Programs)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The name of a program, good for a file. */
const nameOf = (page: string, line: number): string =>
  `${relative(root, page).replaceAll(/\W/g, "-")}-${line}`

/** The words of a shell line, with double quotes taken off. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!)

const prefix = "npm run -s vebus -- "

describe("a program of a page", () => {
  it("runs in a file of its own as it stands", async () => {
    const [{ code, shown } = assert.fail()] = programsOf(readFileSync(join(root, "README.md"), "utf8"))
    assert.strictEqual(await printed(code), shown)
  })
})

describe.concurrent("pages", () => {
  assert.isAbove(pages.length, 0)
  for (const page of pages) {
    const text = readFileSync(page, "utf8")
    const name = relative(root, page)

    for (const { line, shown } of programsOf(text)) {
      it(`${name}:${line} runs`, async () => {
        assert.strictEqual(await output([join(folder, "lib", `${nameOf(page, line)}.js`)]), shown)
      })
    }

    for (const { line, words } of vebusCommandsOf(text)) {
      it(`${name}:${line} vebus ${words.join(" ")}`, async () => {
        const { code, stderr } = await run(words)
        assert.strictEqual(code, 0, stderr)
      })
    }

    it(`${name} names only scripts that there are`, () => {
      const named = [...text.matchAll(/(?:`|^)npm (?:run (?:-s )?)?([a-z:]+)/gm)].map((match) => match[1]!)
      assert.deepStrictEqual(
        named.filter((script) => script !== "install" && !scripts.includes(script)),
        []
      )
    })

    it(`${name} has no dead link`, () => {
      for (const match of text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
        assert.isTrue(existsSync(resolve(dirname(page), match[1]!)), match[1])
      }
    })
  }
})
