/**
 * Files that a power cut leaves whole: replaced at once or not at all, or longer by a whole line or not at all. What is
 * done is on the disk, not in a buffer of the system. Whoever changes a file keeps others from it: `LockFile.ts`.
 */
import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { codeOf } from "../transports/SystemError.ts"

/** Brings the entries of a folder to the disk. Windows and some file systems do that themselves, and cannot be asked. */
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

/**
 * Who else may write to a folder: a group of users, or anybody, or whoever has it. One that is not there yet will be the
 * user's alone.
 */
export const othersWrite = async (
  folder: string,
  user = process.getuid?.()
): Promise<"group" | "anybody" | null> => {
  const found = user === undefined ? null : await stat(folder).catch(() => null)
  if (found === null) return null
  if ((found.mode & 0o002) !== 0 || (found.uid !== user && found.uid !== 0)) return "anybody"
  return (found.mode & 0o020) === 0 ? null : "group"
}

/** No file of ours comes near to this, in bytes. */
const LONGEST_BYTES = 0x4_00_00_00

/** The text of a file, or `null` when there is none. Somebody may have put a pipe there, or a device without end. */
export const read = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const found = await file.stat()
      if (!found.isFile()) throw new Error(`${path} is no file`)
      if (found.size > LONGEST_BYTES) throw new Error(`${path} has more than ${LONGEST_BYTES} bytes`)
      return await file.readFile("utf8")
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null
    throw cause
  }
}

/** A name that nobody can have guessed, and put a link under. */
const temporaryOf = (path: string): string => `${path}.${randomBytes(6).toString("hex")}.tmp`

/** Gives a file a new text by way of a temporary file beside it, which is new and is gone afterwards. */
export const replace = async (
  path: string,
  text: string,
  temporary: string = temporaryOf(path)
): Promise<void> => {
  const file = await open(temporary, "wx", 0o600)
  try {
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

/** The bytes of a file from an offset to its end. */
const rest = async (file: FileHandle, from: number): Promise<Buffer> => {
  const { size } = await file.stat()
  const bytes = Buffer.alloc(Math.max(0, size - from))
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/** Whether a line ends before an offset: else somebody put another file there. */
const isLineEnd = async (file: FileHandle, offset: number): Promise<boolean> => {
  const last = Buffer.alloc(1)
  return offset > 0 && (await file.read(last, 0, 1, offset - 1)).bytesRead === 1 && last[0] === NEWLINE
}

/** Where so many lines end. */
const endOf = (bytes: Buffer, lines: number): number => {
  let end = 0
  for (let line = 0; line < lines; line++) end = bytes.indexOf(NEWLINE, end) + 1
  return end
}

/** How many lines of a text have their end. */
const wholeLines = (text: string): number => text.split("\n").length - 1

/** The known lines of a file, and the part of the rest that stays. */
export interface Looked {
  /** Up to here its lines are known to be sound, in bytes. */
  readonly from?: number
  /**
   * Of the lines behind that, how many are sound; throws where nothing may be appended. All that have their end unless said.
   */
  readonly sound?: (text: string) => number
}

/**
 * Appends a line, without its end, to a file of lines, and gives how long the file is then. What a crash left behind the
 * sound lines, half a line or one that makes no sense, is cut off first.
 */
export const appendLine = async (
  path: string,
  line: string,
  { from = 0, sound = wholeLines }: Looked = {}
): Promise<number> => {
  const file = await open(path, "a+", 0o600)
  try {
    const { size } = await file.stat()
    const start = (await isLineEnd(file, from)) ? from : 0
    const bytes = await rest(file, start)
    const whole = start + endOf(bytes, sound(bytes.toString("utf8")))
    if (whole < size) await file.truncate(whole)
    const text = Buffer.from(`${line}\n`)
    try {
      await file.writeFile(text)
      await file.sync()
    } catch (cause) {
      // What fails here is cut off before the next line at the latest.
      await file.truncate(whole).catch(() => {})
      throw cause
    }
    if (size === 0) await syncFolder(dirname(path))
    return whole + text.length
  } finally {
    await file.close()
  }
}
