/**
 * Who may read and who may change. Changes always need the token, also on loopback: a page of another origin reaches that.
 * Reads need it where others than this machine reach the port, unless the configuration says that anybody may read.
 * Without a token nobody may change anything. Reference: gateway.md 3; integrations.md 12.4.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { HttpApiMiddleware, HttpApiSecurity } from "effect/http-api"
import { isSame } from "../Secret.ts"
import * as Problem from "./Problem.ts"

/** The rules for requests: the token of this gateway, and whether reads need it. */
export interface Policy {
  /** `null`: there is none, and nobody may change anything. */
  readonly token: Redacted.Redacted<string> | null
  /** Whether anybody may read. */
  readonly openReads: boolean
}

/** The policy as it is now: it may change while the gateway runs. */
export class Access extends Context.Service<Access, { readonly policy: Effect.Effect<Policy> }>()(
  "@vebus/gateway/http/Access"
) {}

/** Lets in who may read. */
export class Reads extends HttpApiMiddleware.Service<Reads>()("@vebus/gateway/http/Reads", {
  security: { bearer: HttpApiSecurity.bearer },
  error: Problem.errors[401]
}) {}

/** Lets in who may change. */
export class Changes extends HttpApiMiddleware.Service<Changes>()("@vebus/gateway/http/Changes", {
  security: { bearer: HttpApiSecurity.bearer },
  error: [Problem.errors[401], Problem.errors[403]]
}) {}

const missing = Problem.problem(
  401,
  "bad-token",
  "the token is missing or wrong",
  'Send it as "Authorization: Bearer TOKEN". It is the one of http.token-file in the configuration.'
)

const noToken = Problem.problem(
  403,
  "no-token",
  "this gateway has no token, so nothing can be changed over HTTP",
  "Name a file with a token as http.token-file in its configuration."
)

const holds = (token: Redacted.Redacted<string> | null, credential: Redacted.Redacted<string>): boolean =>
  token !== null && isSame(Redacted.value(token), Redacted.value(credential))

/** Both doors. */
export const layer: Layer.Layer<Reads | Changes, never, Access> = Layer.effectContext(
  Effect.map(Access, ({ policy }) => {
    const reads = Reads.of({
      bearer: (effect, { credential }) =>
        Effect.gen(function* () {
          const { token, openReads } = yield* policy
          if (!openReads && !holds(token, credential)) return yield* Effect.fail(missing)
          return yield* effect
        })
    })
    const changes = Changes.of({
      bearer: (effect, { credential }) =>
        Effect.gen(function* () {
          const { token } = yield* policy
          if (token === null) return yield* Effect.fail(noToken)
          if (!holds(token, credential)) return yield* Effect.fail(missing)
          return yield* effect
        })
    })
    return Context.make(Reads, reads).pipe(Context.add(Changes, changes))
  })
)
