/**
 * The frames of a write, as the plan shows them and as execution sends them: the one that makes the change, and those that
 * may go out with it. Pure. Reference: protocol.md 4.5.8, 6.6; integrations.md 12.9.
 */
import * as Schema from "effect/Schema"
import * as Order from "../Order.ts"

/** A frame of a write as it goes out, in hex, and when it does. */
export const PlannedFrame = Schema.Struct({
  /** The letter of a winmon request is the first that is free, here X. */
  hex: Schema.String,
  /**
   * `always`: it makes the change. `unheard`: before it, unless the adapter passes the frames of other panels on already;
   * it moves nothing. `refused`: in place of the one that makes the change, where the unit says that it does not know that.
   */
  when: Schema.Literals(["unheard", "always", "refused"])
})
export type PlannedFrame = typeof PlannedFrame.Type

/** The frames of a write. */
export interface PlannedFrames {
  /** The frame that makes the change. */
  readonly frame: string
  /** All that may go out, in this order. */
  readonly frames: ReadonlyArray<PlannedFrame>
}

/** The frames of these requests. `unheard` goes before the request, `refused` in its place: see `PlannedFrame`. */
export const framesOf = (
  request: Order.Request,
  {
    unheard = [],
    refused = []
  }: {
    readonly unheard?: ReadonlyArray<Order.Request>
    readonly refused?: ReadonlyArray<Order.Request>
  } = {}
): PlannedFrames => {
  const at = (when: PlannedFrame["when"]) => (own: Order.Request) => ({ hex: Order.frameOf(own), when })
  const always = at("always")(request)
  return {
    frame: always.hex,
    frames: [...unheard.map(at("unheard")), always, ...refused.map(at("refused"))]
  }
}
