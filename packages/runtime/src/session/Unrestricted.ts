/**
 * The key to what changes a device. A session holds its unrestricted side under this symbol, and the package does not
 * export it: whoever has a session can read, and only `Control` can write.
 */
export const unrestricted: unique symbol = Symbol("@vebus/runtime/unrestricted")
