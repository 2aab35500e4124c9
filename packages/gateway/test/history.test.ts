/**
 * History: what was read comes back, at each resolution and never in more rows than asked for; what is too old goes; and
 * a full disk, a damaged file and a program that ended in between cost as little as they can.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import type { Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import { Feed, History } from "@vebus/gateway"
import { reading } from "@vebus/testing/arbitraries"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import fc from "fast-check"

const START = Date.UTC(2026, 0, 1, 12)
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-history-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const [blank] = fc.sample(reading(), { seed: 7, numRuns: 1 })

/** A reading with this battery voltage, and nothing else. */
const volts = (voltage: number | null): Reading.Reading => ({
  ...blank!,
  port: "/dev/ttyUSB0",
  battery: {
    voltage: voltage as Quantity.Volts | null,
    current: null,
    power: null,
    stateOfCharge: null,
    temperature: null
  },
  acInput: null,
  acOutput: null,
  acInputPower: null,
  acOutputPower: null,
  currentLimit: null,
  units: null
})

interface Running {
  readonly query: History.History["Service"]["query"]
  /** A reading arrives, and so much time passes. */
  readonly read: (of: Reading.Reading, millis: number, site?: string) => Effect.Effect<void>
  readonly source: Feed.Source["Service"]
}

/** A history that runs while a test uses it. */
const running = <A, E>(
  options: History.Options,
  use: (history: Running) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.scoped(
    Effect.gen(function* () {
      const context = yield* Layer.build(Layer.provideMerge(History.layer(options), Feed.layer))
      const { query } = Context.get(context, History.History)
      const source = Context.get(context, Feed.Source)
      for (const site of ["van", "boat"])
        yield* source.add(site, { interval: SECOND, metrics: Effect.succeed([]) })
      return yield* use({
        query,
        source,
        read: (of, millis, site = "van") => Effect.andThen(source.reading(site, of), TestClock.adjust(millis))
      })
    })
  )

const at = (millis: number) => TestClock.setTime(START + millis)

/** What is said on the way, and what was counted. */
const heard = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const said: Array<string> = []
  const logger = Logger.make(({ message }) => void said.push([message].flat().join(" ")))
  return Effect.gen(function* () {
    const result = yield* effect
    const counted = Object.fromEntries(
      (yield* Metric.snapshot).map(({ id, state }) => [id, (state as { readonly count: number }).count])
    )
    return { result, said, counted }
  }).pipe(Effect.provide(Logger.layer([logger])), Effect.provideService(Metric.MetricRegistry, new Map()))
}

const van = { site: "van", fields: ["battery.voltage"] }

