/**
 * Our serial port is that of the package `serialport`, without what else comes with it.
 */
import { assert, describe, it } from "@effect/vitest"
import { SerialPortStream } from "@serialport/stream"
import * as Theirs from "serialport"
import * as Ours from "../../src/transports/SerialPort.ts"

const options = { path: "/dev/there-is-no-such-port", baudRate: 2400, autoOpen: false } as const

/** What opening fails with. */
const errorOf = (port: SerialPortStream) =>
  new Promise((resolve) => port.open((error) => resolve(error?.message ?? "open")))

describe("the serial port", () => {
  it("is the stream of the package over the same driver, with the same errors", async () => {
    const [ours, theirs] = [new Ours.SerialPort(options), new Theirs.SerialPort(options)]
    assert.instanceOf(ours, SerialPortStream)
    assert.strictEqual(ours.settings.binding, theirs.settings.binding)
    assert.strictEqual(await errorOf(ours), await errorOf(theirs))
  })

  it("lists the same ports", async () => {
    const failed = (error: Error) => error.message
    assert.deepStrictEqual<unknown>(
      await Ours.list().catch(failed),
      await Theirs.SerialPort.list().catch(failed)
    )
  })
})
