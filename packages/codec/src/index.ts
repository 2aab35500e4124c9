/**
 * VE.Bus over the MK2 and MK3 adapters: every byte as a typed value. Pure, total, for any TypeScript runtime.
 *
 * Each frame is a namespace with what is said of it in one place (`Request`, `Reply`: layout and type) and constructors;
 * `Frames` joins them all. The floors below have entries of their own, so that a page loads what it uses; so has what is made
 * of frames and their formats: `/schemas`, `/reading` and `/survey`, each of them one module.
 */
export * from "./device/index.ts"
export * from "./link/index.ts"
export * from "./mk2/index.ts"
export * from "./winmon/index.ts"

export type * as Form from "./bytes/Form.ts"
export type * as Format from "./bytes/Format.ts"
export * as Layout from "./bytes/Layout.ts"
export * as Words from "./bytes/Words.ts"
export * as Explain from "./Explain.ts"
