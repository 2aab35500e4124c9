/**
 * `vebus gateway metrics`: what a gateway would show of one reading, of every product, as a strict reader takes it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Profile } from "@vebus/simulator"
import { read } from "../../../gateway/test/prometheus/Strict.ts"
import * as Effect from "effect/Effect"
import * as Clocked from "../Clocked.ts"
import { run } from "../InProcess.ts"

const port = (profile: string) => `sim:${profile}`
const words = ["gateway", "metrics", "--port"]

describe.concurrent("vebus gateway metrics", () => {
  for (const profile of Object.keys(Profile.profiles)) {
    it.effect(`${profile}: in both formats, the same names`, () =>
      Effect.gen(function* () {
        const [text, openmetrics] = yield* Effect.forEach([[], ["--openmetrics"]], (more) =>
          Clocked.run([...words, port(profile), ...more])
        )
        assert.strictEqual(text!.code, 0, text!.stderr)
        const families = read(text!.stdout, "text")
        assert.sameMembers(
          read(openmetrics!.stdout, "openmetrics").map(({ name, type }) =>
            type === "counter" ? `${name}_total` : name
          ),
          families.map(({ name }) => name)
        )
        const samplesOf = (wanted: string) => families.find(({ name }) => name === wanted)?.samples ?? []
        assert.isAbove(samplesOf("vebus_device_info").length, 0)
        assert.include(
          samplesOf("vebus_up").map(({ value }) => value),
          1
        )
      })
    )
  }

  it.effect("names the site, and shows the names of invertergui where that is asked for", () =>
    Effect.gen(function* () {
      const { stdout } = yield* Clocked.run([...words, "sim:", "--site", "van", "--compat", "invertergui"])
      assert.match(stdout, /^vebus_battery_voltage_volts\{site="van"\} \d+\.\d+$/mu)
      assert.match(stdout, /^battery_voltage_v \d+\.\d+$/mu)
    })
  )

  it("refuses what is no name, no exporter, no port", async () => {
    for (const [code, ...more] of [
      [2, "--site", "My Van"],
      [2, "--compat", "other"],
      [3, "--port", "/dev/nothing-here"]
    ] as const) {
      const { code: found, stdout, stderr } = await run(["gateway", "metrics", ...more])
      assert.strictEqual(found, code, stderr)
      assert.strictEqual(stdout, "")
    }
  })
})
