/**
 * The frames of a recording, read in the worker of recordings beside the source of the page.
 */
import { openers } from "../sources/Openers.ts"
import type { FrameRow } from "../store/State.ts"

/** How long is waited for another frame, in milliseconds: they come at once. */
const QUIET_MILLIS = 500

/** Its last frames, the oldest first. Rejects where the file is no recording, with the reason in words. */
export const frames = async (file: File): Promise<ReadonlyArray<FrameRow>> => {
  const source = await openers.capture!({ file })
  const rows: Array<FrameRow> = []
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, QUIET_MILLIS)
    source.subscribe((event) => {
      if (event.type !== "frame") return
      rows.push({ key: rows.length, ms: event.ms, dir: event.dir, hex: event.hex })
      clearTimeout(timer)
      timer = setTimeout(resolve, QUIET_MILLIS)
    })
    source.watchFrames(true)
  })
  void source.close()
  return rows
}
