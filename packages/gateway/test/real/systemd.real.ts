/**
 * systemd has nothing to say against the service of the guide.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { folder, run } from "./Program.ts"

const page = readFileSync(new URL("../../../../docs/guides/raspberry-pi.md", import.meta.url), "utf8")

describe("systemd-analyze verify", () => {
  it.live("takes vebus-gateway.service", () =>
    Effect.gen(function* () {
      const [, text] = /^```systemd\n([\s\S]*?)^```$/mu.exec(page)!
      const file = join(yield* folder, "vebus-gateway.service")
      // The program is not installed here; any that can be started will do.
      writeFileSync(file, text!.replace("/usr/bin/vebus", process.execPath))
      const { status, stdout, stderr } = run("systemd-analyze", [
        "verify",
        "--man=no",
        "--recursive-errors=no",
        file
      ])
      const said = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("vebus-gateway"))
      assert.deepStrictEqual(said, [])
      assert.strictEqual(status, 0, stderr)
    }).pipe(Effect.scoped)
  )
})
