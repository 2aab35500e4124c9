/**
 * For which configurations of `vebus ess follow` a dry run was made: a file for each, named by what the configuration comes to.
 */
import { createHash } from "node:crypto"
import { access, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"

/** The memory of one configuration. */
export interface DryRun {
  readonly isMade: Effect.Effect<boolean>
  /** Remembers it. */
  readonly make: Effect.Effect<void, ExitCode.CommandError>
}

/** The memory of a configuration, in the folder of the state. */
export const of = (state: string, canonical: string): DryRun => {
  const folder = join(state, "dry-runs")
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
        new ExitCode.CommandError(
          ExitCode.failure,
          `the dry run cannot be remembered in ${folder}: ${error instanceof Error ? error.message : String(error)}`
        )
    })
  }
}
