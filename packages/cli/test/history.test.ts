/**
 * `vebus history`: what a gateway kept, as a table, as CSV and as JSON, and what is wrong with a file or a question.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Reading from "@vebus/codec/reading"
import { Feed, History } from "@vebus/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { run } from "./InProcess.ts"

const START = Date.UTC(2026, 0, 1, 12)
const folder = mkdtempSync(join(tmpdir(), "vebus-history-"))
const one = join(folder, "one.db")
const two = join(folder, "two.db")

const blank = Reading.assemble(Reading.noParts, {
  time: "2026-01-01T12:00:00Z",
  port: "/dev/ttyUSB0",
  address: 0,
  notBefore: 0
})
const reading = (volts: number, watts: number | null): Reading.Reading => ({
  ...blank,
  battery: {
    voltage: volts as Reading.Battery["voltage"],
    current: null,
    power: watts as Reading.Battery["power"],
    stateOfCharge: null,
    temperature: null
  }
})

/** A gateway that keeps a minute of readings of some sites. */
const kept = (path: string, sites: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(START)
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(
      Layer.provideMerge(History.layer({ path }), Feed.layer),
      scope
    )
    const source = Context.get(context, Feed.Source)
    for (const site of sites) yield* source.add(site, { interval: 1000, metrics: Effect.succeed([]) })
    for (let second = 0; second < 60; second++) {
      for (const site of sites)
        yield* source.reading(site, reading(50 + second / 10, second < 30 ? 100 : null))
      yield* TestClock.adjust(1000)
    }
    yield* TestClock.adjust(10_000)
    yield* Scope.close(scope, Exit.void)
  }).pipe(Effect.provide(TestClock.layer()), Effect.scoped, Effect.runPromise)

beforeAll(async () => {
  await kept(one, ["van"])
  await kept(two, ["van", "boat"])
  writeFileSync(join(folder, "text.db"), "no database")
})
afterAll(() => rmSync(folder, { recursive: true }))

const span = ["--from", "2026-01-01T12:00Z", "--to", "2026-01-01T12:01Z"]

describe("vebus history", () => {
  it("shows rows for people, what is absent as -", async () => {
    const words = ["--fields", "battery.voltage,battery.power", "--points", "4"]
    const { code, stdout, stderr } = await run(["history", "--file", one, ...span, ...words])
    assert.strictEqual(code, 0, stderr)
    assert.deepStrictEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/\s{2,}/u)),
      [
        ["TIME", "BATTERY.VOLTAGE (V)", "BATTERY.POWER (W)"],
        ["2026-01-01T12:00Z", "50.7", "100"],
        ["2026-01-01T12:00:15Z", "52.2", "100"],
        ["2026-01-01T12:00:30Z", "53.7", "-"],
        ["2026-01-01T12:00:45Z", "55.2", "-"]
      ]
    )
    assert.strictEqual(stderr, "")
  })

  it("is CSV with lowest and highest", async () => {
    const { stdout } = await run(["history", "--file", one, ...span, "--points", "1", "--csv"])
    assert.strictEqual(
      stdout,
      "time,battery.voltage,battery.voltage.low,battery.voltage.high,battery.power,battery.power.low,battery.power.high\n" +
        "2026-01-01T12:00:00.000Z,52.95,50,55.9,100,100,100\n"
    )
  })

  it("is one JSON document of its schema, without fields that have no value", async () => {
    const { stdout } = await run(["history", "--file", two, "--site", "boat", ...span, "--json"])
    const answer = JSON.parse(stdout) as History.Answer
    assert.isTrue(Schema.is(History.Answer)(answer))
    assert.strictEqual(answer.site, "boat")
    assert.deepStrictEqual(
      answer.columns.map(({ field }) => field),
      ["battery.voltage", "battery.power"]
    )
    assert.isAtMost(answer.time.length, 24)
  })

  it("takes how long ago, too", async () => {
    const { code, stdout } = await run(["history", "--file", one, "--from", "2h", "--to", "1h", "--csv"])
    assert.strictEqual(code, 0)
    assert.strictEqual(stdout, "time\n")
  })

  it.each([
    ["several sites", ["--file", two], 2, "say --site boat or --site van"],
    ["another site", ["--file", two, "--site", "shed"], 2, "expected one of boat, van, found shed"],
    ["an unknown field", ["--file", one, "--fields", "battery.colour"], 2, "battery.voltage"],
    ["no points", ["--file", one, "--points", "0"], 2, "1 to 10000"],
    ["no time", ["--file", one, "--from", "yesterday"], 2, "2026-01-31T12:00Z"],
    [
      "an end before the beginning",
      ["--file", one, "--from", "1h", "--to", "2h"],
      2,
      "from: expected a time before 20"
    ],
    ["no file", ["--file", join(folder, "none.db")], 8, "none.db"],
    ["a file that is none", ["--file", join(folder, "text.db")], 8, "not a database"],
    ["no gateway of one's own", [], 8, "history.db"]
  ] as const)("%s is refused with what to do", async (_, words, code, said) => {
    const { code: found, stdout, stderr } = await run(["history", ...words])
    assert.strictEqual(found, code, stderr)
    assert.include(stderr, said)
    assert.strictEqual(stdout, "")
  })
})
