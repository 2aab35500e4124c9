/**
 * Sites on a broker with the topics of a GX device: what clients see that behave as those of a GX do.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { everything } from "../commands/Gate.ts"
import { broker, listener } from "../mqtt/Broker.ts"
import { reading, shown } from "./Shown.ts"

const N = "N/vebus000001"
const UNIT = `${N}/vebus/288`

const setUp = (allow = everything) =>
  Effect.gen(function* () {
    const { url } = yield* broker()
    const client = yield* listener(url)
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const site = yield* Scope.provide(shown(url, allow), scope)
    /** The portal is learnt as clients do it: from whoever says its serial. */
    const { text } = yield* client.until(`${N}/system/0/Serial`)
    const { value: portal } = JSON.parse(text) as { readonly value: string }
    const ask = (path: string, body = "") => client.publish(`R/${portal}/${path}`, body)
    const write = (path: string, body: string, retain = false) =>
      client.publish(`W/${portal}/vebus/288/${path}`, body, retain)
    const complete = (from = 0) => client.until(`${N}/full_publish_completed`, () => true, from)
    return { ...client, ...site, ask, write, complete, close: Scope.close(scope, Exit.void) }
  })

describe("topics of a GX", () => {
  it.live("say nothing until somebody asks; then everything, and what changes", () =>
    Effect.gen(function* () {
      const { ask, complete, heard, until, source } = yield* setUp()
      assert.isFalse(heard.some(({ topic }) => topic.startsWith(UNIT)))
      yield* ask("keepalive", '{"keepalive-options":[{"full-publish-completed-echo":"t1"}]}')
      const { text } = yield* complete()
      assert.strictEqual((JSON.parse(text) as Record<string, unknown>)["full-publish-completed-echo"], "t1")
      const all = heard.filter(({ topic }) => topic.startsWith(`${UNIT}/`))
      assert.isAbove(all.length, 60)
      assert.isFalse(all.some(({ retain }) => retain))
      const of = (path: string) => all.find(({ topic }) => topic === `${UNIT}/${path}`)?.text
      assert.strictEqual(of("Dc/0/Voltage"), '{"value":26.5}')
      assert.strictEqual(of("Dc/0/Temperature"), '{"value":null}')
      assert.strictEqual(of("State"), '{"value":3}')
      assert.strictEqual(of("Mode"), '{"value":3}')
      assert.strictEqual(of("CustomName"), '{"value":"van"}')
      const from = heard.length
      yield* source.reading("van", reading(27))
      yield* until(`${UNIT}/Dc/0/Voltage`, (found) => found === '{"value":27}', from)
      assert.isFalse(heard.slice(from).some(({ topic }) => topic === `${UNIT}/State`))
    })
  )

  it.live("a keep-alive that wants no full publish gets the changes alone", () =>
    Effect.gen(function* () {
      const { ask, heard, until, source } = yield* setUp()
      yield* ask("keepalive", '{"keepalive-options":["suppress-republish"]}')
      yield* ask("vebus/288/Dc/0/Voltage")
      yield* until(`${UNIT}/Dc/0/Voltage`)
      assert.isFalse(heard.some(({ topic }) => topic === `${UNIT}/State`))
      yield* ask("vebus/288/Dc")
      yield* until(`${UNIT}/Dc/0/Current`)
      yield* source.reading("van", reading(27))
      yield* until(`${UNIT}/Dc/0/Voltage`, (found) => found === '{"value":27}')
    })
  )

  it.live("a unit that stops answering is null, one whose adapter is gone is empty, and both come back", () =>
    Effect.gen(function* () {
      const { ask, complete, heard, until, source } = yield* setUp()
      yield* ask("keepalive")
      yield* complete()
      let from = heard.length
      yield* source.link("van", "asleep", "asleep")
      yield* until(`${UNIT}/Dc/0/Voltage`, (text) => text === '{"value":null}', from)
      yield* until(`${UNIT}/Connected`, (text) => text === '{"value":0}', from)
      from = heard.length
      yield* source.link("van", "unplugged", "gone")
      yield* until(`${UNIT}/Dc/0/Voltage`, (text) => text === "", from)
      from = heard.length
      yield* source.link("van", "connected", null)
      yield* source.reading("van", reading(28))
      yield* until(`${UNIT}/Dc/0/Voltage`, (text) => text === '{"value":28}', from)
    })
  )

  it.live("are all empty when the gateway ends", () =>
    Effect.gen(function* () {
      const { ask, complete, until, close, heard } = yield* setUp()
      yield* ask("keepalive")
      yield* complete()
      const from = heard.length
      yield* close
      yield* until(`${UNIT}/Dc/0/Voltage`, (text) => text === "", from)
      yield* until(`${UNIT}/Mode`, (text) => text === "", from)
    })
  )
})

