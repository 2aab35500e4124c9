/**
 * The gate before one simulated site, on the test clock: what was sent, what the unit holds, what was told and noted.
 */
import { AuditLog, Commands, Feed, type FeedEvent, Permissions } from "@vebus/gateway"
import { Control, Link, Session, StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { Profile } from "@vebus/simulator"
import { transport } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { played } from "../Simulated.ts"
import { tapped } from "./Wire.ts"

/** Everything that the tests allow. */
export const everything: Permissions.Permissions = {
  switch: true,
  limit: { min: 6, max: 16 },
  charge: true,
  equalise: false,
  standby: true,
  reset: true,
  ess: { min: -2000, max: 2000 },
  essMode: true,
  essTarget: { min: -500, max: 500 },
  settings: [
    { subject: { _tag: "Setting", id: 3 }, bounds: { min: 50, max: 56 } },
    { subject: { _tag: "Setting", id: 2 }, bounds: Permissions.unbounded }
  ],
  eeprom: false
}

export interface Options {
  readonly allow?: Permissions.Permissions
  readonly profile?: Profile.ProfileId
  readonly audit?: AuditLog.AuditLog["Service"]
}

/** A gate, and what stands behind it. */
export const gate = ({ allow = everything, profile = "multiplus-ii-48-3000-230v", audit }: Options = {}) =>
  Effect.gen(function* () {
    const port = yield* transport({ profile: Profile.profiles[profile] })
    const { port: tap, writes } = tapped(port)
    const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, tap))
    const inMemory = yield* StateStore.StateStore.pipe(Effect.provide(StateStore.inMemory))
    // EEPROM is written only where somebody remembers how often.
    const store = { ...inMemory, survives: true }
    const control = yield* Control.make.pipe(
      Effect.provideService(Link.Link, session),
      Effect.provideService(StateStore.StateStore, store),
      Effect.provideService(WritePolicy.WritePolicy, { by: "test", eepromPerDay: 2, readOnly: false })
    )
    const lines: Array<AuditLog.Line> = []
    const feed = yield* Feed.make
    const source = Context.get(feed, Feed.Source)
    const told: Array<FeedEvent.OutcomeEvent> = []
    const permissions = { current: allow }
    const commands = yield* Commands.make({
      control: (site) => Effect.succeed(site === "van" ? control : null),
      permissions: () => permissions.current
    }).pipe(
      Effect.provideService(Feed.Source, {
        ...source,
        tell: (event) =>
          Effect.suspend(() => {
            if (event._tag === "Outcome") told.push({ ...event, id: 0, at: 0 } as FeedEvent.OutcomeEvent)
            return source.tell(event)
          })
      }),
      Effect.provide(audit === undefined ? AuditLog.inMemory(lines) : Layer.succeed(AuditLog.AuditLog)(audit))
    )
    writes.length = 0
    return { commands, control, session, port, writes, lines, told, permissions, store }
  })

/** A command as MQTT brings it. */
export const command = (
  target: string,
  value: string | number | boolean,
  more: Partial<Commands.Command> = {}
): Commands.Command => ({
  site: "van",
  address: 0,
  target,
  value,
  persist: false,
  id: null,
  from: "mqtt",
  expires: null,
  ...more
})
