/**
 * Frames that were seen, as a recording (`vebus.capture/1`): what `vebus replay` and `vebus explain` read, and this page.
 */
import type { Capture } from "@vebus/runtime"
import type { FrameRow } from "../store/State.ts"

type Line = Capture.Header | Capture.Chunk

/** The text of a recording; the oldest frame first. */
export const text = (rows: ReadonlyArray<FrameRow>, port: string): string => {
  const started = rows[0]?.ms ?? 0
  const lines: ReadonlyArray<Line> = [
    { schema: "vebus.capture/1", started: new Date(started).toISOString(), port, software: "vebus page" },
    ...rows.map(({ ms, dir, hex }) => ({ ms: Math.max(0, ms - started), dir, hex }))
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("")
}
