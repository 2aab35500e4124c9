/**
 * F 6 and 38: F 6 freezes RAM variables in all units without an answer, 38 reads what one unit has frozen and empties
 * it. A variable that a unit lacks spoils its snapshot. Reference: protocol.md 4.5.9, 8.
 */
import type { Words } from "@vebus/codec"
import type * as Device from "../Device.ts"
import type { Outcome } from "./Command.ts"

/** Freezes RAM variables. */
export const freeze = (device: Device.State, ids: ReadonlyArray<number | undefined>): Device.State => ({
  ...device,
  snapshot: frozen(device, ids)
})

const frozen = ({ ram }: Device.State, ids: ReadonlyArray<number | undefined>): ReadonlyArray<number> => {
  const words: Array<number> = []
  for (const id of ids) {
    const word = id === undefined ? undefined : ram[id]
    if (word === undefined) return []
    words.push(word)
  }
  return words
}

export const answer = (device: Device.State): Outcome => [
  { ...device, snapshot: [] },
  [{ _tag: "ReadSnapshotReply", valuesRaw: device.snapshot as ReadonlyArray<Words.Raw16>, spare: [] }]
]
