/**
 * A house with a meter around a simulated unit that obeys set-points, for commands about grid control on the test clock.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Scale } from "@vebus/codec"
import { Metered } from "@vebus/simulator"
import { ClosedLoop } from "@vebus/testing/ess"
import { transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Wire from "../../runtime/test/Wire.ts"

/** The lines of a good configuration. */
export const lines: ReadonlyArray<string> = [
  'meter: { type: homewizard, url: "http://127.0.0.1:9" }',
  "fuseWatts: 14000",
  "maxCharge: 1500",
  "maxDischarge: 2400",
  "battery: { voltageFloor: 46, voltageCeiling: 58 }"
]

/** A house, its configuration as a file, and how a command is run in it. */
export const make = (
  text: ReadonlyArray<string> = lines,
  house: Metered.Options["house"] = () => ({ loadWatts: 1000, pvWatts: 0 })
) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-house-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const file = join(folder, "follow.yaml")
    writeFileSync(file, text.join("\n"))
    const simulated = yield* transport({
      essFollowing: { ...ClosedLoop.worseUnit, delayMillis: 0 }
    })
    yield* simulated.simulator.control({ change: "state-of-charge", ratio: 0.5 })
    yield* simulated.simulator.control({ change: "load", watts: 0 })
    const { readings } = yield* Metered.make(simulated.simulator, { house, meter: { noiseWatts: 1 } })
    const tapped = Wire.tapped(simulated)
    return {
      folder,
      file,
      simulator: simulated.simulator,
      requests: tapped.requests,
      /** The set-points that went out, in watts drawn by the unit. */
      written: () =>
        tapped.requests.flatMap((request) =>
          request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
            ? [0 - Scale.numberOf(request.command.valueRaw, true) + 0]
            : []
        ),
      options: { port: tapped.transport, meter: readings, env: { VEBUS_STATE_DIR: join(folder, "state") } }
    }
  })
