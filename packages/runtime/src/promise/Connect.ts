/**
 * An inverter over a transport: the services of the runtime, and everything of them as promises.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Control from "../Control.ts"
import * as WritePolicy from "../control/WritePolicy.ts"
import * as Device from "../Device.ts"
import * as Errors from "../Errors.ts"
import * as Link from "../session/Link.ts"
import type { Cache } from "../state/Cache.ts"
import * as StateStore from "../control/StateStore.ts"
import { withoutLackingInput } from "../readings/LackingInput.ts"
import * as Telemetry from "../Telemetry.ts"
import { Transport } from "../transports/Transport.ts"
import type * as Inverter from "./Inverter.ts"
import * as Millis from "./Millis.ts"
import * as Retry from "../link/Retry.ts"
import * as Frames from "./Frames.ts"
import type { Options, Policy } from "./Options.ts"
import { type PortError, recorded } from "./Port.ts"
import * as Running from "./Running.ts"
import * as Steered from "./Steered.ts"
import * as Units from "./Units.ts"

/** How it is connected. */
export interface Settings extends Pick<
  Options,
  "address" | "retry" | "onWaiting" | "window" | "control" | "record" | "cache"
> {
  /** Finds the port. What it opens is closed with the inverter. */
  readonly transport: Effect.Effect<Transport["Service"], PortError, Scope.Scope>
}

/** Nobody may write who did not say who he is. */
const readOnly = Layer.succeed(WritePolicy.WritePolicy)({ by: "", eepromPerDay: 0, readOnly: true })

const files = Effect.promise(() => import("../files/index.ts"))

const stateOf = (folder: string | undefined): Layer.Layer<StateStore.StateStore> =>
  Layer.unwrap(Effect.map(files, ({ Places, StateFiles }) => StateFiles.layer(folder ?? Places.here().state)))

const permission = (control: Policy | undefined) =>
  control === undefined
    ? Layer.merge(readOnly, StateStore.inMemory)
    : Layer.merge(WritePolicy.layer(control), stateOf(control.state))

const cacheOf = (folder: string | undefined): Layer.Layer<Cache> =>
  Layer.unwrap(Effect.map(files, ({ CacheFiles, Places }) => CacheFiles.layer(folder ?? Places.here().cache)))

/** Infos of simulators and recordings are not kept: no device has them. */
const isOfDevice = (url: string): boolean => /^(serial|tcp):/.test(url)

/** The log goes to stderr, and only messages that somebody should know. */
const logging = Layer.mergeAll(
  Layer.succeed(Logger.LogToStderr)(true),
  Layer.succeed(References.MinimumLogLevel)("Warn")
)

/** A port that is not there yet is looked for again; one that nobody can find is a failure. */
const awaited = ({ transport, retry = false, onWaiting }: Settings) =>
  retry
    ? Effect.retry(
        Effect.tapErrorTag(transport, "TransportError", (error) => Effect.sync(() => onWaiting?.(error))),
        { schedule: Retry.reconnect, while: ({ _tag }) => _tag === "TransportError" }
      )
    : transport

/** Everything behind an inverter, until the scope closes. */
const built = Effect.fn("Connect.built")(function* (settings: Settings) {
  const { address, retry = false, onWaiting, window = 1, control, record, cache } = settings
  const found = yield* awaited(settings)
  const service = record === undefined ? found : yield* recorded(found, record)
  const link = Link.layer({
    wait: retry,
    onWaiting: (reason) => Effect.sync(() => onWaiting?.(reason)),
    window,
    ...(address === undefined ? {} : { address })
  }).pipe(Layer.provide(Layer.succeed(Transport)(service)))
  // A recording has to hold all that a replay needs: also what was asked for before.
  const isCached = cache !== false && record === undefined && (isOfDevice(service.url) || cache !== undefined)
  const linked = isCached ? Layer.provide(link, cacheOf(cache || undefined)) : link
  return yield* Layer.build(
    Layer.mergeAll(Device.layer, Control.layer.pipe(Layer.provide(permission(control)))).pipe(
      Layer.provideMerge(linked),
      Layer.provideMerge(logging)
    )
  )
})

const SECOND = 1000

/** Connects, with the services of a context (a clock). Rejects with the reason, with nothing left open. */
export const connect = async (
  settings: Settings,
  { signal }: Inverter.Abortable = {},
  context: Context.Context<never> = Context.empty()
): Promise<Inverter.Inverter> => {
  const scope = Scope.makeUnsafe()
  const closing = Effect.runPromiseWith(context)
  const opening = Running.make(context, () => new Error("closed"))
  const services = await opening
    .run(Scope.provide(built(settings), scope), signal === undefined ? {} : { signal })
    .catch(async (error: unknown) => {
      await closing(Scope.close(scope, Exit.void))
      throw error
    })
  const session = Context.get(services, Link.Link)
  const device = Context.get(services, Device.Device)
  const running: Running.Running<never> = Running.make(
    Context.merge(context, services) as Context.Context<never>,
    () => Errors.lost(session.url, "it was closed by the caller")
  )

  let link: Inverter.LinkState = "connected"
  const listeners = new Set<(state: Inverter.LinkState) => void>()
  const tell = (state: Inverter.LinkState) => {
    if (state === link) return
    link = state
    for (const listener of listeners) {
      // What a listener throws is its own affair, and ends nothing here.
      queueMicrotask(() => listener(state))
    }
  }
  running
    .run(Stream.runForEach(session.states, (state) => Effect.sync(() => tell(state))))
    .catch(() => undefined)

  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      await running.end()
      await closing(Scope.close(scope, Exit.void))
      tell("closed")
    })())

  const readings = ({ interval = SECOND, ...abortable }: Inverter.Paced = {}) =>
    running.iterate(
      Stream.unwrap(
        Effect.map(Millis.of("interval", interval), (millis) => {
          const found = Telemetry.readings(session, { interval: millis })
          // Only the first reading can fail: who waits for it asks again.
          const asked = settings.retry ? Stream.retry(found, Schedule.spaced(millis)) : found
          return Stream.mapAccum(
            asked,
            () => null as Reading.Reading | null,
            (before, reading) => {
              const now = withoutLackingInput(reading, before)
              return [now, [now]] as const
            }
          )
        })
      ),
      abortable
    )

  return {
    port: session.url,
    get link() {
      return link
    },
    ...Units.system(device, running),
    ...Steered.steering(Context.get(services, Control.Control), {
      running,
      scope,
      isAllowed: settings.control !== undefined
    }),
    readings,
    reading: async (options = {}) => {
      const values = readings(options)
      try {
        const { value } = await values.next()
        if (value === undefined) throw Errors.lost(session.url, "it was closed by the caller")
        return value
      } finally {
        await values.return()
      }
    },
    energy: ({ interval, ...abortable } = {}) =>
      running.iterate(
        Stream.unwrap(
          interval === undefined
            ? Effect.succeed(device.energy())
            : Effect.map(Millis.of("interval", interval), (intervalMillis) =>
                device.energy({ interval: intervalMillis })
              )
        ),
        abortable
      ),
    frames: (abortable) => running.iterate(Frames.all(session), abortable),
    on: (_, listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
