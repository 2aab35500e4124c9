/**
 * The link as a service: one session, which `Device` reads through and `Control` writes through. It needs a
 * `Transport`, and lives as long as its layer.
 *
 *     Device.layer.pipe(Layer.provide(Link.layer({ window: 1 })), Layer.provide(transport))
 *
 * Reference: decisions.md 6.
 */
export { layer, Link } from "./Session.ts"
