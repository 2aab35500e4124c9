/** A simulation as a pseudo-terminal, with real terminals and the serial port library that hosts use. */
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver } from "@vebus/simulator"
import { servePty } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { SerialPort } from "serialport"
import { bytes } from "../support/Host.ts"

const FRESH = "07 FF 56 24 DB 11 00 42 52"
const version = bytes("02 FF 56 A9")

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-pty-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const close = (port: SerialPort) =>
  Effect.callback<void>((resume) => {
    if (!port.isOpen) return resume(Effect.void)
    port.close(() => resume(Effect.void))
  })

/** A host: opens the port as every program does, in raw mode at 2400 baud. */
const open = (path: string) =>
  Effect.acquireRelease(
    Effect.callback<SerialPort, Error>((resume) => {
      const port = new SerialPort({ path, baudRate: 2400, autoOpen: false })
      port.open((cause) => resume(cause === null ? Effect.succeed(port) : Effect.fail(cause)))
    }),
    close
  )

const hear = (port: SerialPort) =>
  Effect.promise(async () => Hex.toHex((await once(port, "data"))[0] as Buffer))

/** What waits at a terminal for whoever opens it, without the flushing that the serial port library does. */
const waiting = (path: string): ReadonlyArray<number> => {
  const file = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  const buffer = new Uint8Array(4096)
  const count = readSync(file, buffer)
  closeSync(file)
  return [...buffer.subarray(0, count)]
}

const all = Uint8Array.from({ length: 256 }, (_, value) => value)

/** Waits until so many bytes have come, and gives them. */
const collect = Effect.fnUntraced(function* (into: ReadonlyArray<number>, count: number) {
  yield* Effect.sleep(5).pipe(Effect.repeat({ while: () => into.length < count }))
  return [...into]
})

/** A port without a simulation: what the host writes is kept, and what is put in goes to the host. */
const bare = Effect.gen(function* () {
  const toHost = yield* Queue.unbounded<Uint8Array>()
  let asked = 0
  /** Waits until so many chunks have gone to the host: the next one is asked for. */
  const sent = (count: number) => Effect.sleep(5).pipe(Effect.repeat({ while: () => asked <= count }))
  const fromHost: Array<number> = []
  const simulated: Pick<Driver.Simulated, "open" | "state"> = {
    open: Effect.succeed({
      bytes: Stream.fromEffectRepeat(
        Effect.suspend(() => {
          asked++
          return Queue.take(toHost)
        })
      ),
      write: (chunk: Uint8Array) => Effect.sync(() => void fromHost.push(...chunk))
    }),
    state: Effect.die("a bare port has no state")
  }
  return { toHost, sent, fromHost, simulated }
})

describe("a pseudo-terminal", () => {
  it.live("answers a host", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const served = yield* servePty(
        { path },
        yield* Driver.make({ line: "unpaced", versionPeriodMillis: 0 })
      )
      assert.strictEqual(readlinkSync(path), served.device)
      const port = yield* open(path)
      port.write(version)
      assert.strictEqual(yield* hear(port), FRESH)
    })
  )

  it.live("passes all 256 values both ways", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const { toHost, fromHost, simulated } = yield* bare
      yield* servePty({ path }, simulated)
      const port = yield* open(path)
      const heard: Array<number> = []
      port.on("data", (chunk: Buffer) => heard.push(...chunk))
      port.write(all)
      yield* Queue.offer(toHost, all)
      assert.deepStrictEqual(yield* collect(fromHost, 256), [...all])
      assert.deepStrictEqual(yield* collect(heard, 256), [...all])
    })
  )

  it.live("goes on when the host hangs up, and can be opened again", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      yield* servePty({ path }, yield* Driver.make({ line: "unpaced" }))
      const first = yield* open(path)
      first.write(bytes("04 FF 41 01 00 BB"))
      yield* hear(first)
      yield* close(first)
      yield* Effect.sleep(50)
      const second = yield* open(path)
      second.write(version)
      assert.strictEqual(yield* hear(second), "07 FF 56 24 DB 11 00 00 94")
    })
  )

  it.live("does not echo before a host has set its mode", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const { toHost, sent, fromHost, simulated } = yield* bare
      yield* servePty({ path }, simulated)
      yield* Queue.offer(toHost, all)
      yield* sent(1)
      // What would come back takes its way through the system.
      yield* Effect.sleep(100)
      assert.deepStrictEqual(fromHost, [])
    })
  )

  it.live("keeps for a host that opens late no more than the last of what nobody has read", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const { toHost, sent, simulated } = yield* bare
      yield* servePty({ path }, simulated)
      for (const value of [1, 2]) {
        yield* Queue.offer(toHost, Uint8Array.of(value))
        yield* Effect.sleep(1000)
      }
      yield* Queue.offer(toHost, Uint8Array.of(3))
      yield* sent(3)
      assert.deepStrictEqual(waiting(path), [3])
    })
  )

  it.live("does not wait for a host that does not read", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const { toHost, sent, simulated } = yield* bare
      yield* servePty({ path }, simulated)
      for (let index = 0; index < 400; index++) yield* Queue.offer(toHost, all)
      yield* sent(400)
      assert.deepStrictEqual(waiting(path).slice(0, 256), [...all])
    })
  )

  it.live("removes its link when the scope closes", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const scope = yield* Scope.make()
      yield* servePty({ path }, yield* Driver.make()).pipe(Scope.provide(scope))
      assert.isTrue(existsSync(path))
      yield* Scope.close(scope, Exit.void)
      assert.isFalse(existsSync(path))
      yield* servePty({ path }, yield* Driver.make())
    })
  )

  it.live("never overwrites what exists, be it a file or a link that leads nowhere", () =>
    Effect.gen(function* () {
      const place = yield* folder
      const file = join(place, "file")
      const dangling = join(place, "link")
      writeFileSync(file, "kept")
      symlinkSync("nowhere", dangling)
      const { simulated } = yield* bare
      for (const path of [file, dangling]) {
        const error = yield* Effect.flip(servePty({ path }, simulated))
        assert.strictEqual(error.code, "EEXIST")
        assert.include(error.message, path)
      }
      assert.strictEqual(readFileSync(file, "utf8"), "kept")
      assert.strictEqual(readlinkSync(dangling), "nowhere")
    })
  )

  it.live("leaves alone what somebody has put in the place of its link", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "mk3")
      const scope = yield* Scope.make()
      yield* servePty({ path }, (yield* bare).simulated).pipe(Scope.provide(scope))
      rmSync(path)
      writeFileSync(path, "mine")
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(readFileSync(path, "utf8"), "mine")
    })
  )
})
