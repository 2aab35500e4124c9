/**
 * A fleet on Mosquitto, which is killed and comes back having forgotten everything.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { FleetWatch } from "@vebus/gateway"
import { connectAsync } from "mqtt"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { shown } from "../mqtt/Published.ts"
import * as Program from "./Program.ts"

/** Mosquitto on a port; it keeps nothing on a disk. */
const mosquitto = (folder: string, port: number) => {
  const file = join(folder, "fleet.conf")
  writeFileSync(
    file,
    `persistence false\nuser root\nlog_dest stderr\nlistener ${port} 127.0.0.1\nallow_anonymous true\n`
  )
  return Program.running("mosquitto", ["-c", file], (said) => Promise.resolve(said.includes("running")))
}

describe("a fleet on Mosquitto", () => {
  it.live("is whole again after the broker was killed, and what is not there any more is gone", () =>
    Effect.gen(function* () {
      const folder = yield* Program.folder
      const port = yield* Program.freePort
      const url = `mqtt://127.0.0.1:${port}`
      const first = yield* Scope.make()
      const running = yield* Scope.provide(mosquitto(folder, port), first)
      const client = yield* Effect.promise(() => connectAsync(url, { reconnectPeriod: 0 }))
      yield* Effect.promise(() =>
        client.publishAsync("vebus/left/status", "offline", { qos: 1, retain: true })
      )
      yield* Effect.promise(() =>
        client.publishAsync("vebus/van/0/info", "x".repeat(2_000_000), { qos: 1, retain: true })
      )
      const { show } = yield* shown({ url })
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(500), show(26.5))))
      const watch = yield* Effect.provideService(
        FleetWatch.make({ urls: [url], ...FleetWatch.anonymous }, "vebus"),
        References.MinimumLogLevel,
        "None"
      )
      const rows = () => Effect.runPromise(watch.rows)
      const names = (found: Awaited<ReturnType<typeof rows>>) =>
        found.map(({ site, verdict }) => `${site} ${verdict}`).join(", ")
      yield* Program.until(
        () => "both sites",
        async () => names(await rows()) === "left lost, van ok"
      )
      running.process.kill("SIGKILL")
      yield* Program.until(
        () => "the loss of the broker",
        async () => (await Effect.runPromise(watch.link)).broker === null
      )
      yield* Scope.close(first, Exit.void)
      yield* mosquitto(folder, port)
      yield* Program.until(
        () => "the site that is still there, alone",
        async () => names(await rows()) === "van ok"
      )
      assert.strictEqual((yield* watch.link).broker, url)
      yield* Effect.promise(() => client.endAsync(true))
    })
  )
})
