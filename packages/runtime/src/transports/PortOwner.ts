/**
 * Who has a serial port: the processes of this machine, as far as the system reports it. Linux does, in `/proc`; elsewhere,
 * and for processes that this user may not look into, nothing is known.
 *
 *     /proc/locks         1: FLOCK  ADVISORY  WRITE 708 00:16:8 0 EOF    process 708 has locked inode 8 of device 00:16
 *     /proc/708/fd/19     -> /dev/ttyUSB0                                and has it open
 */
import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises"
import { basename } from "node:path"
import * as Effect from "effect/Effect"

/** A process that has a port open. */
export interface Owner {
  readonly pid: number
  /** The name of its program; empty when that cannot be read. */
  readonly name: string
  /** Its entry for the open port under `/proc`; `null` when only its lock is known. */
  readonly descriptor: string | null
}

const orElse = <A, B>(promise: Promise<A>, other: B): Promise<A | B> => promise.catch(() => other)

/** The program of a process; for one that Node runs, its script too. */
const nameOf = async (pid: number): Promise<string> => {
  const [program = "", ...words] = (await orElse(readFile(`/proc/${pid}/cmdline`, "utf8"), "")).split("\0")
  const script = words.find((word) => !word.startsWith("-"))
  return basename(program) === "node" && script !== undefined ? `node ${basename(script)}` : basename(program)
}

/** The numbers of a device as the kernel prints them in its list of locks. */
const lockKey = ({ dev, ino }: { readonly dev: number; readonly ino: number }): string => {
  const major = (dev >> 8) & 0xfff
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00)
  return `${major.toString(16).padStart(2, "0")}:${minor.toString(16).padStart(2, "0")}:${ino}`
}

const usersOf = async (path: string): Promise<ReadonlyArray<Owner>> => {
  const device = await orElse(realpath(path), path)
  const processes = (await orElse(readdir("/proc"), [])).filter((name) => /^\d+$/.test(name))
  const found: Array<Owner> = []
  for (const pid of processes) {
    for (const entry of await orElse(readdir(`/proc/${pid}/fd`), [])) {
      const descriptor = `/proc/${pid}/fd/${entry}`
      if ((await orElse(readlink(descriptor), "")) !== device) continue
      found.push({ pid: Number(pid), name: await nameOf(Number(pid)), descriptor })
      break
    }
  }
  return found
}

const lockerOf = async (path: string): Promise<Owner | null> => {
  const key = lockKey(await stat(path))
  const locks = (await orElse(readFile("/proc/locks", "utf8"), ""))
    .split("\n")
    .map((line) => line.split(/\s+/))
  const pid = Number(locks.find((words) => words[1] === "FLOCK" && words[5] === key)?.[4] ?? 0)
  return pid > 0 ? { pid, name: await nameOf(pid), descriptor: null } : null
}

/** All processes that have the port at a path open. */
export const users = (path: string): Effect.Effect<ReadonlyArray<Owner>> =>
  Effect.promise(() => usersOf(path))

/** Who keeps others from the port at a path: the process that locked it, else the first that has it open. */
export const find = (path: string): Effect.Effect<Owner | null> =>
  Effect.promise(async () => (await orElse(lockerOf(path), null)) ?? (await usersOf(path))[0] ?? null)

/** Whether a process still has the port open that it had. */
export const isStill = ({ descriptor }: Owner, path: string): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    if (descriptor === null) return true
    const device = await orElse(realpath(path), path)
    return (await orElse(readlink(descriptor), "")) === device
  })
