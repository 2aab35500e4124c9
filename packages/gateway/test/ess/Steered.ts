/**
 * A gateway's grid control on the test clock: a simulated unit with a house and its meter around it, the gate of commands, and
 * what went out on the wire. The readings of the meter come straight from the house.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Scale } from "@vebus/codec"
import {
  AuditLog,
  Commands,
  Config,
  EssMemory,
  Feed,
  FollowFile,
  Followers,
  Permissions,
  Ports,
  Sites
} from "@vebus/gateway"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { Metered } from "@vebus/simulator"
import { ClosedLoop } from "@vebus/testing/ess"
import { transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import type * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { command } from "../commands/Gate.ts"
import { tapped } from "../commands/Wire.ts"
import { played } from "../Simulated.ts"

const METER = "meter: { type: homewizard, url: 'http://127.0.0.1:9' }"
const LIMITS =
  "fuseWatts: 14000, maxCharge: 1500, maxDischarge: 2400, battery: { voltageFloor: 46, voltageCeiling: 58 }"

/** The configuration of one site, with more keys of `ess`. */
export const configured = (more = "enabled: true, autostart: true, signChecked: true"): Config.Config =>
  Result.getOrThrow(
    Config.load({
      file: {
        path: "gateway.yaml",
        text: `sites: { van: { port: "sim:van", ess: { ${METER}, ${LIMITS}, ${more} } } }\n`
      },
      env: {},
      flags: []
    })
  ).config

/** What a test needs of it. */
export interface Options {
  readonly config?: Config.Config
  /** Whether a dry run was made. */
  readonly isTried?: boolean
  readonly allow?: Permissions.Permissions
  /** What is remembered; in memory unless said otherwise. */
  readonly store?: Layer.Layer<StateStore.StateStore>
  /** Whether the meter tells nothing now. */
  readonly isSilent?: () => boolean
  /** Whether its steps die of the next reading. */
  readonly isBroken?: () => boolean
  readonly house?: (millis: number) => { readonly loadWatts: number; readonly pvWatts: number }
}

/** A disk that takes nothing while the latch is closed. */
export const disk = (works: Latch.Latch) =>
  Layer.effect(
    StateStore.StateStore,
    Effect.map(StateStore.StateStore, (store) =>
      StateStore.StateStore.of({
        ...store,
        append: (line) => Effect.andThen(works.await, store.append(line))
      })
    )
  ).pipe(Layer.provide(StateStore.inMemory))

/** Lets seconds go by. */
export const wait = (seconds: number) =>
  Effect.gen(function* () {
    for (let tenth = 0; tenth < seconds * 10; tenth++) yield* TestClock.adjust("100 millis")
  })

/** A site that follows its meter as its configuration says. */
export const steered = ({
  config = configured(),
  isTried = true,
  allow = Permissions.all,
  store = StateStore.inMemory,
  isSilent = () => false,
  isBroken = () => false,
  house = () => ({ loadWatts: 1000, pvWatts: 0 })
}: Options = {}) =>
  Effect.gen(function* () {
    const state = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-steered-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const { ess } = config.sites["van"]!
    if (isTried && ess !== null)
      yield* Effect.promise(() =>
        Effect.runPromise(EssMemory.ofDryRun(state, FollowFile.canonical(ess)).make)
      )
    const simulated = yield* transport({
      essFollowing: { ...ClosedLoop.worseUnit, delayMillis: 0 }
    })
    const { port, writes } = tapped(simulated)
    const { simulator } = simulated
    const ports = Layer.succeed(Ports.Ports)({
      open: (url) => Effect.succeed(Transport.make(url, port.open, Transport.BYTES_PER_SECOND)),
      permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), store),
      cache: () => null
    })
    const ground = yield* Layer.build(Sites.layer.pipe(Layer.provide(ports), Layer.provideMerge(Feed.layer)))
    const sites = Context.get(ground, Sites.Sites)
    const feed = Context.get(ground, Feed.Feed)
    yield* simulator.control({ change: "state-of-charge", ratio: 0.5 })
    yield* simulator.control({ change: "load", watts: 0 })
    const metered = yield* Metered.make(simulator, { house, meter: { noiseWatts: 1 } })
    const scope = yield* Scope.make()
    // A test that ends must not wait for a clock that nobody moves.
    yield* Effect.addFinalizer(() => Effect.ignore(played(Scope.close(scope, Exit.void))))
    const followers = yield* Followers.make({
      state,
      readings: () =>
        Stream.filter(metered.readings, () => !isSilent()).pipe(
          // No number at all, as nobody gives it: arithmetic throws.
          Stream.map((reading) =>
            isBroken() ? { ...reading, windowMillis: Symbol("broken") as unknown as number } : reading
          )
        )
    }).pipe(
      Effect.provideContext(ground),
      Effect.provideService(References.MinimumLogLevel, "None"),
      Scope.provide(scope)
    )
    const lines: Array<AuditLog.Line> = []
    const commands = yield* Commands.make({
      control: (site) => Effect.map(sites.connected(site), (found) => found?.control ?? null),
      permissions: () => allow,
      following: followers
    }).pipe(Effect.provideContext(ground), Effect.provide(AuditLog.inMemory(lines)), Scope.provide(scope))
    const told: Array<string> = []
    yield* feed.events.pipe(
      Stream.runForEach((event) =>
        Effect.sync(() => {
          if (event._tag === "Event" && event.kind === "ess") told.push(event.name)
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    yield* followers.around(config.sites, sites.apply(config.sites))
    return {
      sites,
      feed,
      followers,
      commands,
      metered,
      simulator,
      /** Loses the adapter, or plugs it in again. */
      line: simulated.line,
      /** The set-points that went out, in watts drawn by the unit. */
      written: () =>
        writes.flatMap((request) =>
          request._tag === "WinmonRequest" && request.command._tag === "WriteViaIdRequest"
            ? [0 - Scale.numberOf(request.command.valueRaw, true) + 0]
            : []
        ),
      lines,
      told,
      /** How grid control stands. */
      view: Effect.map(feed.site("van"), (view) => view?.ess ?? null),
      submit: (target: string, value: string | number) => played(commands.submit(command(target, value)))
    }
  })
