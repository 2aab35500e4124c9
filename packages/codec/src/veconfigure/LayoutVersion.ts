/**
 * Each payload begins with the version of its layout. Only one of each is known: another one is not guessed at.
 */
import * as Result from "effect/Result"
import type { Cursor } from "./Cursor.ts"
import type { FileFailure } from "./Failure.ts"

/** Reads the version of a layout. Fails where it is another one. */
export const expect = (cursor: Cursor, version: number): Result.Result<void, FileFailure> => {
  const offset = cursor.at()
  return Result.flatMap(cursor.uint32("the version of the layout"), (found) =>
    found === version
      ? Result.succeed(undefined)
      : cursor.failed("UnknownLayout", offset, `version ${version} of the layout`, `version ${found}`)
  )
}
