/**
 * The ways to a source, each loaded when it is wanted: the page of a gateway loads no engine.
 */
import type { Source, SourceKind } from "../Source.ts"

/** What the user gave on the start page. */
export interface Given {
  /** A recording. */
  readonly file?: File
}

/** Opens a source. Fails with an `Error` whose message is for people. */
export type Opener = (given: Given) => Promise<Source>

/** The sources that there are. */
export const openers: Partial<Readonly<Record<SourceKind, Opener>>> = {
  gateway: async () => (await import("./gateway/Gateway.ts")).make(location.hostname)
}
