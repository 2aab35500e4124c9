import { Question, Device } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { simulated } from "@vebus/testing/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
const plan = (loss: number) => ({ replies: { drop: loss, flip: loss * 0.4, noise: loss } })
const run = (window: 1 | 2 | 3, turnaroundMillis: number, loss: number, seed: number, secs = 120) =>
  Effect.gen(function* () {
    const c = yield* Effect.forkChild(simulated({ turnaroundMillis, seed, session: { window } }))
    yield* TestClock.adjust("30 seconds")
    const s = yield* Fiber.join(c)
    let values = 0
    const gaps: Array<number> = []
    const late: Array<number> = []
    let last = yield* Clock.currentTimeMillis
    const start = last
    yield* Effect.forEach(Object.entries(plan(loss).replies), ([kind, share]) => Effect.void)
    const reader = Effect.forever(
      Effect.gen(function* () {
        const t0 = yield* Clock.currentTimeMillis
        const w = yield* Effect.result(s.readRam([0, 1, 2, 3, 4, 5]))
        const now = yield* Clock.currentTimeMillis
        late.push(now - t0)
        if (w._tag === "Success") {
          values += w.success.size
          gaps.push(now - last)
          last = now
        }
      })
    )
    const f = yield* Effect.forkChild(
      Effect.all([reader, reader, reader].slice(0, window), { concurrency: "unbounded" })
    )
    yield* TestClock.adjust(secs * 1000)
    yield* Fiber.interrupt(f)
    gaps.sort((a, b) => a - b)
    late.sort((a, b) => a - b)
    return {
      rate: values / (((yield* Clock.currentTimeMillis) - start) / 1000),
      max: gaps.at(-1),
      p99: gaps[Math.floor(gaps.length * 0.99)],
      over1s: gaps.filter((g) => g > 1000).length,
      latP99: late[Math.floor(late.length * 0.99)]
    }
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
const runF = (window: 1 | 2 | 3, turnaroundMillis: number, loss: number, seed: number, secs = 120) =>
  Effect.gen(function* () {
    const c = yield* Effect.forkChild(
      simulated({ turnaroundMillis, seed, faults: { seed, ...plan(loss) }, session: { window, wait: true } })
    )
    yield* TestClock.adjust("30 seconds")
    const s = yield* Fiber.join(c)
    let values = 0
    const gaps: Array<number> = []
    const late: Array<number> = []
    let last = yield* Clock.currentTimeMillis
    const start = last
    const reader = Effect.forever(
      Effect.gen(function* () {
        const t0 = yield* Clock.currentTimeMillis
        const w = yield* Effect.result(s.readRam([0, 1, 2, 3, 4, 5]))
        const now = yield* Clock.currentTimeMillis
        late.push(now - t0)
        if (w._tag === "Success") {
          values += w.success.size
          gaps.push(now - last)
          last = now
        }
      })
    )
    const f = yield* Effect.forkChild(
      Effect.all([reader, reader, reader].slice(0, window), { concurrency: "unbounded" })
    )
    yield* TestClock.adjust(secs * 1000)
    yield* Fiber.interrupt(f)
    gaps.sort((a, b) => a - b)
    late.sort((a, b) => a - b)
    return {
      rate: +(values / (((yield* Clock.currentTimeMillis) - start) / 1000)).toFixed(1),
      max: gaps.at(-1),
      p99: gaps[Math.floor(gaps.length * 0.99)],
      over1s: gaps.filter((g) => g > 1000).length,
      latP99: late[Math.floor(late.length * 0.99)]
    }
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
for (const loss of [0.02, 0.05])
  for (const w of [1, 2, 3] as const) {
    const rs = []
    for (const seed of [1, 2, 3]) rs.push(await runF(w, 12, loss, seed))
    console.log(loss, w, JSON.stringify(rs))
  }
const settings = (window: 1 | 3, seed: number) =>
  Effect.gen(function* () {
    const c = yield* Effect.forkChild(
      simulated({ seed, faults: { seed, ...plan(0.05) }, session: { window, wait: true } })
    )
    yield* TestClock.adjust("30 seconds")
    const s = yield* Fiber.join(c)
    const start = yield* Clock.currentTimeMillis
    let end = 0
    const f = yield* Effect.forkChild(
      Effect.tap(Device.make(s).settings(), () =>
        Effect.map(Clock.currentTimeMillis, (t) => {
          end = t
        })
      )
    )
    yield* TestClock.adjust("300 seconds")
    const l = yield* Fiber.join(f)
    return `${((end - start) / 1000).toFixed(1)}s ${l.settings.length} ${l.unsupported.length} ${l.missing.length}`
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
for (const w of [1, 3] as const)
  for (const seed of [1, 2, 3]) {
    const t = performance.now()
    console.log("settings", w, await settings(w, seed), Math.round(performance.now() - t))
  }
