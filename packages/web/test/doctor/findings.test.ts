/**
 * The findings of the doctor on the page: rows, the browser, and a report that names nobody's device.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Answers } from "../../src/Ask.ts"
import * as Findings from "../../src/doctor/Findings.ts"

const problem = (cause: string) => ({
  cause,
  meaning: `means ${cause}`,
  remedy: `mend ${cause}`,
  exitCode: 4
})
const document = {
  schema: "vebus.doctor/1",
  port: "serial:/dev/serial/by-id/usb-VictronEnergy_MK3-USB_Interface_HQ2207ABCDE-if00-port0",
  time: "2026-01-31T12:00:00Z",
  healthy: false,
  checks: [
    { name: "adapter", found: "MK3-USB_Interface_HQ2207ABCDE", problem: null },
    { name: "line", found: "not a byte in 7 s", problem: problem("asleep") },
    { name: "control", found: "3 frames of another panel", problem: problem("other-master") }
  ]
} as unknown as Answers["Doctor"]

const about = { time: "now", source: "gateway, HQ2207ABCDE", link: "No answer", browser: "Chromium" }

describe("findings", () => {
  it("are passed, failed, or worth a look, with what to try", () => {
    const rows = Findings.rows(document)
    assert.deepStrictEqual(
      rows.map(({ result, remedy }) => [result, remedy]),
      [
        ["passed", null],
        ["failed", "mend asleep"],
        ["warning", "mend other-master"]
      ]
    )
    assert.strictEqual(Findings.summary(rows), "1 failed, 1 to look at.")
    assert.strictEqual(Findings.summary(rows.slice(0, 1)), "All is well.")
  })

  it("in a report have no serial number unless that is chosen", () => {
    const rows = Findings.rows(document)
    const without = Findings.report(rows, about, false)
    assert.notMatch(without, /HQ2207/)
    assert.match(without, /failed {3}Line: not a byte in 7 s\n {9}means: means asleep\n {9}try: mend asleep/)
    assert.match(Findings.report(rows, about, true), /HQ2207ABCDE/)
  })

  it("about the browser say what is missing, and that a gateway does not need it", () => {
    const rows = Findings.browserRows({ isSecure: false, hasSerial: false, ports: null, isGateway: true })
    assert.deepStrictEqual(
      rows.map(({ result }) => result),
      ["warning", "warning"]
    )
    assert.match(rows[0]!.remedy!, /by https.*gateway shows does not need it/)
    const well = Findings.browserRows({ isSecure: true, hasSerial: true, ports: 1, isGateway: false })
    assert.deepStrictEqual(
      well.map(({ result, seen }) => [result, seen]),
      [
        ["passed", "this page may use devices"],
        ["passed", "there, 1 port granted"]
      ]
    )
  })
})
