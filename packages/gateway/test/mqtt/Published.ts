/**
 * One site on a broker, fed by hand, with a gate before a unit that is simulated, or before none.
 */
import type * as Reading from "@vebus/codec/reading"
import { AuditLog, Commands, Feed, FleetWatch, MqttSite, Permissions, type SiteView } from "@vebus/gateway"
import type { Control, Device } from "@vebus/runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { readingOf } from "../Readings.ts"

export interface Options {
  readonly url: string | ReadonlyArray<string>
  readonly settings?: Partial<MqttSite.Settings>
  readonly allow?: Permissions.Permissions
  readonly control?: Control.Control["Service"]
}

/** What a unit says of itself. */
export const identity = (product: string) =>
  ({
    port: "sim:",
    adapter: { kind: "MK3", type: 1170, firmware: 212, version: 1170212 },
    winmonMode: "short",
    phases: 1,
    units: [{ address: 0, status: "present", product, firmware: 492 }]
  }) as unknown as Device.Identity.Identity

/** A broker that asks for nothing, over a wire in the clear. */
const unit: Reading.Unit = {
  address: 0,
  phase: 1,
  status: "present",
  battery: null,
  inputPower: null,
  outputPower: null,
  inverterPower: null,
  state: "charge",
  chargeState: "bulk"
}

/** A site that is connected and shows readings, until the scope closes. */
export const published = ({ url, settings = {}, allow = Permissions.none, control }: Options) =>
  Effect.gen(function* () {
    const context = yield* Feed.make
    const source = Context.get(context, Feed.Source)
    const lines: Array<AuditLog.Line> = []
    const gate = yield* Commands.make({
      control: () => Effect.succeed(control ?? null),
      permissions: () => allow
    }).pipe(Effect.provide(AuditLog.inMemory(lines)), Effect.provide(context))
    yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
    const link = (state: SiteView.LinkState, reason: string | null = null) =>
      source.link("van", state, reason)
    const show = (volts: number) => source.reading("van", { ...readingOf(volts), units: [unit] })
    yield* MqttSite.make({
      site: "van",
      version: "1.0.0",
      configurationUrl: null,
      settings: {
        urls: typeof url === "string" ? [url] : url,
        ...FleetWatch.anonymous,
        base: "vebus",
        homeAssistant: "homeassistant",
        scalars: false,
        clientId: null,
        ...settings
      }
    }).pipe(
      Effect.provide(context),
      Effect.provideService(Commands.Commands, gate),
      Effect.provideService(References.MinimumLogLevel, "Error")
    )
    return { source, gate, lines, link, show }
  })

/** A site with fresh figures. */
export const shown = (options: Options, volts = 26.5) =>
  Effect.tap(published(options), ({ source, link, show }) =>
    Effect.gen(function* () {
      yield* link("connected")
      yield* source.identity("van", identity("MultiPlus 24/3000/70-50"))
      yield* show(volts)
    })
  )
