/**
 * The watchdog of systemd and grid control: what hangs is started again by it, so it hears nothing from steps that hang.
 */
import { assert, describe, it } from "@effect/vitest"
import { Systemd } from "@vebus/gateway"
import { StateStore } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import { configured, steered, wait } from "./Steered.ts"

const env = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "30000000" }

/** A disk that takes nothing while the latch is closed. */
const disk = (works: Latch.Latch) =>
  Layer.effect(
    StateStore.StateStore,
    Effect.map(StateStore.StateStore, (store) =>
      StateStore.StateStore.of({
        ...store,
        append: (line) => Effect.andThen(works.await, store.append(line))
      })
    )
  ).pipe(Layer.provide(StateStore.inMemory))

describe("the watchdog of a gateway that follows a meter", () => {
  it.effect("hears nothing while a disk that hangs holds up the steps, and again once they go on", () =>
    Effect.gen(function* () {
      const works = yield* Latch.make(true)
      let isSilent = false
      const { followers, view, written } = yield* steered({
        config: configured(
          "enabled: true, autostart: true, signChecked: true, onMeterLost: { afterwards: let-go }"
        ),
        store: disk(works),
        isSilent: () => isSilent
      })
      yield* Effect.addFinalizer(() => works.open)
      let fed = 0
      yield* Systemd.ready(env, followers.areAlive, (words) =>
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
      assert.strictEqual((yield* view)!.phase, "active")
      yield* works.close
      isSilent = true
      // The set-point holds, fades, and is let go: its end is to be in the journal before it goes out.
      yield* wait(25)
      assert.isFalse(yield* followers.areAlive)
      assert.strictEqual(yield* fedWithin(60), 0)
      const count = written().length
      yield* works.open
      assert.isAtLeast(yield* fedWithin(40), 3)
      assert.isTrue(yield* followers.areAlive)
      assert.isAtLeast(written().length, count)
      assert.strictEqual(written().at(-1), 0)
    })
  )
})