describe("history", () => {
  it.effect("answers with each reading where there is room for all, and says null of what was absent", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const answer = yield* running({ path }, ({ read, query }) =>
        Effect.gen(function* () {
          for (const value of [50, 51.25, null, 52]) yield* read(volts(value), SECOND)
          return yield* query({ ...van, from: START, to: START + 4 * SECOND, points: 4 })
        })
      )
      assert.strictEqual(answer.stepSeconds, 1)
      assert.deepStrictEqual(
        answer.time.map((time) => Date.parse(time) - START),
        [0, SECOND, 2 * SECOND, 3 * SECOND]
      )
      const values = [50, 51.25, null, 52]
      assert.deepStrictEqual(answer.columns, [
        { field: "battery.voltage", unit: "V", low: values, mean: values, high: values }
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("keeps lowest, mean and highest of a minute, also over an end of the program within it", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const half = (values: ReadonlyArray<number>) =>
        running({ path }, ({ read }) =>
          Effect.andThen(
            Effect.forEach(values, (value) => read(volts(value), SECOND)),
            TestClock.adjust(10 * SECOND)
          )
        )
      yield* half([48, 50])
      yield* half([52, 54])
      const answer = yield* running({ path }, ({ query }) =>
        query({ ...van, from: START, to: START + HOUR, points: 60 })
      )
      assert.strictEqual(answer.stepSeconds, 60)
      assert.deepStrictEqual(
        answer.columns.map(({ low, mean, high }) => ({ low, mean, high })),
        [{ low: [48], mean: [51], high: [54] }]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("tells sites apart, and gives all fields with a value where none is named", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const answers = yield* running({ path }, ({ read, query }) =>
        Effect.gen(function* () {
          yield* read(volts(50), 0)
          yield* read(volts(12), SECOND, "boat")
          return yield* Effect.forEach(["van", "boat", "nowhere"], (site) =>
            query({ site, from: START, to: START + SECOND })
          )
        })
      )
      assert.deepStrictEqual(
        answers.map(({ columns }) => columns.map(({ field, mean }) => [field, ...mean])),
        [[["battery.voltage", 50]], [["battery.voltage", 12]], []]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("is CSV with the same numbers", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const answer = yield* running({ path }, ({ read, query }) =>
        Effect.gen(function* () {
          for (const value of [50, null, 54]) yield* read(volts(value), SECOND)
          return yield* query({ ...van, from: START, to: START + 4 * SECOND, points: 2 })
        })
      )
      assert.strictEqual(
        History.toCsv(answer),
        "time,battery.voltage,battery.voltage.low,battery.voltage.high\n" +
          "2026-01-01T12:00:00.000Z,50,50,50\n2026-01-01T12:00:02.000Z,54,54,54\n"
      )
    }).pipe(Effect.scoped)
  )

  it.effect("never gives more rows than asked for, none twice, each within what was asked for", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      yield* running({ path }, ({ read, query }) =>
        Effect.gen(function* () {
          for (let index = 0; index < 200; index++) yield* read(volts(50 + index / 100), 37 * SECOND)
          const isAnswer = Schema.is(History.Answer)
          const cases = fc.sample(
            fc.record({
              from: fc.integer({ min: -HOUR, max: 3 * HOUR }),
              span: fc.integer({ min: 1, max: 40 * HOUR }),
              points: fc.integer({ min: 1, max: 400 })
            }),
            100
          )
          for (const { from, span, points } of cases) {
            const query_ = { ...van, from: START + from, to: START + from + span, points }
            const answer = yield* query(query_)
            assert.isTrue(isAnswer(answer))
            assert.isAtMost(answer.time.length, points)
            const times = answer.time.map((time) => Date.parse(time))
            assert.deepStrictEqual(
              times,
              [...new Set(times)].sort((one, other) => one - other)
            )
            for (const time of times) {
              assert.isAbove(time + answer.stepSeconds * SECOND, query_.from)
              assert.isBelow(time, query_.to)
            }
            for (const { low, mean, high } of answer.columns)
              for (const [index, value] of mean.entries())
                assert.isTrue(low[index]! <= value! + 1e-3 && value! <= high[index]! + 1e-3)
          }
        })
      )
    }).pipe(Effect.scoped)
  )

  it.effect("refuses what it cannot answer, with what it expected", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const errors = yield* running({ path }, ({ query }) =>
        Effect.forEach(
          [
            { ...van, fields: ["battery.colour"], from: 0, to: 1 },
            { ...van, from: 1, to: 1 },
            { ...van, from: Number.NaN, to: 1 },
            { ...van, from: 0, to: 1, points: 0 },
            { ...van, from: 0, to: 1, points: 1e6 }
          ],
          (bad) => Effect.flip(query(bad))
        )
      )
      for (const { _tag, message } of errors) {
        assert.strictEqual(_tag, "BadQuery")
        assert.match(message, /expected .*, found /u)
      }
      assert.include(errors[0]!.message, "battery.voltage")
    }).pipe(Effect.scoped)
  )

  it.effect("forgets each resolution after its time, and then answers from the next", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const keep = { seconds: "10 minutes", minutes: "2 hours", quarters: "1 days" } as const
      const answers = yield* running({ path, keep, every: "1 minute" }, ({ read, query }) =>
        Effect.gen(function* () {
          for (let minute = 0; minute < 30; minute++) yield* read(volts(50), MINUTE)
          const first = { ...van, from: START, to: START + 5 * MINUTE, points: 300 }
          const late = { ...first, from: START + 25 * MINUTE, to: START + 30 * MINUTE }
          const early = [yield* query(first), yield* query(late)]
          yield* TestClock.adjust("3 hours")
          const after = [yield* query(first), yield* query(late)]
          yield* TestClock.adjust("2 days")
          return { early, after, gone: yield* query(first) }
        })
      )
      assert.deepStrictEqual(
        answers.early.map(({ stepSeconds, time }) => [stepSeconds, time.length]),
        [
          [60, 5],
          [1, 5]
        ]
      )
      assert.deepStrictEqual(
        answers.after.map(({ stepSeconds, time }) => [stepSeconds, time.length]),
        [
          [900, 1],
          [900, 1]
        ]
      )
      assert.lengthOf(answers.gone.time, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("keeps what a simulation says in memory alone", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const query_ = { ...van, from: START, to: START + MINUTE }
      const answer = yield* running({ path }, ({ read, query }) =>
        Effect.andThen(read({ ...volts(50), port: "sim:" }, 10 * SECOND), query(query_))
      )
      assert.deepStrictEqual(answer.columns[0]?.mean, [50])
      const file = yield* History.read(path)
      assert.deepStrictEqual(yield* file.sites, [])
    }).pipe(Effect.scoped)
  )

  it.effect("can be read by another program while one writes", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      yield* running({ path }, ({ read }) =>
        Effect.gen(function* () {
          yield* read(volts(50), 6 * SECOND)
          for (const end of ["", "-wal", "-shm"])
            assert.strictEqual(statSync(`${path}${end}`).mode & 0o777, 0o600, `others read ${path}${end}`)
          const file = yield* History.read(path)
          assert.deepStrictEqual(yield* file.sites, ["van"])
          const { columns } = yield* file.query({ ...van, from: START, to: START + MINUTE })
          assert.deepStrictEqual(columns[0]?.mean, [50])
        }).pipe(Effect.scoped)
      )
      const missing = yield* Effect.flip(History.read(`${path}.not`))
      assert.include(missing.message, `${path}.not`)
    }).pipe(Effect.scoped)
  )
})

