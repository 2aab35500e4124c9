/**
 * Who may read the files that a command writes: backups, reports and recordings hold serial numbers, so that they are the
 * user's alone unless `--public` is said.
 */
import * as Context from "effect/Context"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"

/** The bits that a new file gets, less those of the umask. */
export const FileMode = Context.Reference<number>("vebus/FileMode", { defaultValue: () => 0o600 })

/** `--public`, for every command. `of` is what acts on it. */
export const isPublic = GlobalFlag.Setting("public")({
  flag: Flag.Boolean("public").pipe(
    Flag.withDescription(
      "Let everybody on this machine read the files that vebus writes, as the umask allows"
    ),
    Flag.withDefault(false)
  )
})

/** The bits that the words of a command ask for. */
export const of = (words: ReadonlyArray<string>): number => (words.includes("--public") ? 0o666 : 0o600)
