/**
 * Names of adapters: apart from those of devices, a long table that not every page needs. Lookups: `Adapter.ts`.
 *
 * Generated from `data/products.json` by `npm run generate`: change that file, not this one.
 */

/** Adapters by version div 1000. */
export const adapters = { 1130: "MK2", 1170: "MK3" } as const satisfies Readonly<Record<number, string>>
