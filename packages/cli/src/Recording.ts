/**
 * Recording what passes over a port to a new file, in the capture format of `docs/guides/link.md`.
 */
import { Capture, type Transport } from "@vebus/runtime"
import { CaptureFile } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ExitCode from "./ExitCode.ts"
import { version } from "./Version.ts"

type Write = (line: string) => Effect.Effect<void>

/** Opens a new file to record to. Never overwrites one. */
export const recordTo = (path: string): Effect.Effect<Write, ExitCode.CommandError, Scope.Scope> =>
  Effect.mapError(
    CaptureFile.create(path),
    ({ message }) => new ExitCode.CommandError(ExitCode.badFile, message)
  )

/** The same transport, whose traffic is written to a new file. */
export const recorded = (
  transport: Transport.Transport["Service"],
  path: string
): Effect.Effect<Transport.Transport["Service"], ExitCode.CommandError, Scope.Scope> =>
  Effect.flatMap(recordTo(path), (write) =>
    Capture.record(transport, { write, software: `vebus ${version}` })
  )
