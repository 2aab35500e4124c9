/**
 * The memory of dry runs: one that was made for a configuration of grid control counts from then on. A file for each in the
 * folder of the state, named by what the configuration comes to.
 */
import { createHash } from "node:crypto"
import { access, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** It cannot be kept. */
export class MemoryError extends Schema.TaggedError<MemoryError>()("MemoryError", {
  message: Schema.String
}) {}

/** The memory of one configuration. */
export interface Memory {
  readonly isMade: Effect.Effect<boolean>
  /** Remembers it. */
  readonly make: Effect.Effect<void, MemoryError>
}

/** The memory of dry runs of a configuration, in the folder of the state. */
export const ofDryRun = (state: string, canonical: string): Memory => of(join(state, "dry-runs"), canonical)

const of = (folder: string, canonical: string): Memory => {
  const path = join(folder, createHash("sha256").update(canonical).digest("hex").slice(0, 32))
  return {
    isMade: Effect.promise(() =>
      access(path).then(
        () => true,
        () => false
      )
    ),
    make: Effect.tryPromise({
      try: async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFile(path, `${canonical}\n`, { mode: 0o600 })
      },
      catch: (error) =>
        new MemoryError({
          message: `it cannot be remembered in ${folder}: ${error instanceof Error ? error.message : String(error)}`
        })
    })
  }
}
