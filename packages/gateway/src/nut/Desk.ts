/**
 * The desk of the NUT server: what clients are told, who is logged in, who may do what. Lines come in and go out; the
 * connections are the affair of `Server.ts`.
 */
import { Monotonic } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Feed } from "../Feed.ts"
import { isSame } from "../Secret.ts"
import * as Guesses from "../listener/Guesses.ts"
import type { Sites } from "../Sites.ts"
import * as Battery from "./Battery.ts"
import * as Conversation from "./Conversation.ts"
import * as Names from "./Names.ts"
import * as Outage from "./Outage.ts"
import type * as Variables from "./Variables.ts"
import * as Watch from "./Watch.ts"

/** Somebody who may log in. */
export interface User {
  readonly name: string
  readonly password: Redacted.Redacted<string>
  readonly role: Conversation.Role
}

/** The users with their rights, and the facts that clients are told. */
export interface Options {
  readonly users: ReadonlyArray<User>
  /** The site of each UPS by name; `null`: the first is `ups`, the others have the names of their sites. */
  readonly names: Readonly<Record<string, string>> | null
  readonly nominal: Variables.Nominal
  /** Whether it forces a shutdown itself when a battery is low and no primary is logged in. */
  readonly forces: boolean
  readonly canEncrypt: boolean
  readonly version: string
  /** The folder where outages are kept over a restart. */
  readonly state: string
}

/** A client that is connected. */
export interface Client {
  readonly address: string
  session: Conversation.Session
}

/** The desk. */
export interface Desk {
  /** A client comes, and is gone when the scope closes. */
  readonly enter: (address: string) => Effect.Effect<Client, never, Scope.Scope>
  /** The answer to a line of a client. */
  readonly answer: (client: Client, line: string) => Effect.Effect<Pick<Conversation.Answer, "text" | "next">>
}

/** How often it is said that somebody was not let in, in milliseconds. */
const DENIED_MILLIS = 60_000

const denied = Metric.counter("vebus_nut_denied_total", {
  description: "Times that a NUT client was not let in: a wrong name, password or role",
  incremental: true
})

/** The rights of a user; takes as long for a wrong password as for a right one. */
const roleOf =
  (users: ReadonlyArray<User>): Conversation.World["roleOf"] =>
  (username, password) => {
    // Lines are Latin-1 on the way; what was typed is UTF-8.
    const typed = (text: string) => Buffer.from(text, "latin1").toString("utf8")
    const name = typed(username)
    const given = typed(password)
    let role: Conversation.Role | null = null
    for (const user of users) {
      const isRight = isSame(Redacted.value(user.password), given)
      if (isRight && user.name === name) role = user.role
    }
    return role
  }

/** Opens the desk, until the scope closes. */
export const make = (options: Options): Effect.Effect<Desk, never, Feed | Sites | Scope.Scope> =>
  Effect.gen(function* () {
    const { users, names, nominal, version, canEncrypt } = options
    const feed = yield* Feed
    const clients = new Set<Client>()
    const role = roleOf(users)
    const battery = yield* Battery.make
    const guesses = Guesses.make()
    let deniedAt = Number.NEGATIVE_INFINITY
    yield* Metric.update(denied, 0)

    const clientsOf = (ups: string): ReadonlyArray<Client> =>
      [...clients].filter(({ session: { login } }) => login === ups)

    const onLow = (site: string) =>
      Effect.gen(function* () {
        if (!options.forces || watch.of(site).forcedAt !== null) return
        const own = Names.of(yield* feed.sites, names).filter((named) => named.site === site)
        const isPrimary = ({ session: { login, primary } }: Client) => login === primary
        if (own.some(({ ups }) => clientsOf(ups).some(isPrimary))) return
        yield* watch.force(site)
        yield* Effect.logWarning(
          `${site}: the battery is low and no primary is there: clients of NUT shut down`
        )
      })

    const watch: Watch.Watch = yield* Watch.make({ state: options.state, low: nominal.low, onLow })

    const world = Effect.gen(function* () {
      const sites = yield* feed.sites
      const now = yield* Monotonic.millis
      const upses = Names.of(sites, names).map(({ ups, view }): Conversation.Ups => {
        const outage = watch.of(view.site)
        const status = Outage.statusOf(outage, view)
        return {
          name: ups,
          about: `VE.Bus system ${view.site}`,
          known:
            status === null || view.reading === null
              ? null
              : { view, reading: view.reading, status, battery: battery(view.site), nominal, version },
          lastStatus: view.fresh ? null : Outage.lastStatusOf(outage, now)
        }
      })
      return {
        upses,
        version,
        roleOf: role,
        clientsOf: (ups: string) => clientsOf(ups).map(({ address }) => address),
        canEncrypt
      }
    })

    const force = (ups: string, { address, session: { username } }: Client) =>
      Effect.gen(function* () {
        const found = Names.of(yield* feed.sites, names).find((named) => named.ups === ups)
        if (found === undefined) return
        yield* watch.force(found.site)
        yield* Effect.logWarning(
          `${found.site}: ${username ?? ""} at ${address} lets all clients of NUT shut down`
        )
      })

    const deny = ({ address }: Client) =>
      Effect.gen(function* () {
        yield* Metric.update(denied, 1)
        const now = yield* Monotonic.millis
        if (now - deniedAt < DENIED_MILLIS) return
        deniedAt = now
        yield* Effect.logWarning(`NUT: ${address} was not let in: wrong name, password or role`)
      })

    return {
      enter: (address) =>
        Effect.acquireRelease(
          Effect.sync(() => {
            const client: Client = { address, session: Conversation.initial }
            clients.add(client)
            return client
          }),
          (client) => Effect.sync(() => clients.delete(client))
        ),
      answer: (client, line) =>
        Effect.gen(function* () {
          const before = client.session
          let isTry = false
          const { text, session, next, forced, isDenied } = Conversation.answer(before, line, {
            ...(yield* world),
            roleOf: (username, password) => {
              isTry = true
              return role(username, password)
            }
          })
          if (isDenied) yield* deny(client)
          // Whoever was let in has no password to guess any more, and a shutdown must not wait.
          const isIn = before.login !== null || before.primary !== null
          if (isTry && !isIn && !(yield* guesses.judge(client.address, !isDenied)))
            return Conversation.denied(before)
          client.session = session
          if (forced !== null) yield* force(forced, client)
          return { text, next }
        })
    }
  })
