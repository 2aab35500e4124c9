/**
 * What the build leaves out, since the page cannot use it: compiled layouts, which its policy forbids (they are interpreted, as
 * anywhere without `eval`), and the profiles of the simulator that the demo does not play.
 */
import type { Plugin } from "vite"

/** The profile of the demo, and the one that it extends. */
const PROFILES = /\/(multiplus-ii-48-5000-mk3|multiplus-ii-48-3000-230v)\.json$/

/** Leaves it out. */
export const trim = (): Plugin => ({
  name: "vebus-trim",
  enforce: "pre",
  load: (id) => {
    if (id.endsWith("/codec/src/bytes/Compile.ts")) return "export const compile = () => null"
    return id.includes("/simulator/src/profile/built-in/") && !PROFILES.test(id) ? "{}" : null
  }
})

/** Nothing of ours, nor of Effect, does something by being loaded or read: what nobody uses is dropped. */
export const treeshake = {
  propertyReadSideEffects: false,
  unknownGlobalSideEffects: false,
  manualPureFunctions: ["Schema", "Metric", "Context", "Effect", "Schedule", "Layer", "Duration", "Stream"]
} as const
