/**
 * Runs programs side by side in one process, and prints as JSON what each printed and how it failed, by its file:
 * `node runPrograms.mjs FILE...`. What a process loads before it does anything costs more than most programs do.
 */
import { AsyncLocalStorage } from "node:async_hooks"
import { pathToFileURL } from "node:url"

const files = process.argv.slice(2)
const running = new AsyncLocalStorage()
const write = process.stdout.write.bind(process.stdout)

/** Whatever a program starts prints to it. */
process.stdout.write = (text) => {
  const program = running.getStore()
  if (program === undefined) throw new Error("printed by no program")
  program.stdout += text
  return true
}

const programs = files.map((file) => [file, { stdout: "", failure: null }])
for (const [file, program] of programs) {
  running
    .run(program, () => import(pathToFileURL(file).href))
    .catch((error) => (program.failure = String(error?.stack ?? error)))
}

// A program may go on after its last line: all have ended when nothing is left to do.
process.once("beforeExit", () => write(JSON.stringify(Object.fromEntries(programs))))