/** A reading whose unit is in this state. */
const doing = (state: string, chargeState: string | null): Reading.Reading => ({
  ...volts(50),
  device: { state, chargeState } as Reading.Reading["device"]
})

describe("what happened", () => {
  const alarm = (active: boolean, site = "van") => ({
    _tag: "Event" as const,
    site,
    kind: "alarm" as const,
    name: "overload",
    active,
    message: active ? "alarm: overload" : "alarm: overload: over"
  })
  const all = { ...van, from: START - HOUR, to: START + 40 * HOUR }
  const told = ({ events }: History.Answer) =>
    events.map(({ time, kind, message }) => [(Date.parse(time) - START) / SECOND, kind, message])

  it.effect("comes back after a restart: alarms, outages, changes, states that lasted, starts and ends", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const day = ({ source, read }: Running) =>
        Effect.gen(function* () {
          yield* source.link("van", "connected", null)
          // Shorter than what counts: `bypass` is left out.
          for (const [state, charge] of [
            ...Array.from({ length: 12 }, () => ["charge", "bulk"] as const),
            ...Array.from({ length: 5 }, () => ["bypass", null] as const),
            ...Array.from({ length: 12 }, () => ["invert-aes", null] as const)
          ])
            yield* read(doing(state, charge), SECOND)
          yield* source.tell(alarm(true))
          yield* source.tell(alarm(true, "boat"))
          yield* source.link("van", "unplugged", "lost /dev/ttyUSB0")
          yield* source.link("van", "opening", "/dev/ttyUSB0 is being opened")
          yield* source.link("van", "unplugged", "lost /dev/ttyUSB0")
          yield* TestClock.adjust(5 * SECOND)
          yield* source.link("van", "connected", null)
          yield* read(volts(50), SECOND)
          yield* source.tell(alarm(false))
          yield* source.tell({
            _tag: "Outcome",
            site: "van",
            command: null,
            from: "http",
            target: "limit",
            ok: false,
            error: "not-allowed",
            message: "limit is not allowed",
            outcomes: []
          })
        })
      yield* running({ path }, day)
      yield* at(100 * SECOND)
      const answer = yield* running({ path }, ({ source, read, query }) =>
        Effect.gen(function* () {
          yield* source.link("van", "connected", null)
          yield* read(volts(50), SECOND)
          return yield* query(all)
        })
      )
      assert.deepStrictEqual(told(answer), [
        [0, "gateway", "the gateway started"],
        [0, "link", "the unit answers"],
        [0, "state", "charging, bulk"],
        [17, "state", "inverting (AES)"],
        [29, "alarm", "alarm: overload"],
        [29, "link", "lost /dev/ttyUSB0"],
        [34, "link", "the unit answers"],
        [35, "alarm", "alarm: overload: over"],
        [35, "outcome", "limit is not allowed"],
        [35, "gateway", "the gateway was stopped"],
        [100, "gateway", "the gateway started"],
        [100, "link", "the unit answers"]
      ])
      assert.strictEqual(answer.eventsLeftOut, 0)
      // Another process that only reads sees the same, and what is asked for alone.
      const file = yield* History.read(path)
      const some = yield* file.query({ ...van, from: START + 29 * SECOND, to: START + 35 * SECOND })
      assert.deepStrictEqual(
        told(some).map(([second]) => second),
        [29, 29, 34]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("of a simulation is kept in memory alone, and what happened before the first reading waits", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const shown = yield* running({ path }, ({ source, read, query }) =>
        Effect.gen(function* () {
          yield* source.link("van", "unplugged", "no such port")
          yield* source.tell(alarm(true))
          assert.deepStrictEqual((yield* query(all)).events, [])
          yield* source.link("van", "connected", null)
          yield* read({ ...volts(50), port: "sim:" }, 10 * SECOND)
          return yield* query(all)
        })
      )
      assert.deepStrictEqual(
        shown.events.map(({ kind }) => kind),
        ["gateway", "alarm", "link"]
      )
      const file = yield* History.read(path)
      assert.deepStrictEqual((yield* file.query(all)).events, [])
    }).pipe(Effect.scoped)
  )

  it.effect("fills no file: of each kind the newest stay, and an answer says how many it leaves out", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const answers = yield* running({ path }, ({ source, read, query }) =>
        Effect.gen(function* () {
          yield* source.link("van", "connected", null)
          yield* read(volts(50), 0)
          for (let index = 0; index < 2300; index++) {
            yield* source.tell({ ...alarm(index % 2 === 0), message: String(index) })
            if (index % 100 === 0) yield* TestClock.adjust(6 * SECOND)
          }
          const before = yield* query(all)
          yield* TestClock.adjust(3 * MINUTE)
          return [before, yield* query(all)] as const
        })
      )
      for (const { events } of answers) {
        assert.lengthOf(events, 500)
        assert.strictEqual(events.at(-1)!.message, "2299")
        assert.strictEqual(events[0]!.message, "1800")
      }
      // The start of the gateway and the first answer of the unit are not crowded out.
      assert.deepStrictEqual(
        answers.map(({ eventsLeftOut }) => eventsLeftOut),
        [2302 - 500, 2002 - 500]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("is answered from a file of an earlier version too, which has none", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      yield* running({ path }, ({ read }) => read(volts(50), 10 * SECOND))
      const { DatabaseSync } = yield* Effect.promise(() => import("node:sqlite"))
      const database = new DatabaseSync(path)
      database.exec("DROP TABLE event")
      database.close()
      const file = yield* History.read(path)
      const answer = yield* file.query({ ...van, from: START, to: START + MINUTE })
      assert.deepStrictEqual([answer.columns[0]?.mean, answer.events, answer.eventsLeftOut], [[50], [], 0])
      const later = yield* running({ path }, ({ read, query }) =>
        Effect.andThen(read(volts(51), 10 * SECOND), query(all))
      )
      assert.isAbove(later.events.length, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("waits while the disk is full, the newest; what is lost is counted", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const { result, counted } = yield* heard(
        running({ path, maximumBytes: 12 * 8192 }, ({ source, read, query }) =>
          Effect.gen(function* () {
            for (let index = 0; index < 1200; index++) yield* read(reading_, SECOND)
            for (let index = 0; index < 700; index++)
              yield* source.tell({ ...alarm(true), message: `${index}` })
            yield* TestClock.adjust(10 * SECOND)
            return yield* query(all)
          })
        )
      )
      assert.isFalse(result.events.some(({ kind }) => kind === "alarm"))
      // 600 wait: of the alarms 100 are lost, and one more for the end of the gateway.
      assert.strictEqual(counted["vebus_history_events_dropped_total"], 101)
    }).pipe(Effect.scoped)
  )
})

describe("a damaged file", () => {
  it.effect("is set aside at the start, and said; history begins anew", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      writeFileSync(path, "this is no database, and long enough to look like the head of one".repeat(40))
      const { result, said, counted } = yield* heard(
        running({ path }, ({ read, query }) =>
          Effect.andThen(read(volts(50), SECOND), query({ ...van, from: START, to: START + MINUTE }))
        )
      )
      assert.deepStrictEqual(result.columns[0]?.mean, [50])
      assert.match(said.join("\n"), /cannot be used \(.*not a database.*\).*history begins anew/u)
      assert.strictEqual(counted["vebus_history_files_set_aside_total"], 1)
      assert.include(readFileSync(History.asideOf(path), "utf8"), "this is no database")
    }).pipe(Effect.scoped)
  )

  it.effect("is set aside when it turns out to be damaged later; what waits is written to the new one", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      yield* running({ path }, ({ read }) =>
        Effect.forEach(Array.from({ length: 400 }), (_, index) => read(volts(index), SECOND))
      )
      // The head stays good, so it opens; the pages behind it are not.
      const bytes = readFileSync(path)
      bytes.fill(0x5a, 8192)
      writeFileSync(path, bytes)
      const { result, said, counted } = yield* heard(
        running({ path }, ({ read, query }) =>
          Effect.gen(function* () {
            for (const value of [60, 61]) yield* read(volts(value), 10 * SECOND)
            const now = yield* Clock.currentTimeMillis
            return yield* query({ ...van, from: now - 20 * SECOND, to: now })
          })
        )
      )
      assert.deepStrictEqual(result.columns[0]?.mean, [60, 61])
      assert.strictEqual(counted["vebus_history_files_set_aside_total"], 1)
      assert.include(said.join("\n"), "malformed")
      assert.isTrue(existsSync(History.asideOf(path)))
    }).pipe(Effect.scoped)
  )

  it.effect("of a later version is set aside too, not touched", () =>
    Effect.gen(function* () {
      yield* at(0)
      const path = join(yield* folder, "history.db")
      const { DatabaseSync } = yield* Effect.promise(() => import("node:sqlite"))
      const database = new DatabaseSync(path)
      database.exec("CREATE TABLE later (x); PRAGMA user_version = 99")
      database.close()
      const { said } = yield* heard(running({ path }, ({ read }) => read(volts(50), SECOND)))
      assert.include(said.join("\n"), "made by a later version (form 99, known is 1)")
      const aside = new DatabaseSync(History.asideOf(path), { readOnly: true })
      assert.deepStrictEqual(
        aside
          .prepare("SELECT name FROM sqlite_schema")
          .all()
          .map(({ name }) => name),
        ["later"]
      )
      aside.close()
    }).pipe(Effect.scoped)
  )
})

