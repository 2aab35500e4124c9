/**
 * A backup beside a unit: what differs, what is restored, what is not, and files that are none.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Compare from "../../src/settings/Compare.ts"
import * as Entry from "../../src/settings/Entry.ts"
import { read } from "./Documents.ts"

describe("a backup beside a unit", () => {
  it.live("shows what differs, restores what may be restored, and says why the rest is not", () =>
    Effect.gen(function* () {
      const { settings, flags } = yield* read
      const now = { settings: settings.settings, flags: flags.flags }
      const backup = {
        settings: now.settings.map((setting) =>
          setting.id === 3
            ? { ...setting, value: 54, raw: { ...setting.raw, value: 5400 } }
            : setting.id === 64
              ? { ...setting, value: 200, raw: { ...setting.raw, value: 200 } }
              : setting
        ),
        flags: now.flags.map((flag) => (flag.name === "DisableCharge" ? { ...flag, on: !flag.on } : flag))
      } as typeof now
      const entries = Entry.all(settings, flags, {
        switch: false,
        limit: null,
        charge: true,
        equalise: false,
        settings: [{ name: "UBatFloat", min: null, max: null }],
        eeprom: false
      })
      const { rows, changes, count } = Compare.compare(backup, now, entries)
      assert.deepStrictEqual(
        rows.map(({ name, backup, now, leftOut }) => [name, backup, now, leftOut]),
        [
          ["UBatFloat", "54 V", "55.2 V", null],
          ["BatteryCapacity", "200 Ah", "400 Ah", "not allowed by this gateway"],
          ["DisableCharge", "on", "off", null]
        ]
      )
      assert.deepStrictEqual(changes, { settings: { "3": 54 }, flags: { "6": true } })
      assert.strictEqual(count, 2)
      assert.isEmpty(Compare.compare(now, now, entries).rows)
    })
  )

  const files: ReadonlyArray<readonly [text: string, says: RegExp]> = [
    ["", /no JSON/],
    ["[]", /something else/],
    ['{"schema":"vebus.plan/1"}', /vebus\.plan\/1/],
    ['{"schema":"vebus.backup/1","settings":[{"id":"<b>"}],"flags":[],"unit":{"productId":1}}', /settings/],
    ['{"schema":"vebus.backup/1","settings":[],"flags":[{"flag":1}],"unit":{"productId":1}}', /flags/],
    ['{"schema":"vebus.backup/1","settings":[],"flags":[],"unit":null}', /no unit/]
  ]
  it("a file that is none is told as such", () => {
    for (const [text, says] of files) {
      const opened = Compare.open(text)
      assert.isTrue(!opened.ok && says.test(opened.message), text)
    }
  })
})
