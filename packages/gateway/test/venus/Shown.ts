/**
 * A site on a broker with the topics of a GX device, fed by hand, with a gate before a simulated unit.
 */
import type * as Reading from "@vebus/codec/reading"
import { AuditLog, Commands, Feed, Permissions, Venus } from "@vebus/gateway"
import { Control, Link, Session, StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { transport } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { readingOf } from "../Readings.ts"

/** The unit behind the gate. */
const unit = Effect.gen(function* () {
  const port = yield* transport({ profile: Profile.profiles["multiplus-ii-48-3000-230v"], line: "unpaced" })
  const session = yield* Effect.provideService(Session.connect(), Transport.Transport, port)
  return yield* Control.make.pipe(
    Effect.provideService(Link.Link, session),
    Effect.provide(StateStore.inMemory),
    Effect.provideService(WritePolicy.WritePolicy, { by: "test", eepromPerDay: 20, readOnly: false })
  )
})

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
    const control = yield* unit
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
        username: null,
        password: null,
        passwordFile: null,
        caFile: null,
        certFile: null,
        keyFile: null,
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
