/**
 * mbpoll, a Modbus client of others, reads each register beside the table, and writes what the gate lets through.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AuditLog,
  Commands,
  ModbusRegisters as Registers,
  ModbusServer,
  Permissions,
  UnitState,
  VenusValues
} from "@vebus/gateway"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { transport } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { Feed, layer as feedLayer } from "../../src/Feed.ts"
import * as Ports from "../../src/Ports.ts"
import * as Sites from "../../src/Sites.ts"
import { freePort, runBeside, until } from "./Program.ts"

const quiet = Layer.succeed(References.MinimumLogLevel)("None")

/** Sites with the gate before them, as the gateway has them. */
const gateway = (lines: Array<AuditLog.Line>, permissions: Permissions.Permissions) =>
  Effect.gen(function* () {
    const device = yield* transport({ line: "unpaced" })
    const ports = Layer.succeed(Ports.Ports)({
      open: (url) => Effect.succeed(Transport.make(url, device.open, null)),
      permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), StateStore.inMemory),
      cache: () => null
    })
    const ground = Sites.layer.pipe(Layer.provide(ports), Layer.provideMerge(feedLayer))
    const gate = Layer.unwrap(
      Effect.map(Sites.Sites, (sites) =>
        Commands.layer({
          control: (site) => Effect.map(sites.connected(site), (found) => found?.control ?? null),
          permissions: () => permissions
        })
      )
    ).pipe(Layer.provide(AuditLog.inMemory(lines)))
    const services = yield* Layer.build(Layer.merge(gate.pipe(Layer.provideMerge(ground)), quiet))
    yield* Context.get(services, Sites.Sites).apply({
      van: { port: "sim:van", interval: 500, address: null }
    })
    const view = Effect.map(Context.get(services, Feed).site("van"), (found) => found!)
    yield* until(
      () => "a reading",
      () => Effect.runPromise(Effect.map(view, ({ fresh }) => fresh))
    )
    return { device, services, view }
  })

const serve = (services: Context.Context<Feed | Commands.Commands>, writes: boolean) =>
  Effect.gen(function* () {
    const port = yield* freePort
    yield* Effect.provideContext(
      ModbusServer.make({ listen: { host: "127.0.0.1", port }, units: null, writes }),
      services
    )
    return port
  })

/** The command line of mbpoll for a register. */
const mbpoll = (port: number, register: number, type: string, ...rest: ReadonlyArray<string>) =>
  runBeside(
    "mbpoll",
    `-m tcp -p ${port} -a 228 -0 -r ${register} -t ${type} -1 -q -o 10 127.0.0.1`.split(" ").concat(rest)
  )

/** The values that mbpoll prints, a negative one as such. */
const valuesOf = (text: string): ReadonlyArray<number> =>
  [...text.matchAll(/^\[\d+\]:\s+(-?\d+)(?:\s+\((-\d+)\))?/gm)].map((match) => Number(match[2] ?? match[1]))

describe("mbpoll", () => {
  it.live("reads each register of the table, and is told by name what there is not", () =>
    Effect.gen(function* () {
      const { services, view, device } = yield* gateway([], Permissions.none)
      const port = yield* serve(services, false)
      for (const row of Registers.rows.filter(({ type }) => type !== "text")) {
        const is32 = Registers.lengthOf(row) === 2
        let seen = ""
        // What is measured moves between the two looks: then they are taken again.
        yield* until(
          () => `${row.path}: ${seen}`,
          async () => {
            const found = await mbpoll(port, row.register, is32 ? "4:int" : "4", ...(is32 ? ["-B"] : []))
            const [theirs = Number.NaN] = valuesOf(found.stdout)
            const values = VenusValues.of(await Effect.runPromise(view), {
              instance: 228,
              version: "1",
              permissions: Permissions.none,
              inForce: UnitState.unknown
            })
            const value = Registers.valueOf(row, values)
            const words = Registers.encode(row, typeof value === "number" ? value : null)
            const ours = is32 ? (words[0]! << 16) | words[1]! | 0 : (words[0]! << 16) >> 16
            seen = `${found.stdout}${found.stderr}, and ours ${ours}`
            const most = value === null ? 0 : Math.max(30, Math.abs(ours) / 10)
            return found.status === 0 && Math.abs(theirs - ours) <= most
          }
        )
      }
      const name = yield* Effect.promise(() => mbpoll(port, 140, "4:hex", "-c", "2"))
      assert.match(name.stdout, /0x7661[\s\S]*0x6E00/i)
      const input = yield* Effect.promise(() => mbpoll(port, 26, "3"))
      assert.strictEqual(input.status, 0, input.stderr)

      const missing = yield* Effect.promise(() => mbpoll(port, 200, "4"))
      assert.match(missing.stderr, /Illegal data address/)
      yield* device.line.happen({ kind: "unplug", forMillis: 60_000 })
      const stale = yield* until(
        () => "the end of the answers",
        async () => {
          const { status, stderr } = await mbpoll(port, 26, "4")
          return status === 1 ? stderr : null
        }
      )
      assert.match(stale, /Target device failed to respond/)
    })
  )

  it.live("is refused where nothing may be written, and writes what the configuration allows", () =>
    Effect.gen(function* () {
      const lines: Array<AuditLog.Line> = []
      const { services, view } = yield* gateway(lines, {
        ...Permissions.none,
        limit: { min: 6, max: 16 }
      })
      const closed = yield* serve(services, false)
      const refused = yield* Effect.promise(() => mbpoll(closed, 22, "4", "100"))
      assert.strictEqual(refused.status, 1)
      assert.deepStrictEqual(lines, [])

      const open = yield* serve(services, true)
      const bounded = yield* Effect.promise(() => mbpoll(open, 22, "4", "200"))
      assert.match(bounded.stderr, /Illegal data value/)
      const zero = yield* Effect.promise(() => mbpoll(open, 22, "4", "0"))
      assert.match(zero.stderr, /Illegal data value/)
      const notAllowed = yield* Effect.promise(() => mbpoll(open, 33, "4", "4"))
      assert.match(notAllowed.stderr, /Illegal data address/)
      assert.deepStrictEqual(
        lines.map(({ phase, from, target, error }) => [phase, from, target, error]),
        [
          ["refused", "modbus", "current_limit", "out-of-bounds"],
          ["refused", "modbus", "current_limit", "bad-value"],
          ["refused", "modbus", "mode", "not-allowed"]
        ]
      )
      const written = yield* Effect.promise(() => mbpoll(open, 22, "4", "100"))
      assert.strictEqual(written.status, 0, written.stdout + written.stderr)
      assert.deepInclude(lines.at(-1), {
        phase: "done",
        from: "modbus",
        target: "current_limit",
        error: null
      })
      yield* until(
        () => "the limit in a reading",
        () => Effect.runPromise(Effect.map(view, ({ reading }) => reading?.currentLimit?.actual === 10))
      )
    })
  )
})
