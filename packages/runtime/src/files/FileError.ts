/**
 * A file that somebody named and that cannot be used.
 */
import * as Schema from "effect/Schema"
import { codeOf, textOf } from "../transports/SystemError.ts"

const advice = {
  read: "Name a file that exists and that you may read.",
  write: "Name a new file, in a folder that exists and that you may write to."
} as const

/** A file that cannot be read or written. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  doing: Schema.Literals(["read", "write"]),
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.path}: ${this.cause}. ${advice[this.doing]}`
  }
}

/** The codes of the system in words for somebody who named a file. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "it exists already",
  EISDIR: "it is a folder",
  ELOOP: "its links go round in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "permission denied",
  EROFS: "the disk is read-only"
}
/** The missing thing: the file, or its folder. */
const missing = { read: "there is no such file", write: "there is no such folder" } as const

/** The error of the system about a file, in words: `it exists already`. */
export const causeText = (doing: FileError["doing"], cause: unknown): string => {
  const code = codeOf(cause)
  const meaning = code === "ENOENT" ? missing[doing] : meanings[code ?? ""]
  return meaning ?? textOf(cause)
}

/** The error of the system about a file, as an error of our own. */
export const failed = (doing: FileError["doing"], path: string) => (cause: unknown) =>
  new FileError({ doing, path, cause: causeText(doing, cause) })
