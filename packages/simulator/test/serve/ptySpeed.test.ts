/** The speed of a pseudo-terminal: what is sent at another one than 2400 baud is not heard. */
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver } from "@vebus/simulator"
import { servePty } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import { SerialPort } from "serialport"
import { bytes } from "../support/Host.ts"

/** A simulation on a terminal of its own, and a host that has it open at a speed. */
const opened = (baudRate: number, anySpeed: boolean) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-speed-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true }))
    )
    const path = join(folder, "mk3")
    const simulated = yield* Driver.make({ line: "unpaced", versionPeriodMillis: 0, address: 3 })
    yield* servePty({ path, anySpeed }, simulated)
    const port = yield* Effect.acquireRelease(
      Effect.callback<SerialPort, Error>((resume) => {
        const serial = new SerialPort({ path, baudRate, autoOpen: false })
        serial.open((cause) => resume(cause === null ? Effect.succeed(serial) : Effect.fail(cause)))
      }),
      (serial) => Effect.callback<void>((resume) => serial.close(() => resume(Effect.void)))
    )
    return { port, simulated }
  })

const write = (port: SerialPort, hex: string) =>
  Effect.promise(() => new Promise<void>((done) => port.write(bytes(hex), () => port.drain(() => done()))))

const setSpeed = (port: SerialPort, baudRate: number) =>
  Effect.promise(
    () =>
      new Promise<void>((done, fail) => port.update({ baudRate }, (cause) => (cause ? fail(cause) : done())))
  )

const hear = (port: SerialPort) =>
  Effect.promise(async () => Hex.toHex((await once(port, "data"))[0] as Buffer))

const RESET = "02 FF 52 AD"
const VERSION = "02 FF 56 A9"
const ADDRESS = "04 FF 41 01 00 BB"

const isLinux = process.platform === "linux"

describe("a pseudo-terminal", () => {
  it.live.runIf(isLinux)("does not hear an R at 115200, and hears what comes at 2400: ve-ctrl-tool", () =>
    Effect.gen(function* () {
      const { port, simulated } = yield* opened(115_200, false)
      yield* write(port, RESET)
      yield* Effect.sleep(1000)
      // An adapter that had heard it would have forgotten the address.
      assert.strictEqual((yield* simulated.state).system.adapter.address, 3)
      yield* setSpeed(port, 2400)
      yield* write(port, ADDRESS)
      assert.strictEqual(yield* hear(port), ADDRESS)
    })
  )

  it.live("hears a host at 2400", () =>
    Effect.gen(function* () {
      const { port } = yield* opened(2400, false)
      yield* write(port, VERSION)
      assert.strictEqual(yield* hear(port), "07 FF 56 24 DB 11 00 03 91")
    })
  )

  it.live("hears at any speed when it is told so", () =>
    Effect.gen(function* () {
      const { port } = yield* opened(115_200, true)
      yield* write(port, VERSION)
      assert.strictEqual(yield* hear(port), "07 FF 56 24 DB 11 00 03 91")
    })
  )
})
