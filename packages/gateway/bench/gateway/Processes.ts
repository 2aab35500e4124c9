/**
 * Processes of the benchmark: started, listened to, measured by what the system says of them (Linux), and ended.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"

const started: Array<ChildProcess> = []

/** Starts a program of this Node, and waits for the first line that fits. */
export const start = async (
  words: ReadonlyArray<string>,
  pattern: RegExp,
  env: Readonly<Record<string, string>> = {}
): Promise<{ readonly pid: number; readonly line: string }> => {
  const child = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env }
  })
  started.push(child)
  let said = ""
  const line = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8")
        const found = said.split("\n").find((text) => pattern.test(text))
        if (found !== undefined) resolve(found)
      })
    child.once("exit", (code) => reject(new Error(`${words.join(" ")} ended with ${code}: ${said}`)))
  })
  return { pid: child.pid!, line }
}

/** Ends all that was started, the last first. */
export const end = async (): Promise<void> => {
  for (const child of started.splice(0).reverse()) {
    if (child.exitCode !== null) continue
    const exit = once(child, "exit")
    child.kill("SIGTERM")
    await exit
  }
}

const TICKS_PER_SECOND = 100
const USER = 11
const SYSTEM = 12

/** The seconds of processor that a process has had so far. */
export const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_PER_SECOND
}

/** The memory of a process in MB. */
export const memoryMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024
