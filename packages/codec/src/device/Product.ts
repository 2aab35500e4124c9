/**
 * What a device or an adapter is called. Reference: protocol.md 3.3, 4.5.1.
 */
import * as Products from "./Products.ts"

const devices: Readonly<Record<number, string>> = Products.products
const adapters: Readonly<Record<number, string>> = Products.adapters

/** The name of a device by its product id (`SoftwareVersion.productId`), or `null` when nobody knows it. */
export const deviceName = (productId: number): string | null => devices[productId] ?? null

/** The name of an adapter by its type (`Version.adapterType`), or `null` when nobody knows it. */
export const adapterName = (type: number): string | null => adapters[type] ?? null
