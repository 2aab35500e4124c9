/**
 * What goes to a database, and what becomes of it while the database is away, says no, or says nothing.
 */
import { writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Feed, Influx } from "@vebus/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { eachSecond } from "../Readings.ts"
import { receiver, secret, type Sent, until } from "../Receiver.ts"
import { parse } from "./Parser.ts"

const server = receiver(204, '{"error":"partial \u001b[2Jwrite"}')

/** A site that is read each second, and a database for it. */
const reading = (settings: Influx.Settings) =>
  Effect.gen(function* () {
    const context = yield* Feed.make
    const source = Context.get(context, Feed.Source)
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    yield* Layer.build(Influx.layer(settings)).pipe(
      Scope.provide(scope),
      Effect.provide(context),
      Effect.provideService(References.MinimumLogLevel, "None")
    )
    const seconds = yield* eachSecond(source)
    return { source, seconds, close: Scope.close(scope, Exit.void) }
  })

const v1 = (url: string): Influx.Settings => ({
  url,
  interval: 10_000,
  into: { version: 1, database: "boat", username: null, passwordFile: null }
})

const linesOf = ({ body }: Sent) => body.trimEnd().split("\n")
const times = (asked: ReadonlyArray<Sent>) =>
  asked.flatMap((sent) => linesOf(sent).map((line) => parse(line).at))

describe("a database of version 1", () => {
  it.effect("gets one point of a site per interval, with the time of the reading in milliseconds", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* server
      const { seconds } = yield* reading(v1(url))
      for (const count of [1, 2, 3]) {
        yield* seconds(10)
        yield* until("a write", () => asked.length >= count)
      }
      assert.strictEqual(asked[0]!.url, "POST /write?db=boat&precision=ms")
      assert.isUndefined(asked[0]!.headers.authorization)
      assert.isUndefined(asked[0]!.headers["traceparent"])
      assert.deepStrictEqual(times(asked), [0, 10_000, 20_000])
      assert.deepEqual({ ...parse(linesOf(asked[1]!)[0]!).fields }, { battery_voltage_volts: 25.5 })
    })
  )

  it.effect("is told the name and the password that stand in the file at that time", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* server
      const passwordFile = yield* secret("first")
      const { seconds } = yield* reading({
        ...v1(url),
        into: { version: 1, database: "boat", username: "me", passwordFile }
      })
      yield* seconds(10)
      yield* until("a write", () => asked.length === 1)
      writeFileSync(passwordFile, "second\n")
      yield* seconds(10)
      yield* until("another", () => asked.length === 2)
      assert.deepStrictEqual(
        asked.map(({ headers }) => Buffer.from(headers.authorization!.slice(6), "base64").toString()),
        ["me:first", "me:second"]
      )
    })
  )
})

describe("a database of version 2", () => {
  it.effect("is asked by its own path, with its token", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* server
      const tokenFile = yield* secret("t0ken")
      const { seconds } = yield* reading({
        url: `${url}/influx/`,
        interval: 10_000,
        into: { version: 2, org: "my boat", bucket: "vebus", tokenFile }
      })
      yield* seconds(10)
      yield* until("a write", () => asked.length === 1)
      assert.strictEqual(asked[0]!.url, "POST /influx/api/v2/write?org=my+boat&bucket=vebus&precision=ms")
      assert.strictEqual(asked[0]!.headers.authorization, "Token t0ken")
      assert.match(asked[0]!.headers["content-type"]!, /^text\/plain/)
    })
  )
})

describe("a database that does not take lines", () => {
  it.effect("away for minutes: when it is back it gets each of them, once, the oldest first", () =>
    Effect.gen(function* () {
      const { url, asked, answers } = yield* server
      const { seconds } = yield* reading(v1(url))
      answers.push(...Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? null : 503)))
      yield* Effect.repeat(
        Effect.andThen(
          seconds(10),
          Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
        ),
        { times: 29 }
      )
      const before = asked.length
      assert.isAbove(before, 3)
      answers.length = 0
      yield* seconds(40)
      yield* until("a write that succeeds", () => asked.length > before)
      const got = times(asked.slice(before))
      assert.strictEqual(asked[before]!.headers["content-encoding"], "gzip")
      assert.isAtLeast(got.length, 30)
      assert.deepStrictEqual(
        got,
        got.map((_, index) => index * 10_000)
      )
    })
  )

  it.effect("lines that it refuses are not sent again: the good ones among them are in", () =>
    Effect.gen(function* () {
      const { url, asked, answers } = yield* server
      const { seconds } = yield* reading(v1(url))
      answers.push(400)
      yield* seconds(10)
      yield* until("a write", () => asked.length === 1)
      yield* seconds(10)
      yield* until("another", () => asked.length === 2)
      assert.deepStrictEqual(times(asked), [0, 10_000])
    })
  )

  it.effect("too much at once: goes in halves", () =>
    Effect.gen(function* () {
      const { url, asked, answers } = yield* server
      const { seconds } = yield* reading(v1(url))
      answers.push(503, 503)
      yield* seconds(10)
      yield* until("a try", () => asked.length === 1)
      yield* seconds(2)
      yield* until("another try", () => asked.length === 2)
      answers.push(...Array.from({ length: 12 }, () => 413))
      yield* seconds(20)
      // 5000, 2500, ... down to one line at a time
      yield* until("all of it", () => asked.length >= 16)
      assert.lengthOf(linesOf(asked.at(-1)!), 1)
    })
  )
})

describe("readings", () => {
  it.effect("that are old, or of a unit that is away, are never sent", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* server
      const { source, seconds } = yield* reading(v1(url))
      yield* seconds(10)
      yield* until("a write", () => asked.length === 1)
      yield* source.link("van", "unplugged", "gone")
      yield* TestClock.adjust("5 minutes")
      yield* source.link("van", "connected", null)
      yield* seconds(10)
      yield* until("a write", () => asked.length === 2)
      assert.deepStrictEqual(times(asked), [0, 310_000])
    })
  )

  it.effect("that wait are sent when the gateway ends", () =>
    Effect.gen(function* () {
      const { url, asked } = yield* server
      const { seconds, close } = yield* reading(v1(url))
      yield* seconds(3)
      yield* close
      yield* until("the last write", () => asked.length === 1)
      assert.deepStrictEqual(times(asked), [0])
    })
  )
})
