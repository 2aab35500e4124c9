/**
 * Gives a file to a worker that reads it, and ends the worker.
 */
import * as Clock from "../Clock.ts"
import type { Found, Given } from "./Read.ts"

/** No file of VEConfigure is larger: real ones have 4 to 10 kB. */
const MAX_BYTES = 1_048_576

/** Reads a file. The promise is never rejected. */
export const read = async (file: File): Promise<Found> => {
  const failed = (message: string): Found => ({ ok: false, message: `${file.name}: ${message}` })
  if (file.size > MAX_BYTES) return failed("this is larger than any settings file of VEConfigure.")
  let bytes: ArrayBuffer
  try {
    bytes = await file.arrayBuffer()
  } catch {
    return failed("the browser could not read it.")
  }
  const worker = new Worker(new URL("./read.worker.ts", import.meta.url), { type: "module" })
  const given: Given = { name: file.name, bytes, time: new Date(Clock.now()).toISOString() }
  const found = await new Promise<Found>((resolve) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Found>) => resolve(data))
    worker.addEventListener("error", () =>
      resolve(failed("the part of the page that reads it did not start."))
    )
    worker.postMessage(given, [bytes])
  })
  worker.terminate()
  return found
}
