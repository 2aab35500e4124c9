/**
 * What a command asks for a second time after its output, so that it can be kept: whoever waits hears why, and Ctrl-C
 * leaves it out and changes nothing else.
 */
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Folder from "./Folder.ts"
import * as Wire from "../../runtime/test/Wire.ts"
import * as Clocked from "./Clocked.ts"
import * as InProcess from "./InProcess.ts"

const folder = Folder.temporary("proving")
let caches = 0

/** All that the unit has, but for the one that it lacks: 2.4 s at 60 ms for each answer. */
const MANY = Array.from({ length: 20 }, (_, id) => String(id)).filter((id) => id !== "10")
const FEW = ["4", "5"]

/** A device whose adapter takes so long to answer, the infos that it was asked for, and a cache of its own. */
const device = (turnaroundMillis = 60) =>
  Effect.gen(function* () {
    const { open } = yield* Driver.make({ turnaroundMillis })
    const { requests, transport } = Wire.tapped(
      Transport.make("tcp://unit:1", open, Transport.BYTES_PER_SECOND)
    )
    const asked = () =>
      requests.filter(
        (request) => request._tag === "WinmonRequest" && request.command._tag === "RamInfoRequest"
      ).length
    const options = { port: transport, env: { VEBUS_CACHE_DIR: join(folder, String(caches++)) } }
    return { asked, options }
  })

const words = (ids: ReadonlyArray<string>) => ["ram", "get", ...ids, "--port", "tcp://unit:1"]
const SAID = /asking a second time for (\d+) infos, so that they can be kept.*Ctrl-C leaves it out/

describe("the second round of a command", () => {
  it.effect("is said after two seconds, and makes the next start ask for one info only", () =>
    Effect.gen(function* () {
      const { asked, options } = yield* device()
      const first = yield* Clocked.run(words(MANY), options)
      assert.strictEqual(first.code, 0)
      assert.match(first.stderr, SAID)
      const before = asked()
      assert.strictEqual(before % 2, 0)
      const second = yield* Clocked.run(words(MANY), options)
      assert.deepStrictEqual([second.code, second.stderr], [0, ""])
      assert.strictEqual(asked(), before + 1)
    })
  )

  it.effect("is not said where it is over by then", () =>
    Effect.gen(function* () {
      const { asked, options } = yield* device()
      const { stderr } = yield* Clocked.run(words(FEW), options)
      assert.deepStrictEqual([stderr, asked()], ["", 2 * FEW.length])
    })
  )

  it.effect("is said after two seconds on a slow line too, however few infos are left", () =>
    Effect.gen(function* () {
      const { options } = yield* device(1200)
      const fiber = yield* Effect.forkChild(InProcess.onClock(words(FEW), options))
      const { code, stderr } = yield* Clocked.joined(fiber)
      assert.strictEqual(code, 0)
      assert.match(stderr, SAID)
    })
  )

  it.effect("is left out by Ctrl-C: what was shown stays, the exit code too, and nothing is kept of it", () =>
    Effect.gen(function* () {
      const { asked, options } = yield* device()
      // Commands of other tests that ran side by side in this process may have left some behind.
      const ending = () => assert.fail("Ctrl-C ended the program")
      process.removeAllListeners("SIGINT").on("SIGINT", ending)
      const fiber = yield* Effect.forkChild(InProcess.onClock(words(MANY), options))
      const isSecondRound = () => !process.listeners("SIGINT").includes(ending)
      while (!isSecondRound() && fiber.pollUnsafe() === undefined) yield* Clocked.step
      yield* TestClock.adjust("500 millis")
      process.emit("SIGINT")
      const { code, stdout, stderr } = yield* Clocked.joined(fiber)
      assert.deepStrictEqual(process.listeners("SIGINT"), [ending])
      process.off("SIGINT", ending)
      assert.strictEqual(code, 0)
      assert.strictEqual(stdout.trim().split("\n").length, 1 + MANY.length)
      assert.notMatch(stderr, /second time/)
      const before = asked()
      assert.isBelow(before, 2 * MANY.length)
      yield* Clocked.run(words(MANY), options)
      assert.isAbove(asked() - before, MANY.length)
    })
  )

  it.effect("is left out with --no-cache", () =>
    Effect.gen(function* () {
      const { asked, options } = yield* device()
      yield* Clocked.run([...words(FEW), "--no-cache"], options)
      assert.strictEqual(asked(), FEW.length)
    })
  )
})
