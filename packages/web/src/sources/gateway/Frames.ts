/**
 * The frames of a site as they come from its adapter, only while somebody watches. What is sent to it the gateway does not tell.
 */
import * as Clock from "../../Clock.ts"
import type { SourceEvent } from "../../Source.ts"
import * as Feed from "./Feed.ts"

interface Told {
  /** ISO 8601; bytes that formed no frame have none. */
  readonly time?: string
  readonly hex: string
}

/** Tells frames until it is ended. A stream that breaks off begins again: what passed meanwhile is not told. */
export const watch = (site: string, tell: (event: SourceEvent) => void): (() => void) =>
  Feed.listen(`api/v1/sites/${encodeURIComponent(site)}/frames`, Clock.now, {
    event: (event, data) => {
      if (event !== "frame" && event !== "discarded") return
      const { time, hex } = data as Told
      tell({ type: "frame", ms: time === undefined ? Clock.now() : Date.parse(time), dir: "rx", hex })
    },
    lost: () => undefined
  })
