/**
 * `vebus ports`: the serial ports of this machine, adapters first. Opens none of them.
 */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import * as Flags from "../command/Flags.ts"

const meaning = {
  mk3: "MK3 adapter",
  victron: "Victron, but no MK3 (a VE.Direct cable?)",
  "same-chip": "same USB chip as an MK3, other product",
  unknown: "not known"
} as const

const flags = {
  json: Flags.whether("json", "One JSON document (vebus.ports/1)")
}

export const ports = Command.make("ports", flags, ({ json }) =>
  Effect.gen(function* () {
    const [{ SerialPorts }, Stdout] = yield* Lazy.loadAll(() => [
      import("@vebus/runtime/serial"),
      import("../output/Stdout.ts")
    ])
    const found = yield* SerialPorts.list
    if (json) return yield* Stdout.line(JSON.stringify({ schema: "vebus.ports/1", ports: found }))
    if (found.length === 0) {
      return yield* Console.error(
        "no serial ports. Is the adapter plugged in? (In a container: is /dev mapped?)"
      )
    }
    const width = Math.max(...found.map(({ path }) => path.length))
    for (const { path, likelihood } of found) {
      yield* Stdout.line(`${path.padEnd(width)}  ${meaning[likelihood]}`)
    }
  })
).pipe(Command.withDescription("List the serial ports of this machine, adapters first. Opens none."))
