import { Telemetry } from "@vebus/runtime"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
await Effect.gen(function* () {
  const c = yield* Effect.forkChild(simulated({}))
  yield* TestClock.adjust("10 seconds")
  const s = yield* Fiber.join(c)
  let n = 0
  const f = yield* Effect.forkChild(Stream.runForEach(Telemetry.readings(s), () => Effect.sync(() => n++)))
  yield* TestClock.adjust("600 seconds")
  for (let k = 0; k < 3; k++) {
    const b = process.threadCpuUsage(),
      n0 = n
    yield* TestClock.adjust("2000 seconds")
    const u = process.threadCpuUsage(b)
    console.log("us per reading", ((u.user + u.system) / (n - n0)).toFixed(1))
  }
  yield* Fiber.interrupt(f)
}).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
