/**
 * NUT's own clients take the gateway for a UPS: `upsc` and `upslog` read it, `upsmon` shuts down when it must, and only then.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { connect as connectTls } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { NutServer, NutVariables } from "@vebus/gateway"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { transport } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { Feed, layer as feedLayer, Source } from "../../src/Feed.ts"
import * as Ports from "../../src/Ports.ts"
import * as Sites from "../../src/Sites.ts"
import { mains, noSessions, nominal, outage, showing, type Shown } from "../nut/Upses.ts"
import { folder, freePort, runBeside, running, until } from "./Program.ts"
import { talker } from "../listener/Peers.ts"
import { DEADTIME, monitorOf, upsmon } from "./Upsmon.ts"

const quiet = Layer.succeed(References.MinimumLogLevel)("None")

/** A certificate of this machine that nobody signed. */
const certificate = Effect.map(folder, (place) => {
  const [key, cert] = [join(place, "key.pem"), join(place, "cert.pem")]
  const { status, stderr } = spawnSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`.split(
      " "
    ),
    { encoding: "utf8" }
  )
  assert.strictEqual(status, 0, stderr)
  return { cert: readFileSync(cert, "utf8"), key: Redacted.make(readFileSync(key, "utf8")) }
})

const options = (port: number, state: string): NutServer.Options => ({
  listen: { host: "127.0.0.1", port },
  users: [
    { name: "monuser", password: Redacted.make("secret"), role: "secondary" },
    { name: "chief", password: Redacted.make("secret"), role: "primary" }
  ],
  names: null,
  nominal,
  forces: false,
  certificate: null,
  version: "1.2.3",
  state
})

/** A server whose site shows what a test wants, until it is stopped. */
const fed = (port: number, state: string, more: Partial<NutServer.Options> = {}) =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(yield* Effect.scope, "sequential")
    const services = yield* Scope.provide(
      Layer.build(Layer.mergeAll(feedLayer, Layer.succeed(Sites.Sites)(noSessions), quiet)),
      scope
    )
    yield* NutServer.make({ ...options(port, state), ...more }).pipe(
      Effect.provideContext(services),
      Scope.provide(scope)
    )
    const source = Context.get(services, Source)
    yield* source.add("van", { interval: 500, metrics: Effect.succeed([]) })
    yield* source.link("van", "connected", null)
    let shown: (tick: number) => Shown | null = () => null
    let tick = 0
    yield* Effect.suspend(() => {
      const now = shown(tick++)
      return now === null ? Effect.void : source.reading("van", { ...showing(now), port: "/dev/ttyUSB0" })
    }).pipe(Effect.andThen(Effect.sleep("500 millis")), Effect.forever, Effect.forkIn(scope))
    return {
      /** From now on readings show this, twice a second. */
      show: (next: Shown | ((tick: number) => Shown)) =>
        Effect.sync(() => void (shown = typeof next === "function" ? next : () => next)),
      /** From now on there are no readings, and the link is gone. */
      lose: Effect.suspend(() => {
        shown = () => null
        return source.link("van", "unplugged", "the plug is out")
      }),
      find: source.link("van", "connected", null),
      stop: Scope.close(scope, Exit.void)
    }
  })

/** What `upsc` says. */
const upsc = async (...words: ReadonlyArray<string>) => {
  const { status, stdout, stderr } = await runBeside("upsc", words)
  return { status, lines: stdout.trim().split("\n"), stderr }
}

/** The same in an effect. */
const asked = (...words: ReadonlyArray<string>) => Effect.promise(() => upsc(...words))

const isLine = (answer: Buffer): boolean => answer.at(-1) === 0x0a

const low: Shown = { ...outage, leds: { inverter: "on", lowBattery: "on" } }

describe("a simulated unit", () => {
  it.live("is read by upsc and upslog, and its mains and battery shut upsmon down", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const device = yield* transport({ line: "unpaced" })
      const ports = Layer.succeed(Ports.Ports)({
        open: (url) => Effect.succeed(Transport.make(url, device.open, null)),
        permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), StateStore.inMemory),
        cache: () => null
      })
      const services = yield* Layer.build(
        Layer.merge(Sites.layer.pipe(Layer.provide(ports), Layer.provideMerge(feedLayer)), quiet)
      )
      yield* Effect.provideContext(NutServer.make(options(port, yield* folder)), services)
      yield* Context.get(services, Sites.Sites).apply({
        van: { port: "sim:van", interval: 500, address: null }
      })
      const ups = `ups@127.0.0.1:${port}`
      yield* until(
        () => "the status",
        async () => (await upsc(ups, "ups.status")).lines[0]!.startsWith("OL")
      )
      yield* until(
        () => "the model",
        async () => (await upsc(ups, "ups.model")).status === 0
      )

      assert.deepStrictEqual((yield* asked("-l", `127.0.0.1:${port}`)).lines, ["ups"])
      const { lines } = yield* asked(ups)
      const view = (yield* Context.get(services, Feed).site("van"))!
      const names = lines.map((line) => line.split(": ")[0]!)
      assert.includeMembers(
        [...names],
        ["battery.voltage", "device.model", "input.voltage", "output.frequency", "ups.load", "ups.status"]
      )
      for (const name of names) assert.isNotNull(NutVariables.about(name), name)
      assert.strictEqual((yield* asked(ups, "ups.model")).lines[0], view.identity!.units[0]!.product ?? "")
      assert.closeTo(
        Number((yield* asked(ups, "battery.voltage")).lines[0]),
        view.reading!.battery!.voltage!,
        1
      )
      assert.deepInclude(yield* asked(ups, "no.such"), { status: 1 })
      assert.deepInclude(yield* asked(`shed@127.0.0.1:${port}`), { status: 1 })

      const log = yield* running(
        "upslog",
        ["-F", "-s", ups, "-l", "-", "-i", "1", "-f", "%VAR ups.status% %VAR battery.voltage%"],
        (said) => Promise.resolve(/^OL.* [\d.]+$/m.test(said))
      )
      assert.match(log.said(), /^OL.* [\d.]+$/m)

      const monitor = yield* upsmon(monitorOf(port))
      yield* until(
        () => "the login",
        async () => (await upsc("-c", ups)).lines.includes("127.0.0.1")
      )
      yield* device.simulator.control({ change: "mains", on: false })
      yield* monitor.hears("ONBATT")
      assert.isFalse(monitor.isDown())
      yield* device.simulator.control({ change: "state-of-charge", ratio: 0.06 })
      yield* monitor.goesDown
      // Each is told by a process of its own, so the last two come in any order.
      yield* monitor.hears("LOWBATT")
      yield* monitor.hears("SHUTDOWN")
      const told = monitor.told().filter((type) => !type.startsWith("COMM"))
      assert.strictEqual(told[0], "ONBATT")
      assert.sameMembers(told, ["ONBATT", "LOWBATT", "SHUTDOWN"])
    })
  )
})

describe("upsmon", () => {
  it.live(
    "does not shut down by lamps and readings that flicker, nor by stale data while mains are there",
    () =>
      Effect.gen(function* () {
        const port = yield* freePort
        const site = yield* fed(port, yield* folder)
        yield* site.show(mains)
        const monitor = yield* upsmon(monitorOf(port))
        yield* Effect.sleep("2 seconds")
        // One reading in two is another one.
        yield* site.show((tick) => (tick % 2 === 0 ? mains : low))
        yield* Effect.sleep("5 seconds")
        assert.notInclude(monitor.told(), "ONBATT")
        yield* site.lose
        yield* monitor.hears("COMMBAD")
        yield* Effect.sleep(`${DEADTIME + 4} seconds`)
        yield* site.find
        yield* site.show(mains)
        yield* monitor.hears("COMMOK")
        yield* site.show(outage)
        yield* monitor.hears("ONBATT")
        yield* site.show((tick) => (tick % 2 === 0 ? outage : low))
        yield* Effect.sleep("5 seconds")
        assert.notInclude(monitor.told(), "LOWBATT")
        yield* site.show(mains)
        yield* monitor.hears("ONLINE")
        assert.isFalse(monitor.isDown())
      })
  )

  it.live("outlives a gateway that starts again during an outage, before the unit has answered", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const state = yield* folder
      const before = yield* fed(port, state)
      yield* before.show(outage)
      const monitor = yield* upsmon(monitorOf(port))
      yield* monitor.hears("ONBATT")
      yield* Effect.sleep("1 second")
      yield* before.stop
      const after = yield* fed(port, state)
      // Longer than it would wait for an answer.
      yield* Effect.sleep(`${DEADTIME + 5} seconds`)
      assert.isFalse(monitor.isDown(), monitor.told().join(" "))
      yield* after.show(mains)
      yield* monitor.hears("ONLINE")
      assert.isFalse(monitor.isDown())
    })
  )

  it.live("shuts down after its dead time where data is stale during an outage, as its manual says", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const site = yield* fed(port, yield* folder)
      yield* site.show(outage)
      const monitor = yield* upsmon(monitorOf(port))
      yield* monitor.hears("ONBATT")
      yield* site.lose
      yield* monitor.goesDown
      yield* monitor.hears("COMMBAD")
      assert.notInclude(monitor.told(), "LOWBATT")
    })
  )

  it.live("as a primary lets the others shut down first", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const site = yield* fed(port, yield* folder)
      yield* site.show(outage)
      // There can be one upsmon on a machine, so the other client is one of ours.
      const other = yield* talker(port)
      for (const line of ["USERNAME monuser", "PASSWORD secret", "LOGIN ups"])
        yield* other.ask(`${line}\n`, isLine)
      const primary = yield* upsmon(monitorOf(port, "chief", "primary"))
      yield* primary.hears("ONBATT")
      yield* site.show(low)
      let status = ""
      while (!status.includes("FSD"))
        status = (yield* other.ask("GET VAR ups ups.status\n", isLine)).toString()
      assert.isFalse(primary.isDown())
      other.socket.end("LOGOUT\n")
      yield* primary.goesDown
    })
  )

  it.live("as a secondary shuts down at once when the primary says so", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const site = yield* fed(port, yield* folder)
      yield* site.show(outage)
      const secondary = yield* upsmon(monitorOf(port))
      yield* secondary.hears("ONBATT")
      const primary = yield* talker(port)
      for (const line of ["USERNAME chief", "PASSWORD secret", "LOGIN ups", "PRIMARY ups", "FSD ups"])
        yield* primary.ask(`${line}\n`, isLine)
      yield* secondary.goesDown
      yield* secondary.hears("FSD")
      yield* secondary.hears("SHUTDOWN")
    })
  )

  it.live("is let in by TLS, and not with a wrong password", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const own = yield* certificate
      const site = yield* fed(port, yield* folder, { certificate: own })
      yield* site.show(mains)
      const plain = yield* talker(port)
      assert.strictEqual((yield* plain.ask("STARTTLS\n", isLine)).toString(), "OK STARTTLS\n")
      const answer = yield* Effect.promise(async () => {
        plain.socket.removeAllListeners("data")
        const secure = connectTls({ socket: plain.socket, ca: own.cert, servername: "localhost" })
        secure.write("VER\nSTARTTLS\nLOGOUT\n")
        return await text(secure)
      })
      assert.strictEqual(answer, "vebus 1.2.3\nERR ALREADY-SSL-MODE\nOK Goodbye\n")
      const ups = `ups@127.0.0.1:${port}`
      yield* until(
        () => "the status over TLS",
        async () => (await upsc(ups, "ups.status")).lines[0] === "OL CHRG"
      )
      const wrong = yield* Effect.scoped(
        Effect.gen(function* () {
          const refused = yield* upsmon(`${ups} 1 monuser wrong secondary`)
          yield* until(
            () => `the refusal; it said: ${refused.said()}`,
            () => Promise.resolve(/ACCESS-DENIED|Access denied/i.test(refused.said()))
          )
          return yield* asked("-c", ups)
        })
      )
      assert.deepStrictEqual(wrong.lines, [""])
      yield* upsmon(monitorOf(port))
      yield* until(
        () => "the login over TLS",
        async () => (await upsc("-c", ups)).lines.includes("127.0.0.1")
      )
    })
  )
})
