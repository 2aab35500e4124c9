/**
 * H: reads or sets the lines that an MK3 pulls. An MK2 does not answer. Reference: protocol.md 3.8.
 */
import type { BusLines } from "@vebus/codec"
import * as System from "../System.ts"

export const answer = (system: System.State, request: BusLines.Request): System.Outcome => {
  const { adapter } = system
  if (adapter.type === "MK2") return [system, System.SILENCE]
  const lines = request.lines ?? adapter.lines
  return [{ ...system, adapter: { ...adapter, lines } }, [{ _tag: "BusLinesReply", lines, spare: [] }]]
}
