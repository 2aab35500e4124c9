/**
 * What clients of NUT are told while things go wrong: mains that fail and flicker, a plug that is pulled, a shutdown that is
 * forced, a gateway that starts again in the middle of an outage. On the test clock.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { NutDesk as Desk } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Feed from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { Behind, layer, site } from "../Simulations.ts"
import { mains, noSessions, nominal, outage, showing, type Shown } from "./Upses.ts"

const quiet = Layer.succeed(References.MinimumLogLevel)("None")

const options = (state: string): Desk.Options => ({
  users: [
    { name: "monuser", password: Redacted.make("secret"), role: "secondary" },
    { name: "chief", password: Redacted.make("grüße"), role: "primary" }
  ],
  names: null,
  nominal,
  forces: false,
  canEncrypt: false,
  version: "1.2.3",
  state
})

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-nut-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A client of a desk, which says what it is answered. */
const client = (desk: Desk.Desk) =>
  Effect.map(
    desk.enter("10.0.0.7"),
    (entered) => (line: string) => Effect.map(desk.answer(entered, line), ({ text }) => text.trimEnd())
  )

/** The password of the primary as it comes over the wire. */
const CHIEF = Buffer.from("grüße", "utf8").toString("latin1")

const logIn = (say: (line: string) => Effect.Effect<string>, name: string, password: string, ups = "ups") =>
  Effect.gen(function* () {
    yield* say(`USERNAME ${name}`)
    yield* say(`PASSWORD ${password}`)
    assert.strictEqual(yield* say(`LOGIN ${ups}`), "OK")
  })

/** A desk over a feed that a test fills, in a run of its own: `stop` ends that run. */
const run = (state: string, more: Partial<Desk.Options> = {}, sites: ReadonlyArray<string> = ["van"]) =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(yield* Effect.scope, "sequential")
    const services = yield* Scope.provide(
      Layer.build(Layer.merge(Feed.layer, Layer.succeed(Sites)(noSessions))),
      scope
    )
    const provided = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      effect.pipe(Effect.provideContext(services), Scope.provide(scope))
    const desk = yield* provided(Desk.make({ ...options(state), ...more }))
    const source = yield* provided(Feed.Source)
    for (const name of sites) {
      yield* source.add(name, { interval: 1000, metrics: Effect.succeed([]) })
      yield* source.link(name, "connected", null)
    }
    const say = yield* provided(client(desk))
    return {
      desk,
      source,
      say,
      status: say("GET VAR ups ups.status"),
      enter: provided(client(desk)),
      /** Shows readings, one a second. */
      show: (shown: Shown, seconds = 1, name = "van", port = "/dev/ttyUSB0") =>
        Effect.gen(function* () {
          for (let second = 0; second < seconds; second++) {
            yield* source.reading(name, { ...showing(shown), port })
            yield* TestClock.adjust("1 second")
            yield* source.look
          }
        }),
      stop: Scope.close(scope, Exit.void)
    }
  })

const words = (text: string) => `VAR ups ups.status "${text}"`
const STALE = "ERR DATA-STALE"
const low: Shown = { ...outage, leds: { inverter: "on", lowBattery: "on" } }

