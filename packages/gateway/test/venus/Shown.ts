/**
 * A site on a broker with the topics of a GX device, fed by hand, with a gate before a simulated unit.
 */
import type * as Reading from "@vebus/codec/reading"
import { AuditLog, Commands, Feed, FleetWatch, Permissions, Venus } from "@vebus/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { readingOf } from "../Readings.ts"
import * as Simulated from "../Simulated.ts"

/** What a unit reads while it charges. */
export const reading = (volts: number, more: Partial<Reading.Reading> = {}): Reading.Reading => ({
  ...readingOf(volts),
  device: { state: "charge", chargeState: "bulk" },
  switch: { requested: "on", charge: true, invert: true, front: null },
  activeInput: 1,
  inputs: 2,
  ...more
})

/** A site that shows itself, until the scope closes. */
export const shown = (url: string, allow: Permissions.Permissions = Permissions.none) =>
  Effect.gen(function* () {
    const control = yield* Simulated.control
    const context = yield* Feed.make
    const source = Context.get(context, Feed.Source)
    const lines: Array<AuditLog.Line> = []
    const gate = yield* Commands.make({
      control: () => Effect.succeed(control),
      permissions: () => allow
    }).pipe(Effect.provide(AuditLog.inMemory(lines)), Effect.provide(context))
    yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
    yield* source.link("van", "connected", null)
    yield* source.reading("van", reading(26.5))
    yield* Layer.build(
      Venus.layer({
        urls: [url],
        ...FleetWatch.anonymous,
        portal: "vebus000001",
        instance: 288,
        version: "1.0.0"
      })
    ).pipe(
      Effect.provide(context),
      Effect.provideService(Commands.Commands, gate),
      Effect.provideService(References.MinimumLogLevel, "Error")
    )
    return { source, gate, lines, control }
  })
