/**
 * The names of adapters. Reference: protocol.md 3.3.
 */
import * as Adapters from "./Adapters.ts"

/** The names of adapters. */
export type AdapterName = (typeof Adapters.adapters)[keyof typeof Adapters.adapters]

const adapters: Readonly<Record<number, AdapterName>> = Adapters.adapters

/** The name of an adapter by its type (`Version.adapterType`), or `null` when nobody knows it. */
export const adapterName = (type: number): AdapterName | null => adapters[type] ?? null
