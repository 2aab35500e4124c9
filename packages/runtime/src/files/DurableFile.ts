/**
 * Files that a power cut leaves whole: replaced at once or not at all, or longer by a whole line or not at all. What is
 * done is on the disk, not in a buffer of the system. Whoever changes a file keeps others from it: `LockFile.ts`.
 */
import { mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { codeOf } from "../SystemError.ts"

/** What a folder holds reaches the disk. Windows and some file systems do that themselves, and cannot be asked. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } catch (cause) {
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP"].includes(codeOf(cause) ?? "")) throw cause
  } finally {
    await handle.close()
  }
}

/** Makes a folder, and those above it, for the user alone. One that exists stays as it is. */
export const makeFolder = async (folder: string): Promise<void> => {
  const path = resolve(folder)
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** The text of a file, or `null` when there is none. */
export const read = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8")
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null
    throw cause
  }
}

/** Gives a file a new text by way of a temporary file beside it, which is gone afterwards. */
export const replace = async (
  path: string,
  text: string,
  temporary: string = `${path}.tmp`
): Promise<void> => {
  try {
    const file = await open(temporary, "w", 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw cause
  }
  await syncFolder(dirname(path))
}

const NEWLINE = 0x0a

/** Appends a line, without its end, to a file of lines. Half a line that a crash left is cut off first. */
export const appendLine = async (path: string, line: string): Promise<void> => {
  const file = await open(path, "a+", 0o600)
  try {
    const { size } = await file.stat()
    const last = Buffer.alloc(1)
    if (size > 0) await file.read(last, 0, 1, size - 1)
    const whole = size === 0 || last[0] === NEWLINE ? size : (await readFile(path)).lastIndexOf(NEWLINE) + 1
    if (whole < size) await file.truncate(whole)
    try {
      await file.writeFile(`${line}\n`)
      await file.sync()
    } catch (cause) {
      // What fails here is cut off before the next line at the latest.
      await file.truncate(whole).catch(() => {})
      throw cause
    }
    if (size === 0) await syncFolder(dirname(path))
  } finally {
    await file.close()
  }
}
