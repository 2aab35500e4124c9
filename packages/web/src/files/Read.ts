/**
 * Reads a settings file of VEConfigure: what it says as a document, or what is wrong with it. Pure, and loaded by the worker
 * alone.
 */
import { FileFailure, SettingsFile } from "@vebus/codec/veconfigure"
import { SettingsFile as Documents } from "@vebus/runtime/documents"

/** A file to read. */
export interface Given {
  readonly name: string
  readonly bytes: ArrayBuffer
  /** ISO 8601 in UTC. */
  readonly time: string
}

/** The content of a file, or why it cannot be read. */
export type Found =
  | { readonly ok: true; readonly document: Documents.Document }
  | { readonly ok: false; readonly message: string }

/** Reads it. */
export const read = ({ name, bytes, time }: Given): Found => {
  const result = SettingsFile.read(new Uint8Array(bytes))
  if (result._tag === "Failure") {
    return {
      ok: false,
      message: `${name} is no settings file of VEConfigure that this page knows: ${FileFailure.message(result.failure)}`
    }
  }
  return result.success.units.length === 0
    ? { ok: false, message: `${name} ends before the settings of any unit.` }
    : { ok: true, document: Documents.document(result.success, { file: name, time }) }
}
