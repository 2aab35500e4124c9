/**
 * The ways to a source, each loaded when it is wanted: the page of a gateway loads no engine.
 */
import type { SourceKind } from "../Source.ts"
import type { Opener } from "./Given.ts"

export type { Given, Opener } from "./Given.ts"

const local = () => import("./Local.ts")

/** Loads what the sources of this page need, for a visitor who may go on without a network. */
export const prepare = async (): Promise<void> => (await local()).prepare()

/** The sources that there are. */
export const openers: Partial<Readonly<Record<SourceKind, Opener>>> = {
  gateway: async () => (await import("./gateway/Gateway.ts")).make(location.hostname),
  serial: async (given) => (await local()).openers.serial(given),
  demo: async () => (await local()).openers.demo(),
  capture: async (given) => (await local()).openers.capture(given)
}
