/**
 * A session examined while it lives: only reads go out, and what others sent meanwhile is seen.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Diagnosis from "../../src/doctor/Diagnosis.ts"
import * as OfSession from "../../src/doctor/OfSession.ts"
import * as Errors from "../../src/Errors.ts"
import { passed, played } from "../Played.ts"
import * as Wire from "../Wire.ts"

const surroundings = { platform: "linux" }
const diagnose = (seen: Parameters<typeof Diagnosis.diagnose>[0]) =>
  Diagnosis.problemsOf(Diagnosis.diagnose(seen)).map(({ cause }) => cause)

describe("the examination of a session", () => {
  it.effect("a healthy unit: every check is made, nothing is wrong, and only reads went out", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(Wire.connect())
      requests.length = 0
      const seen = yield* played(OfSession.observe(session, surroundings))
      const checks = Diagnosis.diagnose(seen)
      assert.deepStrictEqual(
        checks.flatMap(({ name, problem }) => (problem === null ? name : [])),
        ["adapter", "port", "line", "firmware", "device", "units", "alarms", "values", "control"]
      )
      assert.isAbove(requests.length, 5)
      for (const request of requests)
        assert.include(["read", "adapter"], Frames.traits(request).effect, JSON.stringify(request))
    }).pipe(Effect.scoped)
  )

  it.effect("another panel on the bus is heard", () =>
    Effect.gen(function* () {
      const session = yield* played(simulated({ faults: { replies: { panel: 1 } } }))
      assert.deepStrictEqual(diagnose(yield* played(OfSession.observe(session, surroundings))), [
        "other-master"
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("the bus cable is out: asleep is said at once, and nothing is asked", () =>
    Effect.gen(function* () {
      const { session, simulated: device } = yield* played(Wire.connect())
      yield* device.control({ change: "bus", connected: false })
      yield* passed(12)
      const seen = yield* OfSession.observe(session, surroundings)
      assert.deepStrictEqual(diagnose(seen), ["asleep"])
    }).pipe(Effect.scoped)
  )

  it("who has a page alone is told nothing of a command line", () => {
    const port = "webserial:0403:6015"
    const reasons = [
      new Errors.NotFound({ port }),
      new Errors.Busy({ port }),
      new Errors.PermissionDenied({ port }),
      new Errors.OpenFailed({ port, cause: "NetworkError" }),
      new Errors.Lost({ port, cause: "the plug" }),
      new Errors.Asleep({ port, waitedMillis: 5000 })
    ]
    for (const isAdapter of [true, false]) {
      for (const reason of reasons) {
        const seen = OfSession.unlinked(port, reason, { platform: "browser" }, isAdapter)
        const [problem] = Diagnosis.problemsOf(Diagnosis.diagnose(seen))
        assert.notMatch(problem!.remedy, /vebus |--|ttyUSB|"ls/, reason._tag)
      }
    }
  })

  for (const [reason, cause] of [
    [new Errors.Busy({ port: "serial:/dev/ttyUSB0" }), "busy-port"],
    [new Errors.NotFound({ port: "serial:/dev/ttyUSB0" }), "no-such-port"],
    [new Errors.Asleep({ port: "serial:/dev/ttyUSB0", waitedMillis: 5000 }), "asleep"]
  ] as const) {
    it(`a port that never opened (${reason._tag}): ${cause}`, () => {
      assert.deepStrictEqual(
        diagnose(OfSession.unlinked("serial:/dev/ttyUSB0", reason, surroundings, true)),
        [cause]
      )
    })
  }
})