describe("a site of NUT", () => {
  it.effect("is stale before its first reading, and never said to be on mains", () =>
    Effect.gen(function* () {
      const { status, show, say } = yield* run(yield* folder)
      assert.strictEqual(yield* status, STALE)
      yield* show(mains)
      assert.strictEqual(yield* status, words("OL CHRG"))
      assert.include(yield* say("LIST VAR ups"), 'VAR ups battery.voltage "52"')
    }).pipe(Effect.provide(quiet))
  )

  it.effect("goes stale with its readings and with its link, and begins anew with what is read then", () =>
    Effect.gen(function* () {
      const { status, show, source, say } = yield* run(yield* folder)
      yield* show(mains, 3)
      yield* TestClock.adjust("15 seconds")
      yield* source.look
      for (const line of ["GET VAR ups ups.status", "GET VAR ups battery.voltage", "LIST VAR ups"])
        assert.strictEqual(yield* say(line), STALE)
      yield* show(outage)
      assert.strictEqual(yield* status, words("OB DISCHRG"))
      yield* source.link("van", "unplugged", "the plug is out")
      assert.strictEqual(yield* status, STALE)
      yield* source.link("van", "connected", null)
      yield* show(mains)
      assert.strictEqual(yield* status, words("OL CHRG"))
    }).pipe(Effect.provide(quiet))
  )

  it.effect("does not go low by what was read before it was stale", () =>
    Effect.gen(function* () {
      const { status, show, source } = yield* run(yield* folder)
      yield* show(outage, 3)
      yield* show(low)
      yield* source.link("van", "unplugged", "the plug is out")
      yield* source.link("van", "connected", null)
      yield* show(low)
      assert.strictEqual(yield* status, words("ALARM OB DISCHRG"))
      yield* show(low)
      assert.strictEqual(yield* status, words("ALARM OB LB DISCHRG"))
    }).pipe(Effect.provide(quiet))
  )

  it.effect("is another UPS for each site, and one that fails says nothing of the other", () =>
    Effect.gen(function* () {
      const { say, show, source } = yield* run(yield* folder, {}, ["van", "boat"])
      yield* show(mains, 1, "van")
      yield* show(outage, 1, "boat")
      yield* source.link("van", "unplugged", "the plug is out")
      assert.match(yield* say("LIST UPS"), /UPS ups "VE.Bus system van"\nUPS boat "VE.Bus system boat"/)
      assert.strictEqual(yield* say("GET VAR ups ups.status"), STALE)
      assert.strictEqual(yield* say("GET VAR boat ups.status"), 'VAR boat ups.status "OB DISCHRG"')
      assert.strictEqual(yield* say("GET VAR van ups.status"), "ERR UNKNOWN-UPS")
    }).pipe(Effect.provide(quiet))
  )

  it.effect("has the names of the configuration, and of a site that is taken out none", () =>
    Effect.gen(function* () {
      const names = { ups: "boat", house: "boat", gone: "shed" }
      const { say, source, show } = yield* run(yield* folder, { names }, ["van", "boat"])
      yield* show(outage, 1, "boat")
      assert.strictEqual(
        yield* say("LIST UPS"),
        'BEGIN LIST UPS\nUPS ups "VE.Bus system boat"\nUPS house "VE.Bus system boat"\nEND LIST UPS'
      )
      assert.strictEqual(yield* say("GET VAR house ups.status"), 'VAR house ups.status "OB DISCHRG"')
      yield* source.remove("boat")
      assert.strictEqual(yield* say("GET VAR house ups.status"), "ERR UNKNOWN-UPS")
    }).pipe(Effect.provide(quiet))
  )
})

describe("clients", () => {
  it.effect("are counted while they are logged in, and not when they are gone", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { desk, say } = yield* run(yield* folder)
        yield* logIn(say, "monuser", "secret")
        assert.strictEqual(yield* say("GET NUMLOGINS ups"), "NUMLOGINS ups 1")
        yield* Effect.scoped(
          Effect.gen(function* () {
            const other = yield* client(desk)
            yield* logIn(other, "chief", CHIEF)
            assert.strictEqual(yield* say("GET NUMLOGINS ups"), "NUMLOGINS ups 2")
            assert.include(yield* say("LIST CLIENT ups"), "CLIENT ups 10.0.0.7\nCLIENT ups 10.0.0.7\n")
          })
        )
        assert.strictEqual(yield* say("GET NUMLOGINS ups"), "NUMLOGINS ups 1")
      })
    ).pipe(Effect.provide(quiet))
  )
})

describe("a forced shutdown", () => {
  it.effect("is seen by all clients, and over when mains have been there for a minute since", () =>
    Effect.gen(function* () {
      const { status, show, say, enter } = yield* run(yield* folder)
      const other = yield* enter
      yield* logIn(say, "chief", CHIEF)
      yield* show(low, 3)
      assert.strictEqual(yield* say("FSD ups"), "OK FSD-SET")
      assert.strictEqual(yield* other("GET VAR ups ups.status"), words("FSD ALARM OB LB DISCHRG"))
      yield* show(mains, 55)
      assert.strictEqual(yield* status, words("FSD OL CHRG"))
      yield* show(mains, 10)
      assert.strictEqual(yield* status, words("OL CHRG"))
    }).pipe(Effect.provide(quiet))
  )

  it.effect("on mains, as of somebody who tries it, lasts a minute; a gap does not end it", () =>
    Effect.gen(function* () {
      const { status, show, say, source } = yield* run(yield* folder)
      yield* logIn(say, "chief", CHIEF)
      yield* show(mains, 100)
      yield* say("FSD ups")
      yield* show(mains, 30)
      yield* source.link("van", "unplugged", "the plug is out")
      assert.strictEqual(yield* status, STALE)
      yield* source.link("van", "connected", null)
      yield* show(mains, 50)
      assert.strictEqual(yield* status, words("FSD OL CHRG"))
      yield* show(mains, 20)
      assert.strictEqual(yield* status, words("OL CHRG"))
    }).pipe(Effect.provide(quiet))
  )

  it.effect("comes from the gateway itself where nobody is primary, if it is told to", () =>
    Effect.gen(function* () {
      for (const { forces, hasPrimary, expected } of [
        { forces: true, hasPrimary: false, expected: "FSD ALARM OB LB DISCHRG" },
        { forces: true, hasPrimary: true, expected: "ALARM OB LB DISCHRG" },
        { forces: false, hasPrimary: false, expected: "ALARM OB LB DISCHRG" }
      ]) {
        const { status, show, enter, stop } = yield* run(yield* folder, { forces })
        const machine = yield* enter
        yield* logIn(machine, "chief", CHIEF)
        if (hasPrimary) yield* machine("PRIMARY ups")
        yield* show(outage, 3)
        yield* show(low, 2)
        assert.strictEqual(yield* status, words(expected))
        yield* stop
      }
    }).pipe(Effect.provide(quiet))
  )
})

