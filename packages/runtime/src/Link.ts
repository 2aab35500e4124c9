/**
 * The link as a service: one session, which `Device` reads through and `Control` writes through. It needs a
 * `Transport`, and lives as long as its layer.
 *
 *     Device.layer.pipe(Layer.provide(Link.layer({ window: 1 })), Layer.provide(transport))
 *
 * Reference: decisions.md 6.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { LinkError } from "./Errors.ts"
import * as Session from "./Session.ts"
import type { Transport } from "./Transport.ts"

/** The session that everything of a program goes through. */
export class Link extends Context.Service<Link, Session.Session>()("@vebus/runtime/Link") {}

/** Connects when it is built, and stays connected until its scope closes. Fails with the reason why there is no link. */
export const layer = (options?: Session.Options): Layer.Layer<Link, LinkError, Transport> =>
  Layer.effect(Link, Session.connect(options))
