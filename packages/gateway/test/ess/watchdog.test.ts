/**
 * The watchdog of systemd and grid control: what hangs is started again by it, so it hears nothing from steps that have stopped.
 */
import { assert, describe, it } from "@effect/vitest"
import { Systemd } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { configured, disk, steered, wait } from "./Steered.ts"

const env = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "30000000" }

/** A gateway that follows a meter, and how often the watchdog is fed within so many seconds. */
const watched = (options: Parameters<typeof steered>[0]) =>
  Effect.gen(function* () {
    const all = yield* steered(options)
    let fed = 0
    yield* Systemd.ready(env, all.followers.areAlive, (words) =>
      Effect.sync(() => {
        if (words.includes("WATCHDOG=1")) fed++
      })
    )
    const fedWithin = (seconds: number) =>
      Effect.gen(function* () {
        const before = fed
        yield* wait(seconds)
        return fed - before
      })
    assert.isAtLeast(yield* fedWithin(40), 3)
    assert.strictEqual((yield* all.view)!.phase, "active")
    return { ...all, fedWithin }
  })

describe("the watchdog of a gateway that follows a meter", () => {
  it.effect("hears nothing once the steps have died", () =>
    Effect.gen(function* () {
      let isBroken = false
      const { followers, fedWithin, written } = yield* watched({ isBroken: () => isBroken })
      isBroken = true
      yield* wait(25)
      assert.isFalse(yield* followers.areAlive)
      assert.strictEqual(yield* fedWithin(60), 0)
      assert.strictEqual(written().at(-1), 0, "the hold itself goes to 0")
    })
  )

  it.effect("goes on to hear of steps while a disk hangs: 0 goes out all the same", () =>
    Effect.gen(function* () {
      const works = yield* Latch.make(true)
      let isSilent = false
      const { fedWithin, written } = yield* watched({
        config: configured(
          "enabled: true, autostart: true, signChecked: true, onMeterLost: { afterwards: let-go }"
        ),
        store: disk(works),
        isSilent: () => isSilent
      })
      yield* Effect.addFinalizer(() => works.open)
      yield* works.close
      isSilent = true
      assert.isAtLeast(yield* fedWithin(60), 5)
      assert.strictEqual(written().at(-1), 0)
    })
  )
})
