/**
 * The pages are true: every program and every command of README and `docs/` runs, prints what the page shows, and every
 * relative link leads somewhere.
 */
import { execFile } from "node:child_process"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { run } from "./Process.ts"

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

/** Runs TypeScript as a file of the command line's package would run. */
const runProgram = async (code: string): Promise<string> => {
  const { stdout } = await execute(process.execPath, ["--input-type=module-typescript", "--eval", code], {
    cwd: join(root, "packages/cli")
  })
  return stdout
}

/** The words of a shell line, with double quotes taken off. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!)

const prefix = "npm run -s vebus -- "

describe("pages", () => {
  assert.isAbove(pages.length, 0)
  for (const page of pages) {
    const text = readFileSync(page, "utf8")
    const name = relative(root, page)

    for (const { code, line, shown } of programsOf(text)) {
      it(`${name}:${line} runs`, async () => {
        assert.strictEqual(await runProgram(code), shown)
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
        named.filter((script) => !scripts.includes(script)),
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
