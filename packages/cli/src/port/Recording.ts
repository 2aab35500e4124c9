/**
 * Recording what passes over a port to a new file, in the capture format of `docs/guides/link.md`, and reading such
 * files.
 */
import { Capture, type Transport } from "@vebus/runtime"
import { CaptureFile } from "@vebus/runtime/files"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as ExitCode from "../ExitCode.ts"
import { FileMode } from "../files/FileMode.ts"
import { version } from "../Version.ts"

type Write = (line: string) => Effect.Effect<void>
type OnStopped = NonNullable<CaptureFile.Options["onStopped"]>

const badFile = ({ message }: { readonly message: string }) =>
  new ExitCode.CommandError(ExitCode.badFile, message)

/** Opens a new file to record to. Never overwrites one. */
export const recordTo = (
  path: string,
  onStopped?: OnStopped
): Effect.Effect<Write, ExitCode.CommandError, Scope.Scope> =>
  Effect.flatMap(FileMode, (mode) =>
    Effect.mapError(
      CaptureFile.create(path, { mode, ...(onStopped === undefined ? {} : { onStopped }) }),
      badFile
    )
  )

/** The same transport, whose traffic is written to a new file. Who needs the file more than the traffic hears that it stopped. */
export const recorded = (
  transport: Transport.Transport["Service"],
  path: string,
  onStopped?: OnStopped
): Effect.Effect<Transport.Transport["Service"], ExitCode.CommandError, Scope.Scope> =>
  Effect.flatMap(recordTo(path, onStopped), (write) =>
    Capture.record(transport, { write, software: `vebus ${version}` })
  )

/** The text of a capture: that of the file, or of the report of `vebus doctor` the lines in it. */
const captureIn = (text: string): string => {
  if (!/^\s*\{\s*"schema"\s*:\s*"vebus\.report\//.test(text)) return text
  try {
    const { capture } = JSON.parse(text) as { readonly capture?: unknown }
    return Array.isArray(capture) ? capture.map((line) => `${JSON.stringify(line)}\n`).join("") : text
  } catch {
    // What is wrong with it is told as of any other file.
    return text
  }
}

/** Reads a capture, or that of a report. One that was cut short is good up to its last whole line, and says so. */
export const load = (path: string): Effect.Effect<Capture.Capture, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const text = captureIn(yield* Effect.mapError(CaptureFile.read(path), badFile))
    const parsed = Capture.parse(text)
    if (Result.isFailure(parsed)) {
      const { line, expected, found } = parsed.failure
      const message = `${path}, line ${line}: expected ${expected}, found ${found === "" ? "nothing" : found}`
      return yield* badFile({ message })
    }
    const rest = text.slice(text.lastIndexOf("\n") + 1)
    if (rest !== "") {
      yield* Console.error(
        `vebus: ${path} is cut short: its last ${rest.length} characters are no whole line, and left out`
      )
    }
    return parsed.success
  })
