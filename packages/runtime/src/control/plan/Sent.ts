/**
 * What a write sends, as the plan shows it and as execution sends it: the frame that makes the change, and those that may
 * go out with it. Pure. Reference: protocol.md 4.5.8, 6.6; integrations.md 12.9.
 */
import * as Order from "../Order.ts"
import type { PlannedFrame, Write } from "../WritePlan.ts"

/** The frames of a write. `unheard` goes before it, `refused` in its place: see `PlannedFrame`. */
export const sent = (
  order: Order.Sendable,
  {
    unheard = [],
    refused = []
  }: {
    readonly unheard?: ReadonlyArray<Order.Sendable>
    readonly refused?: ReadonlyArray<Order.Sendable>
  } = {}
): Pick<Write, "frame" | "frames"> => {
  const planned = (when: PlannedFrame["when"]) => (sendable: Order.Sendable) => ({
    hex: Order.frameOf(sendable),
    when
  })
  const always = planned("always")(order)
  return {
    frame: always.hex,
    frames: [...unheard.map(planned("unheard")), always, ...refused.map(planned("refused"))]
  }
}

/** What a write sends at one of its moments, in order; a frame that is none of ours sends nothing. */
export const at = ({ frames }: Write, when: PlannedFrame["when"]): ReadonlyArray<Order.Sendable> =>
  frames.flatMap((planned) => {
    const sendable = planned.when === when ? Order.read(planned.hex) : undefined
    return sendable === undefined ? [] : [sendable]
  })
