/**
 * Every kind of write, one line each. `Kinds.ts` makes of them what plans, executes, undoes and shows them all.
 */
export { charge } from "./Charge.ts"
export { flags } from "./Flags.ts"
export { lines } from "./Lines.ts"
export { panel } from "./Panel.ts"
export { ram } from "./Ram.ts"
export { restart } from "./Restart.ts"
export { settings } from "./Settings.ts"
