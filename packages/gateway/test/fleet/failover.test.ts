/**
 * Several brokers in the list, one of which is killed: a gateway and those who look go on with the next one.
 */
import { assert, describe, it } from "@effect/vitest"
import { FleetWatch } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { broker, listener } from "../mqtt/Broker.ts"
import { shown } from "../mqtt/Published.ts"

/** Asks until something is so. */
const until = <A>(ask: Effect.Effect<A>, isSo: (found: A) => boolean): Effect.Effect<A> =>
  Effect.flatMap(ask, (found) =>
    isSo(found) ? Effect.succeed(found) : Effect.andThen(Effect.sleep(20), until(ask, isSo))
  )

const watching = (urls: ReadonlyArray<string>) =>
  Effect.provideService(
    FleetWatch.make({ urls, ...FleetWatch.anonymous }, "vebus"),
    References.MinimumLogLevel,
    "None"
  )

describe("a broker that is killed", () => {
  it.live(
    "a gateway goes on with the next one of its list, with all that is retained, and comes back when that is killed too",
    () =>
      Effect.gen(function* () {
        const [first, second] = [yield* broker(), yield* broker()]
        const other = yield* listener(second.url)
        const { show } = yield* shown({ url: [first.url, second.url] })
        const here = yield* listener(first.url)
        yield* here.until("vebus/van/status", (text) => text === "online")
        yield* here.until("vebus/van/0/state", (text) => text.includes("26.5"))
        assert.deepStrictEqual(other.heard, [])

        yield* first.kill
        yield* other.until("vebus/van/status", (text) => text === "online")
        for (const topic of ["bridge", "0/availability", "0/info", "0/state"])
          yield* other.until(`vebus/van/${topic}`)
        yield* show(27.25)
        yield* other.until("vebus/van/0/state", (text) => text.includes("27.25"))
        const late = yield* listener(second.url)
        for (const topic of ["status", "bridge", "0/availability", "0/info", "0/state"]) {
          const { retain } = yield* late.until(`vebus/van/${topic}`)
          assert.isTrue(retain, topic)
        }

        yield* first.start
        const again = yield* listener(first.url)
        yield* second.kill
        yield* again.until("vebus/van/status", (text) => text === "online")
        yield* again.until("vebus/van/0/state", (text) => text.includes("27.25"))
      })
  )

  it.live("who looks goes on with the next one, which says what is so there", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* broker(), yield* broker()]
      const one = yield* listener(first.url)
      yield* one.publish("vebus/only-here/status", "online", true)
      yield* shown({ url: second.url })
      const watch = yield* watching([first.url, second.url])
      yield* until(watch.rows, (rows) => rows.some(({ site }) => site === "only-here"))
      assert.strictEqual((yield* watch.link).broker, first.url)

      yield* first.kill
      const rows = yield* until(watch.rows, (found) => found.length === 1 && found[0]!.site === "van")
      assert.strictEqual((yield* watch.link).broker, second.url)
      assert.deepInclude(rows[0], { product: "MultiPlus 24/3000/70-50" })
    })
  )

  it.live("who looks is told why there is no broker, of each of the list", () =>
    Effect.gen(function* () {
      const closed = yield* broker({ authenticate: () => false })
      const gone = yield* broker()
      yield* gone.kill
      const watch = yield* watching([closed.url, gone.url])
      const { failures, broker: found } = yield* until(watch.link, (link) => link.failures.length === 4)
      assert.isNull(found)
      assert.match(failures.find((each) => each.broker === closed.url)!.reason, /authori[sz]/i)
      assert.match(failures.find((each) => each.broker === gone.url)!.reason, /ECONNREFUSED/)
    })
  )
})
