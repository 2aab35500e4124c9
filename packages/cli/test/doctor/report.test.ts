/**
 * No serial number leaves the house in a report.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Report from "../../src/doctor/Report.ts"

const ports = [
  {
    path: "/dev/serial/by-id/usb-FTDI_Cable_A10XY9-if00-port0",
    likelihood: "unknown",
    manufacturer: "FTDI",
    serialNumber: "A10XY9"
  }
] as const

describe("Report.masked", () => {
  for (const [text, expected] of [
    [
      "serial:/dev/serial/by-id/usb-VictronEnergy_MK3-USB_Interface_HQ2132ABCDE-if00-port0",
      "serial:/dev/serial/by-id/usb-VictronEnergy_MK3-USB_Interface_***-if00-port0"
    ],
    ["/dev/cu.usbserial-HQ2132ABCDE", "/dev/cu.usbserial-***"],
    ['{"serialNumber":"HQ2132ABCDE"}', '{"serialNumber":"***"}'],
    ["usb-FTDI_Cable_A10XY9-if00-port0", "usb-FTDI_Cable_***-if00-port0"],
    ["05 FF 58 30 04 05 6B, HQ is short", "05 FF 58 30 04 05 6B, HQ is short"]
  ] as const) {
    it(`${text} becomes ${expected}`, () => assert.strictEqual(Report.masked(text, ports), expected))
  }
})
