/**
 * What happens on a boat, against a simulated unit behind a real TCP port: plugs, sleep, restarts of the plugin, two servers.
 */
import { assert, describe, it } from "@effect/vitest"
import plugin from "../src/index.ts"
import { served, type ServedUnit } from "@vebus/testing/served"
import { server, type Server, until } from "./Server.ts"

const VOLTAGE = "electrical.chargers.vebus.voltage"
const CONNECTION = "notifications.electrical.chargers.vebus.connection"

/** A plugin that runs, stopped at the end of the block. */
const started = (at: Server, configuration: object) => {
  const { start, stop } = plugin(at)
  start(configuration)
  return { start, stop, [Symbol.asyncDispose]: stop }
}

const running = (at: Server, { port }: ServedUnit, more: object = {}) =>
  started(at, { port, interval: 0.5, ...more })

const isKnown = (at: Server, path = VOLTAGE) => typeof at.values.get(path) === "number"

/** Everything that is shown as known, but for what is said of the connection. */
const shown = (at: Server) =>
  [...at.values].filter(([path, value]) => value !== null && path !== CONNECTION).map(([path]) => path)

describe("a plug", () => {
  it("that is pulled takes all values with it, and brings them back when it is in again", async () => {
    await using one = await served()
    using at = server()
    await using _ = running(at, one)
    await until(() => isKnown(at))
    const paths = shown(at)
    assert.isAbove(paths.length, 25)

    await one.pull()
    await until(() => !isKnown(at))
    assert.deepStrictEqual(shown(at), [])
    assert.include(JSON.stringify(at.values.get(CONNECTION)), "unplugged")
    assert.match(at.lines.at(-1)!, /^error: .*the adapter is unplugged/)

    await one.push()
    await until(() => isKnown(at))
    assert.includeMembers(shown(at), paths)
    assert.include(at.values.get(CONNECTION) as object, { state: "normal" })
    assert.notMatch(at.lines.at(-1)!, /^error/)
  })

  it("that is not in yet is waited for, and the admin page says so", async () => {
    await using one = await served()
    await one.pull()
    using at = server()
    await using _ = running(at, one)
    await until(() => at.lines.some((line) => line.includes("It is tried again")))
    assert.strictEqual(at.deltas.length, 0)
    await one.push()
    await until(() => isKnown(at))
  })
})

describe("a unit that falls asleep", () => {
  it("takes all values with it, and is no alarm", async () => {
    await using one = await served()
    using at = server()
    await using _ = running(at, one)
    await until(() => isKnown(at))
    await one.change({ change: "sleep" })
    await until(
      () => (at.values.get(CONNECTION) as { readonly state: string } | undefined)?.state === "alert"
    )
    assert.deepStrictEqual(shown(at), [])
    assert.include(at.lines.at(-1), "asleep")
    await one.change({ change: "wake" })
    await until(() => isKnown(at))
  })
})

describe("an alarm", () => {
  it("is raised, and over when it is over", async () => {
    const path = "notifications.electrical.chargers.vebus.error"
    await using one = await served()
    using at = server()
    await using _ = running(at, one)
    await until(() => isKnown(at))
    assert.isUndefined(at.values.get(path))
    await one.change({ change: "vebus-error", code: 3 })
    await until(() => at.values.get(path) !== undefined)
    assert.include(at.values.get(path) as object, { state: "alarm" })
    await one.change({ change: "vebus-error", code: 0 })
    await until(() => (at.values.get(path) as { readonly state: string }).state === "normal")
  })

  it("is no longer known once the plug is out, and what was heard last is said", async () => {
    const path = "notifications.electrical.chargers.vebus.error"
    await using one = await served()
    using at = server()
    await using _ = running(at, one)
    await one.change({ change: "vebus-error", code: 3 })
    await until(() => at.values.get(path) !== undefined)
    await one.pull()
    await until(() => at.values.get(path) === null)
    assert.include(JSON.stringify(at.values.get(CONNECTION)), "last heard: VE.Bus error 3")
  })
})

describe("a plugin", () => {
  it("that is stopped takes all back, frees the port, and starts again", async () => {
    await using one = await served()
    using at = server()
    await using own = running(at, one)
    await until(() => isKnown(at))
    await own.stop()
    assert.deepStrictEqual(shown(at), [])
    assert.isNotOk(at.values.get(CONNECTION))
    const count = at.deltas.length
    own.start({ port: one.port, interval: 0.5 })
    await until(() => isKnown(at))
    assert.isAbove(at.deltas.length, count)
  })

  it("that gets another configuration while it runs leaves nothing of the old one", async () => {
    await using one = await served()
    using at = server()
    await using own = running(at, one)
    await until(() => isKnown(at))
    own.start({ port: one.port, id: "house", interval: 0.5 })
    await until(() => isKnown(at, "electrical.chargers.house.voltage"))
    assert.deepStrictEqual(
      shown(at).filter((path) => path.includes(".vebus.")),
      []
    )
  })

  it("that is stopped while it waits ends at once", async () => {
    using at = server()
    const one = await served()
    await one.pull()
    const own = running(at, one)
    await until(() => at.lines.some((line) => line.includes("It is tried again")))
    await own.stop()
    await one[Symbol.asyncDispose]()
    assert.strictEqual(at.deltas.length, 0)
  })

  it("with a configuration that makes no sense says what is wrong, and opens nothing", async () => {
    await using one = await served()
    using at = server()
    await using _ = started(at, { port: one.port, interval: 0.1, id: "a.b", allow: { limit: "yes" } })
    assert.lengthOf(at.lines, 1)
    for (const part of ["error: configuration:", "at interval", "at id", "at allow.limit"])
      assert.include(at.lines[0], part)
    assert.deepStrictEqual(one.heard, [])
  })

  it("that only looks sends no command that changes anything", async () => {
    await using one = await served()
    using at = server()
    await using _ = running(at, one)
    await until(() => at.deltas.length > 5)
    assert.strictEqual(at.puts.size, 0)
    assert.deepStrictEqual(
      one.heard.filter((frame) => /^.. FF 53/.test(frame)),
      []
    )
  })
})

describe("two servers", () => {
  it("in one process show each its own unit", async () => {
    await using one = await served()
    await using two = await served()
    using first = server()
    using second = server()
    await using _ = running(first, one)
    await using __ = running(second, two)
    await until(() => isKnown(first) && isKnown(second))
    await one.pull()
    await until(() => !isKnown(first))
    assert.isTrue(isKnown(second))
  })

  it("at one port: the second says why it has nothing, and takes over when the first is stopped", async () => {
    await using one = await served()
    using first = server()
    using second = server()
    await using own = running(first, one)
    await until(() => isKnown(first))
    await using _ = running(second, one)
    await until(() => second.lines.some((line) => line.startsWith("error:")))
    assert.isTrue(isKnown(first))
    assert.strictEqual(second.deltas.length, 0)
    await own.stop()
    await until(() => isKnown(second))
  })
})
