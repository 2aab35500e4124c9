/**
 * Every kind of write, one line each. `Kinds.ts` makes of them what plans, executes, undoes and shows them all.
 * The set-point of the ESS assistant is no kind: it is held, not written once (`Kinds.ts`).
 */
export { charge } from "./Charge.ts"
export { flags } from "./Flags.ts"
export { lines } from "./Lines.ts"
export { panel } from "./Panel.ts"
export { ram } from "./Ram.ts"
export { restart } from "./Restart.ts"
export { settings } from "./Settings.ts"