describe("a full disk", () => {
  it.effect(
    "ends nothing: it is said once, the newest readings wait, and those that are lost are counted",
    () =>
      Effect.gen(function* () {
        yield* at(0)
        const path = join(yield* folder, "history.db")
        const maximumBytes = 16 * 8192
        const story = Effect.gen(function* () {
          const { result, said, counted } = yield* heard(
            running({ path, maximumBytes }, ({ read, query }) =>
              Effect.gen(function* () {
                for (let index = 0; index < 3_000; index++) yield* read(reading_, SECOND)
                return yield* query({ ...van, from: START, to: START + 3_000 * SECOND })
              })
            )
          )
          assert.isAbove(result.time.length, 0)
          assert.lengthOf(
            said.filter((line) => line.includes("is full")),
            1
          )
          assert.isAbove(counted["vebus_history_dropped_total"]!, 1000)
          assert.isBelow(counted["vebus_history_dropped_total"]!, 3_000)
          assert.isAtMost(statSync(path).size, maximumBytes)
        })
        yield* story
        // Room again: history goes on in the same file.
        const { result } = yield* heard(
          running({ path }, ({ read, query }) =>
            Effect.gen(function* () {
              yield* read(volts(77), 10 * SECOND)
              const now = yield* Clock.currentTimeMillis
              return yield* query({ ...van, from: now - 10 * SECOND, to: now })
            })
          )
        )
        assert.deepStrictEqual(result.columns[0]?.mean, [77])
      }).pipe(Effect.scoped)
  )

  it.effect("a folder that cannot be made is said, and tried again", () =>
    Effect.gen(function* () {
      yield* at(0)
      const place = yield* folder
      const path = join(place, "file", "history.db")
      writeFileSync(join(place, "file"), "a file where a folder should be")
      const { result, said } = yield* heard(
        running({ path }, ({ read, query }) =>
          Effect.gen(function* () {
            yield* read(volts(50), 10 * SECOND)
            const error = yield* Effect.flip(query({ ...van, from: START, to: START + MINUTE }))
            rmSync(join(place, "file"))
            yield* TestClock.adjust(10 * SECOND)
            return { error, answer: yield* query({ ...van, from: START, to: START + MINUTE }) }
          })
        )
      )
      assert.strictEqual(result.error._tag, "HistoryError")
      assert.deepStrictEqual(result.answer.columns[0]?.mean, [50])
      assert.lengthOf(said, 2)
    }).pipe(Effect.scoped)
  )
})

/** With many figures, so that a file fills soon. */
const reading_ = fc
  .sample(reading(), { seed: 3, numRuns: 200 })
  .find(
    ({ acInput, battery }) =>
      acInput !== null && acInput.length > 2 && battery?.voltage !== null && battery !== null
  )!
