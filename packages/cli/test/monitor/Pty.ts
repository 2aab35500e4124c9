/**
 * The command line as a user sees it: a process on a pseudo-terminal. For tests.
 *
 * The terminal comes from the package that the simulator serves with, and with a process of its own: only then may the
 * package end it.
 */
import { createRequire } from "node:module"
import { program } from "../Process.ts"

interface Spawned {
  readonly pid: number
  readonly onData: (listener: (text: string) => void) => void
  readonly onExit: (listener: (exit: { readonly exitCode: number }) => void) => void
  readonly write: (text: string) => void
  readonly resize: (columns: number, rows: number) => void
  readonly destroy: () => void
}

interface NodePty {
  readonly spawn: (
    file: string,
    words: ReadonlyArray<string>,
    options: { readonly cols: number; readonly rows: number; readonly env: object }
  ) => Spawned
}

const nodePty = createRequire(new URL("../../../simulator/package.json", import.meta.url))(
  "@lydell/node-pty"
) as NodePty

/** The environment without anything that would change what is shown. */
const {
  VEBUS_PORT: _,
  NODE_OPTIONS: __,
  NO_COLOR: ___,
  FORCE_COLOR: ____,
  LC_ALL: _____,
  ...environment
} = process.env

export interface OnTerminal {
  readonly process: Spawned
  readonly ended: Promise<number>
  /** All that was written so far. */
  readonly written: () => string
  /** Waits until what was written so far fits. Fails when the process ends first. */
  readonly until: (isSo: (written: string) => boolean) => Promise<void>
  /** Closes the terminal, as a window is closed or a session is cut off, and waits until the process is gone. */
  readonly close: () => Promise<void>
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export interface Options {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
  /** Whether a shell starts it, which waits for a line when it stops, and then goes on with it. */
  readonly isUnderShell?: boolean
}

/** The jobs of a shell as somebody would handle them. */
const UNDER_SHELL = `set -m; "$@"; echo "stopped with $?"; read line; fg`

/** Starts `vebus` with these words on a terminal. */
export const start = (
  words: ReadonlyArray<string>,
  { columns = 80, rows = 24, env = {}, isUnderShell = false }: Options = {}
): OnTerminal => {
  const command = [process.execPath, program, ...words]
  const [file = "", ...rest] = isUnderShell ? ["/bin/bash", "-c", UNDER_SHELL, "bash", ...command] : command
  const spawned = nodePty.spawn(file, rest, {
    cols: columns,
    rows,
    env: { ...environment, TERM: "xterm-256color", LANG: "C.UTF-8", ...env }
  })
  let written = ""
  const listeners = new Set<() => void>()
  spawned.onData((text) => {
    written += text
    for (const listener of listeners) listener()
  })
  const ended = new Promise<number>((resolve) => spawned.onExit(({ exitCode }) => resolve(exitCode)))
  const until = (isSo: (text: string) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!isSo(written)) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      void ended.then((code) => reject(new Error(`ended with ${code}: ${JSON.stringify(written)}`)))
      look()
    })
  const close = async (): Promise<void> => {
    spawned.destroy()
    while (isThere(spawned.pid)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { process: spawned, ended, written: () => written, until, close }
}
