/**
 * The sources that need nothing but this page: an adapter on this computer, the demo, a recording. Loaded when the first of
 * them is wanted, and before, where the user may choose one.
 */
import * as Demo from "./Demo.ts"
import * as Recording from "./Recording.ts"
import * as Serial from "./Serial.ts"
import * as Workers from "./Workers.ts"

/** How each is opened. */
export const openers = { serial: Serial.open, demo: Demo.open, capture: Recording.open } as const

/** Loads all that they need, so that from now on they need no network. */
export const prepare = (): void => {
  Workers.prepare("demo")
  Workers.prepare("capture")
  if ("serial" in navigator) Workers.prepare("serial")
}
