/**
 * Faults on a line: a wrapper around any byte duplex that loses, delays, damages and inserts frames, puts the line to
 * sleep, pulls its plug and restarts its adapter, all as a plan says. The faults are seeded and recorded, so that a run
 * that failed can be repeated. What can go wrong: `faults/Plan.ts`. Plans as text: `faults/Text.ts`.
 *
 * Shares are of frames, so the wrapper finds the frames of both ways; what forms no frame goes on unchanged, and with
 * a plan that hits no frame every chunk does. Time is Effect's clock. Wrappers can be stacked.
 * Reference: protocol.md 7, 8; decisions.md 8.
 *
 * @example drop=5%,flip=2%,noise=5%,unplug@10s+2s
 */
import { Frames, Hex, Restart, Switch } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type * as Decide from "./Decide.ts"
import * as Plan from "./Plan.ts"
import * as Port from "./Port.ts"
import * as Stepping from "../clock/Stepping.ts"

export { decide, type FaultRecord, make as initial, type State } from "./Decide.ts"
export { decode, type Direction, Event, FaultPlan, type Kind, KINDS, LINE_KINDS } from "./Plan.ts"
export type { Duplex } from "./Port.ts"
export { type BadFaults, format, message, parse } from "./Text.ts"

/** Facts about the wrapped port that the wrapper cannot know. */
export interface Hooks<E> {
  /** Fails every write and opening while the plug is pulled. Without it writes vanish, and opening waits for the plug. */
  readonly unplugged?: E
  /** Restarts the adapter. Without it the adapter gets an R frame, once the port is open. */
  readonly restart?: Effect.Effect<void>
  /** Leaves the adapter in long mode. Without it the adapter gets an S frame with flag 10, once the port is open. */
  readonly longMode?: Effect.Effect<void>
  /** Hears of every fault as it happens. Must not throw. */
  readonly onFault?: (record: Decide.FaultRecord) => void
}

/** A port with faults on it. */
export interface Faulty<E, OpenE, R> {
  readonly open: Effect.Effect<Port.Duplex<E>, OpenE, R | Scope.Scope>
  /** Makes something happen now, besides what is planned. */
  readonly happen: (event: Happening) => Effect.Effect<void>
  /** The latest faults, ten thousand at most, the oldest first. */
  readonly log: Effect.Effect<ReadonlyArray<Decide.FaultRecord>>
  /** How often each kind of fault has happened. */
  readonly counts: Effect.Effect<Readonly<Partial<Record<Decide.FaultRecord["kind"], number>>>>
  /** The plan, and what was made to happen besides: it repeats the run. */
  readonly plan: Effect.Effect<Plan.FaultPlan>
}

type WithoutTime<A> = A extends unknown ? Omit<A, "atMillis"> : never
/** An event that begins now. */
export type Happening = WithoutTime<Plan.Event>

const LOG_SIZE = 10_000
const RESTART = Result.getOrThrow(Frames.toWire(Restart.request))
/** Flag 10 keeps switch and limit as they are. */
const LONG_MODE = Result.getOrThrow(
  Frames.toWire(
    Switch.Request.make({
      position: "on",
      limitRaw: Switch.NO_LIMIT,
      flags: Switch.Flags.limitInAmperes | Switch.Flags.doNotSendPanelState,
      reserved: 0,
      extended: 0
    })
  )
)

/**
 * Puts the faults of a plan on a port, until the scope closes. The times of the plan count from now on. Each opening of
 * the port has chance of its own; the same plan with the same traffic gives the same faults.
 */
