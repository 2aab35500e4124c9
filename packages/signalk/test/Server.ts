/**
 * A Signal K server that keeps what it is told.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Delta, Host, Meta, PutHandler, Reply } from "../src/index.ts"

/** A server, with what it was told. */
export interface Server extends Host, Disposable {
  /** The last value of each path. */
  readonly values: Map<string, unknown>
  readonly meta: Map<string, Meta>
  readonly deltas: Array<Delta>
  readonly puts: Map<string, PutHandler>
  /** The lines of the admin page, the last one last. */
  readonly lines: Array<string>
  readonly put: (path: string, value: unknown) => Promise<Reply>
}

/** A server that nobody has told anything. */
export const server = (): Server => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-signalk-"))
  const values = new Map<string, unknown>()
  const meta = new Map<string, Meta>()
  const deltas: Array<Delta> = []
  const puts = new Map<string, PutHandler>()
  const lines: Array<string> = []
  return {
    values,
    meta,
    deltas,
    puts,
    lines,
    handleMessage: (_, delta) => {
      deltas.push(delta)
      for (const update of delta.updates) {
        for (const { path, value } of update.values ?? []) values.set(path, value)
        for (const { path, value } of update.meta ?? []) meta.set(path, value)
      }
    },
    setPluginStatus: (text) => void lines.push(text),
    setPluginError: (text) => void lines.push(`error: ${text}`),
    registerPutHandler: (_, path, handler) => void puts.set(path, handler),
    getDataDirPath: () => folder,
    put: (path, value) =>
      new Promise((resolve) => {
        const reply = puts.get(path)!("vessels.self", path, value, resolve)
        if (reply.state !== "PENDING") resolve(reply)
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true })
  }
}

const AGAIN_MILLIS = 10

/** Waits until something is so. A test that waits in vain ends by the time-out of all tests. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS))
}