describe("a gateway that is started again", () => {
  it.effect("during an outage tells what it was, for a minute or until it has read something", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const before = yield* run(state)
      yield* before.show(outage, 3)
      yield* before.stop
      yield* TestClock.adjust("5 seconds")

      const { status, say, stop } = yield* run(state)
      assert.strictEqual(yield* status, words("OB"))
      assert.strictEqual(yield* say("GET VAR ups battery.voltage"), STALE)
      yield* stop

      const again = yield* run(state)
      yield* again.show(outage)
      assert.strictEqual(yield* again.status, words("OB DISCHRG"))
      yield* again.source.link("van", "unplugged", "the plug is out")
      assert.strictEqual(yield* again.status, STALE)
      yield* again.stop

      yield* TestClock.adjust("61 seconds")
      assert.strictEqual(yield* (yield* run(state)).status, STALE)
    }).pipe(Effect.provide(quiet))
  )

  it.effect("with a low battery and a forced shutdown goes on with both", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const before = yield* run(state)
      yield* logIn(before.say, "chief", CHIEF)
      yield* before.show(outage, 3)
      yield* before.show(low, 3)
      yield* before.say("FSD ups")
      yield* before.show(low, 1)
      yield* before.stop
      const { status, show } = yield* run(state)
      assert.strictEqual(yield* status, words("FSD OB LB"))
      yield* show(low)
      assert.strictEqual(yield* status, words("FSD ALARM OB LB DISCHRG"))
    }).pipe(Effect.provide(quiet))
  )

  it.effect("on mains tells nothing before its first reading; that mains are there is not remembered", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const before = yield* run(state)
      yield* before.show(outage, 3)
      yield* before.show(mains, 3)
      yield* before.stop
      assert.strictEqual(yield* (yield* run(state)).status, STALE)
      assert.deepInclude(JSON.parse(readFileSync(join(state, "nut.json"), "utf8")), { sites: [] })
    }).pipe(Effect.provide(quiet))
  )

  it.effect("remembers nothing of a simulation, nor from a file that makes no sense or is of tomorrow", () =>
    Effect.gen(function* () {
      const state = yield* folder
      const before = yield* run(state)
      yield* before.show(outage, 3, "van", "sim:")
      yield* before.stop
      const texts = [
        "",
        "{",
        '{"schema":"vebus.nut/2","sites":[]}',
        '{"schema":"vebus.nut/1","sites":[{"site":"van","isLow":true,"isForced":true,"at":9e12}]}'
      ]
      for (const text of texts) {
        const { status, stop } = yield* run(state)
        assert.strictEqual(yield* status, STALE, text)
        yield* stop
        writeFileSync(join(state, "nut.json"), text)
      }
    }).pipe(Effect.provide(quiet))
  )

  it.effect("in a folder that it cannot write tells all the same", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "file")
      writeFileSync(file, "")
      const { status, show } = yield* run(file)
      yield* show(outage, 3)
      assert.strictEqual(yield* status, words("OB DISCHRG"))
    }).pipe(Effect.provide(quiet))
  )
})

describe("a simulated unit", () => {
  it.effect(
    "whose mains fail and whose battery falls tells it, and what its settings say of the battery",
    () =>
      Effect.gen(function* () {
        const desk = yield* Desk.make(options(yield* folder))
        yield* (yield* Sites).apply({ van: site("sim:van") })
        const say = yield* client(desk)
        const status = say("GET VAR ups ups.status")
        const { simulator, line } = (yield* Behind).get("sim:van")!
        yield* TestClock.adjust("60 seconds")
        assert.match(yield* status, /"OL/)
        const variables = yield* say("LIST VAR ups")
        assert.match(variables, /ups\.model "MultiPlus-II/)
        assert.match(variables, /battery\.voltage\.nominal "48"/)
        yield* simulator.control({ change: "mains", on: false })
        yield* TestClock.adjust("5 seconds")
        assert.match(yield* status, /"OB DISCHRG"/)
        yield* line.happen({ kind: "unplug", forMillis: 5000 })
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* status, STALE)
        yield* TestClock.adjust("60 seconds")
        assert.match(yield* status, /"OB DISCHRG"/)
        yield* simulator.control({ change: "state-of-charge", ratio: 0.06 })
        yield* TestClock.adjust("60 seconds")
        assert.match(yield* status, /"(ALARM )?OB LB DISCHRG"/)
        yield* simulator.control({ change: "mains", on: true })
        yield* TestClock.adjust("60 seconds")
        assert.match(yield* status, /"(ALARM )?OL/)
      }).pipe(Effect.provide(Layer.merge(layer({ van: {} }), quiet)))
  )
})
