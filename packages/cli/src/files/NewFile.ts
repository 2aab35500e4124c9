/**
 * New files that are whole or not there: backups and reports. Never overwrites one, and leaves nothing behind when the
 * command ends before all of it is on the disk.
 */
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from "node:fs"
import { FileError } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ExitCode from "../ExitCode.ts"
import { FileMode } from "./FileMode.ts"

const failed = (path: string) => (cause: unknown) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `cannot write ${path}: ${FileError.causeText("write", cause)}. Name a new file, in a folder that exists, that you may write to and that has room; nothing was left behind.`
  )

/** Opens a new file until the scope closes, and gives what writes all of its text. */
export const create = (
  path: string
): Effect.Effect<
  (text: string) => Effect.Effect<void, ExitCode.CommandError>,
  ExitCode.CommandError,
  Scope.Scope
> => {
  let isWhole = false
  const release = (file: number) =>
    Effect.sync(() => {
      try {
        closeSync(file)
      } catch {
        // Some file systems report a full disk no sooner; what was synchronised is there.
      }
      if (!isWhole) rmSync(path, { force: true })
    })
  const open = Effect.flatMap(FileMode, (mode) =>
    Effect.try({ try: () => openSync(path, "wx", mode), catch: failed(path) })
  )
  return Effect.acquireRelease(open, release).pipe(
    Effect.map(
      (file) => (text: string) =>
        Effect.try({
          try: () => {
            // Goes on where the system takes a part.
            writeFileSync(file, text)
            fsyncSync(file)
            isWhole = true
          },
          catch: failed(path)
        })
    )
  )
}