export const wrap = Effect.fnUntraced(function* <E, OpenE, R, U = never>(
  planned: Plan.FaultPlan,
  open: Effect.Effect<Port.Duplex<E>, OpenE, R>,
  hooks: Hooks<U> = {}
): Effect.fn.Return<Faulty<E | U, OpenE | U, R>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const now = yield* Stepping.stopwatch
  const ports = new Set<Port.Port<E>>()
  const counts: Partial<Record<Decide.FaultRecord["kind"], number>> = {}
  let log: Array<Decide.FaultRecord> = []
  let plan = planned
  let openings = 0
  /** The bytes for the adapter when the port is opened next. */
  let due: ReadonlyArray<Uint8Array> = []

  const record = (fault: Decide.FaultRecord): void => {
    counts[fault.kind] = (counts[fault.kind] ?? 0) + 1
    log.push(fault)
    if (log.length >= 2 * LOG_SIZE) log = log.slice(-LOG_SIZE)
    hooks.onFault?.(fault)
  }

  /** Waits for a time. Clocks may wake a little early. */
  const until = (at: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const pause = Math.ceil(at - now())
      return pause <= 0 ? Effect.void : Effect.andThen(Effect.sleep(pause), until(at))
    })

  /** Sends bytes to the adapter, as another program would. */
  const inject = (bytes: Uint8Array): Effect.Effect<void> =>
    Effect.suspend(() => {
      const [port] = ports
      if (port !== undefined) return port.inject(bytes)
      due = [...due, bytes]
      return Effect.void
    })

  const unplugAll = Effect.sync(() => {
    for (const port of ports) port.unplug()
    ports.clear()
  })

  /** Does what an event does besides hitting frames, which is in the plan. */
  const run = (event: Plan.Event): Effect.Effect<void> =>
    Effect.suspend(() => {
      const { kind } = event
      const happened = (sent = ""): void => record({ ms: now(), kind, direction: null, frame: "", sent })
      switch (kind) {
        case "unplug":
          happened()
          return unplugAll
        case "sleep":
          happened()
          return Effect.andThen(until(event.atMillis + event.forMillis), hooks.restart ?? inject(RESTART))
        case "restart":
          happened(hooks.restart === undefined ? Hex.toHex(RESTART) : "")
          return hooks.restart ?? inject(RESTART)
        case "long-mode":
          happened(hooks.longMode === undefined ? Hex.toHex(LONG_MODE) : "")
          return hooks.longMode ?? inject(LONG_MODE)
        default:
          return Effect.void
      }
    })

  /** Waits for the plug, or fails while it is pulled. */
  const pluggedIn: Effect.Effect<void, U> = Effect.suspend(() => {
    const at = Plan.pluggedInAt(plan, now())
    if (at <= now()) return Effect.void
    return hooks.unplugged === undefined ? Effect.andThen(until(at), pluggedIn) : Effect.fail(hooks.unplugged)
  })

  const openFaulty = Effect.gen(function* () {
    yield* pluggedIn
    const inner = yield* open
    const port = yield* Port.make(inner, { opening: openings++, plan: () => plan, now, record })
    yield* Effect.acquireRelease(
      Effect.sync(() => ports.add(port)),
      () => Effect.sync(() => ports.delete(port))
    )
    // The plug may have been pulled while the port was being opened.
    if (Plan.pluggedInAt(plan, now()) > now()) yield* unplugAll
    const missed = due
    due = []
    yield* Effect.forEach(missed, port.inject, { discard: true })
    const write = (bytes: Uint8Array): Effect.Effect<void, E | U> =>
      Effect.suspend((): Effect.Effect<void, E | U> => {
        if (ports.has(port)) return port.write(bytes)
        return hooks.unplugged === undefined ? Effect.void : Effect.fail(hooks.unplugged)
      })
    return { bytes: port.bytes, write }
  })

  for (const event of planned.events ?? []) {
    yield* Effect.forkIn(Effect.andThen(until(event.atMillis), run(event)), scope)
  }

  return {
    open: openFaulty,
    happen: (happening) =>
      Effect.suspend(() => {
        const event = { ...happening, atMillis: Math.floor(now()) } as Plan.Event
        plan = { ...plan, events: [...(plan.events ?? []), event] }
        return Effect.forEach(ports, (port) => port.wake).pipe(
          Effect.andThen(Effect.forkIn(run(event), scope, { startImmediately: true })),
          Effect.asVoid
        )
      }),
    log: Effect.sync(() => log.slice(-LOG_SIZE)),
    counts: Effect.sync(() => ({ ...counts })),
    plan: Effect.sync(() => plan)
  }
})
