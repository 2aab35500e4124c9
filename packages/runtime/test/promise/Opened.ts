/**
 * An inverter as a program without Effect has it, before a simulated device, with what stands behind it. Unpaced on the
 * clock of this machine, or paced on the test clock: then `played` moves the time until a promise has settled.
 */
import * as Session from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect, type Settings } from "../../src/promise/Connect.ts"
import type { Inverter } from "../../src/promise/index.ts"

/** An inverter, and what stands behind it. */
export interface Opened extends AsyncDisposable {
  readonly inverter: Inverter
  readonly behind: Session.SimulatedTransport
}

/** How it is opened, and before what. */
export interface Options extends Omit<Settings, "transport"> {
  readonly device?: Session.DeviceOptions
}

/** Opens an inverter before a simulated device that answers at once. */
export const opened = async ({ device, ...settings }: Options = {}): Promise<Opened> => {
  let behind: Session.SimulatedTransport | undefined
  const transport = Effect.tap(Session.transport({ line: "unpaced", ...device }), (made) =>
    Effect.sync(() => (behind = made))
  )
  const inverter = await connect({ transport, ...settings })
  return { inverter, behind: behind!, [Symbol.asyncDispose]: inverter.close }
}

/** The policy of a test, whose state is gone at its end. */
export const policy = () => {
  const state = mkdtempSync(join(tmpdir(), "vebus-promise-"))
  return {
    by: "a test",
    state,
    [Symbol.dispose]: () => rmSync(state, { recursive: true, force: true })
  }
}

const STEP_MILLIS = 10

/** Moves the test clock until a promise has settled, and gives what it came to. */
export const played = <A>(promise: Promise<A>): Effect.Effect<A> =>
  Effect.gen(function* () {
    let isSettled = false
    const settled = () => void (isSettled = true)
    promise.then(settled, settled)
    while (!isSettled) {
      yield* TestClock.adjust(STEP_MILLIS)
      yield* Effect.promise(() => new Promise(setImmediate))
    }
    return yield* Effect.promise(() => promise)
  })

/** Opens an inverter before a device at 2400 baud, on the test clock. Closed at the end of the test. */
export const paced = ({ device, ...settings }: Options = {}) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    let behind: Session.SimulatedTransport | undefined
    const transport = Effect.tap(Session.transport(device), (made) => Effect.sync(() => (behind = made)))
    const inverter = yield* played(connect({ transport, ...settings }, {}, context))
    yield* Effect.addFinalizer(() => played(inverter.close()))
    return { inverter, behind: behind! }
  })