describe("a write", () => {
  it.live("is carried out where it is allowed, noted, and answered with what is so", () =>
    Effect.gen(function* () {
      const { write, until, lines, control, source } = yield* setUp()
      yield* write("Mode", '{"value":1}')
      yield* until(`${UNIT}/Mode`)
      assert.deepInclude(lines.at(-1), {
        phase: "done",
        from: "venus",
        target: "mode",
        value: "charger-only"
      })
      const [planned] = (yield* control.plan([{ _tag: "Switch", position: "on" }])).writes
      assert.match(planned!.before, /charger-only/)
      yield* source.reading("van", reading(27))
    })
  )

  const refused: ReadonlyArray<readonly [string, string, string, string]> = [
    ["that nothing allows", "Ac/ActiveIn/CurrentLimit", '{"value":10}', "not-allowed"],
    ["that is no value of the path", "Mode", '{"value":9}', "bad-value"],
    ["to a path that is read only", "Dc/0/Voltage", '{"value":9}', "unknown-target"],
    ["of a set-point out of its bounds", "Hub4/L1/AcPowerSetpoint", '{"value":2001}', "out-of-bounds"],
    ["of a set-point of another phase", "Hub4/L2/AcPowerSetpoint", '{"value":9}', "unknown-target"],
    ["of the limit of an input that is not active", "Ac/In/2/CurrentLimit", '{"value":9}', "bad-value"]
  ]
  it.live.each(refused)("%s is refused, noted, and nothing is sent", ([, path, body, error]) =>
    Effect.gen(function* () {
      const { write, lines } = yield* setUp({ ...everything, limit: null })
      yield* write(path, body)
      while (lines.length === 0) yield* Effect.sleep(5)
      assert.deepInclude(lines.at(-1), { phase: "refused", error })
      assert.isFalse(lines.some(({ phase }) => phase === "asked"))
    })
  )

  it.live("that is retained never acts: it would after each start", () =>
    Effect.gen(function* () {
      const { url } = yield* broker()
      const client = yield* listener(url)
      yield* client.publish("W/vebus000001/vebus/288/Mode", '{"value":4}', true)
      const { lines } = yield* shown(url, everything)
      while (lines.length === 0) yield* Effect.sleep(5)
      assert.deepInclude(lines.at(-1), { phase: "refused", error: "retained" })
    })
  )
})

describe("hostile clients", () => {
  it.live("floods, long payloads and bytes that are no text change nothing, and others are served", () =>
    Effect.gen(function* () {
      const { ask, client, complete, heard, lines, until } = yield* setUp()
      yield* Effect.promise(async () => {
        for (let count = 0; count < 300; count++) {
          client.publish("R/vebus000001/keepalive", "")
          client.publish("W/vebus000001/vebus/288/Mode", Buffer.alloc(count, 0xff))
          client.publish("R/vebus000001/vebus/288", "")
        }
        await client.publishAsync("W/vebus000001/vebus/288/Mode", Buffer.alloc(300_000, 0x7b), { qos: 1 })
      })
      yield* complete()
      const from = heard.length
      yield* Effect.sleep(1000)
      yield* ask("keepalive", '{"keepalive-options":[{"full-publish-completed-echo":"after"}]}')
      yield* until(`${N}/full_publish_completed`, (text) => text.includes("after"), from)
      assert.lengthOf(lines, 0)
      const full = heard.filter(({ topic }) => topic === `${N}/full_publish_completed`)
      assert.isBelow(full.length, 20)
    })
  )
})
