/**
 * A folder that nobody else can write to. Code is only ever loaded from there: whoever can write where a program loads code
 * from runs code as its user, root for instance.
 */
import { lstatSync, mkdirSync, realpathSync } from "node:fs"
import { dirname, resolve } from "node:path"

const OTHERS_WRITE = 0o022
const STICKY = 0o1000

/** Whether nobody else can put anything in the place of a folder: it, and what is above it, is ours or the system's. */
const isSafe = (folder: string, user: number): boolean => {
  const stat = lstatSync(folder)
  const isOurs = stat.isDirectory() && (stat.uid === user || stat.uid === 0)
  const others = (stat.mode & OTHERS_WRITE) !== 0
  // In a folder like /tmp others make files, and cannot touch ours.
  if (!isOurs || (others && (stat.mode & STICKY) === 0)) return false
  return dirname(folder) === folder || isSafe(dirname(folder), user)
}

/** Makes a folder for the user alone, and gives its path; `null` where it cannot be made or is not the user's alone. */
export const make = (folder: string): string | null => {
  try {
    mkdirSync(resolve(folder), { recursive: true, mode: 0o700 })
    const path = realpathSync(folder)
    const user = process.getuid?.()
    // Windows keeps others out of a user's folders by itself.
    if (user === undefined) return path
    const { uid, mode } = lstatSync(path)
    return uid === user && (mode & OTHERS_WRITE) === 0 && isSafe(path, user) ? path : null
  } catch {
    return null
  }
}
