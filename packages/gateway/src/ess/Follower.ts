/**
 * Grid control of one site: begins to follow its meter when somebody says so and nothing speaks against it, and writes 0
 * when that ends, however it ends. What has ended is not taken up again by itself.
 *
 *     idle      nothing is followed: nobody said so yet, or something speaks against it
 *     running   the states of `@vebus/runtime/ess`
 *     ended     until somebody commands a mode again
 */
import { Control, Link, Monotonic } from "@vebus/runtime"
import * as Ess from "@vebus/runtime/ess"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type * as Owners from "../commands/Owners.ts"
import * as Refused from "../commands/Refused.ts"
import type { Site } from "../Config.ts"
import * as FollowFile from "../config/FollowFile.ts"
import type * as Meters from "../meters/Meters.ts"
import type { Connected } from "../Sites.ts"
import type { GridControl } from "../SiteView.ts"
import * as Memory from "./Memory.ts"

/** The site that follows a meter, and whom it tells. */
export interface Options {
  readonly name: string
  readonly site: Site & { readonly ess: NonNullable<Site["ess"]> }
  readonly connected: Effect.Effect<Connected | null>
  /** Whether the unit told something a moment ago. */
  readonly isFresh: Effect.Effect<boolean>
  readonly owners: Owners.Owners
  /** The folder of what is kept. */
  readonly state: string
  /** The readings of a meter. */
  readonly readings: typeof Meters.readings
  /** Hears of each state that it comes into. */
  readonly tell: (phase: Ess.Phase, message: string) => Effect.Effect<void>
}

/** Grid control of one site. */
export interface Follower {
  readonly look: Effect.Effect<GridControl>
  /** Wants a mode, and begins where nothing is followed. Fails with all that speaks against it. */
  readonly want: (mode: Ess.Mode) => Effect.Effect<Ess.Mode, Refused.Refused>
  /** Wants other watts drawn from the grid; `null`: those of the configuration. */
  readonly aim: (watts: number | null) => Effect.Effect<number | null, Refused.Refused>
  /** The set-point that the unit acknowledged, in watts; `null`: none is held. */
  readonly held: () => number | null
  /** Whether its steps go on, while it follows. */
  readonly isAlive: Effect.Effect<boolean>
}

interface Running {
  readonly following: Ess.Following
  readonly scope: Scope.Closeable
  readonly connected: Connected
  steppedAt: number
  /** Whether it has ended, and the unit is at 0 as far as it can be reached. */
  isOver: boolean
}

/** Nothing is followed, and why. */
interface Still {
  readonly phase: "idle" | "ended"
  readonly message: string
}

type Counts = Pick<GridControl, "readings" | "rejected" | "setpoints">

const OWNER = "grid-control"
const LOOK_MILLIS = 1000
const AGAIN = "10 seconds"
/** How long a command waits until its mode is in force, and 0 is acknowledged. */
const PATIENCE_MILLIS = 6000
const POLL_MILLIS = 50
/** Steps come four times a second. */
const LATE_MILLIS = 10_000
/** How old a figure of the unit may be. */
const UNIT_MILLIS = 3000

const UNASKED =
  "nothing begins by itself: command a mode, or let it begin with autostart. Until then nothing is written"

const sum = (one: Counts, other: Counts): Counts => ({
  readings: one.readings + other.readings,
  setpoints: one.setpoints + other.setpoints,
  rejected: Object.fromEntries(
    Ess.rejections.flatMap((reason) => {
      const count = (one.rejected[reason] ?? 0) + (other.rejected[reason] ?? 0)
      return count === 0 ? [] : [[reason, count]]
    })
  )
})

/** Grid control of a site, until the scope closes: then 0 is written. */
export const make = (options: Options): Effect.Effect<Follower, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { name, site, owners, tell } = options
    const { ess } = site
    const outer = yield* Effect.scope
    const oneByOne = Semaphore.makeUnsafe(1)
    const memory = Memory.ofDryRun(options.state, FollowFile.canonical(ess))
    const config = ess
    /** The runs that may have the unit off 0: the set-point is free once there is none. */
    let uses = 0
    let running: Running | null = null
    /** Whether it may begin by itself: once, and not after somebody said otherwise. */
    let isAutomatic = ess.autostart
    let still: Still = { phase: "idle", message: UNASKED }
    let before: Counts = { readings: 0, rejected: {}, setpoints: 0 }

    const leave = Effect.sync(() => {
      uses--
      if (uses === 0) owners.give(name, OWNER)
    })
    // Whoever ends all of it does not wait for `over`; by then each run has written its 0.
    yield* Effect.addFinalizer(() => Effect.sync(() => owners.give(name, OWNER)))

    const stand = (next: Still) =>
      Effect.suspend(() => {
        still = next
        return tell(next.phase, next.message)
      })

    /** It has ended: what it counted is kept, and the set-point is free once the unit is at 0. */
    const over = (mine: Running, why: string) =>
      Effect.gen(function* () {
        if (running !== mine) return
        running = null
        before = sum(before, mine.following.status())
        yield* stand({ phase: "ended", message: why })
        yield* Effect.logWarning(`${name}: the meter is no longer followed: ${why}`)
        yield* Scope.close(mine.scope, Exit.void)
        yield* leave
        mine.isOver = true
      }).pipe(Effect.uninterruptible)

    const mayBegin = (connected: Connected, address: number) =>
      Effect.gen(function* () {
        const found = yield* Ess.Ready.refusals({
          config,
          control: connected.control,
          device: connected.device,
          address,
          isNamed: ess.address !== null || site.address !== null,
          isProbed: false,
          isDryRunMade: yield* memory.isMade
        }).pipe(Effect.mapError(Refused.ofError))
        if (found.length > 0)
          return yield* Refused.refused(
            found[0]!.code,
            `the meter is not followed: ${found.map(({ message }) => message).join("; ")}`
          )
      })

    const start = (connected: Connected) =>
      Effect.gen(function* () {
        const address = ess.address ?? site.address ?? connected.session.address
        yield* mayBegin(connected, address)
        const scope = yield* Scope.fork(outer)
        const following = yield* Ess.follow({
          config,
          address,
          meter: options.readings(ess.meter, {
            periodMillis: ess.meterPeriodMillis,
            onTrouble: (message) =>
              message === null ? Effect.void : Effect.logWarning(`${name}: meter: ${message}`)
          }),
          onStep: Effect.map(Monotonic.millis, (now) => {
            if (running !== null) running.steppedAt = now
          })
        }).pipe(
          Effect.provideService(Control.Control, connected.control),
          Effect.provideService(Link.Link, connected.session),
          Scope.provide(scope)
        )
        const mine: Running = {
          following,
          scope,
          connected,
          steppedAt: yield* Monotonic.millis,
          isOver: false
        }
        running = mine
        yield* tell("idle", Ess.reasons.start)
        yield* following.events.pipe(
          Stream.runForEach((event) =>
            event._tag === "State"
              ? tell(event.phase, Ess.reasons[event.why])
              : event._tag === "Rejected"
                ? Effect.void
                : Effect.logWarning(`${name}: ${Ess.sentence(event)}`)
          ),
          Effect.forkIn(scope, { startImmediately: true })
        )
        // Whoever sees the end does not wait for itself: it is in the scope around.
        yield* following.ended.pipe(
          Effect.flatMap((why) => over(mine, Ess.reasons[why])),
          Effect.forkIn(outer)
        )
        // A session that is made anew is another one: what was held with the old one has ended.
        yield* Effect.sleep(LOOK_MILLIS).pipe(
          Effect.andThen(options.connected),
          Effect.repeat({ while: (now) => running === mine && now === connected }),
          Effect.andThen(Effect.suspend(() => over(mine, "the adapter was lost"))),
          Effect.forkIn(outer)
        )
      })

    const begin = Effect.gen(function* () {
      const connected = yield* options.connected
      if (connected === null)
        return yield* Refused.refused("no-link", `site "${name}" is not connected; nothing was sent`)
      yield* owners.take(name, OWNER)
      uses++
      yield* Effect.onError(start(connected), () => leave)
    }).pipe(
      Effect.tapError(({ message }) =>
        still.message === message ? Effect.void : stand({ phase: still.phase, message })
      )
    )

    /** Waits until something is so, for a while. */
    const until = (isSo: () => boolean) =>
      Effect.gen(function* () {
        for (let waited = 0; !isSo() && waited < PATIENCE_MILLIS; waited += POLL_MILLIS)
          yield* Effect.sleep(POLL_MILLIS)
        return isSo()
      })

    const want: Follower["want"] = (mode) =>
      Effect.gen(function* () {
        if (running === null && mode === "off") {
          // Nor does it begin by itself any more.
          if (isAutomatic) yield* stand({ phase: "ended", message: Ess.reasons.user })
          isAutomatic = false
          return mode
        }
        if (running === null) yield* begin
        const mine = running
        if (mine === null) return yield* Refused.refused("ended", still.message)
        yield* mine.following.want({ mode }, ess.commandFor)
        if (mode === "off") {
          if (yield* until(() => mine.isOver)) return mode
          return yield* Refused.refused("timeout", "the unit did not acknowledge a set-point of 0 W")
        }
        yield* until(() => mine.following.status().mode === mode)
        return mine.following.status().mode
      }).pipe(oneByOne.withPermits(1))

    const aim: Follower["aim"] = (watts) =>
      Effect.gen(function* () {
        const mine = running
        if (mine === null)
          return yield* Refused.refused(
            "not-following",
            `no meter is followed, so that there is no target: ${still.message}`
          )
        yield* mine.following.aim(watts, ess.commandFor)
        yield* until(() => watts === null || mine.following.status().target === watts)
        return mine.following.status().target
      })

    const look = Effect.map(Monotonic.millis, (now): GridControl => {
      const status = running?.following.status()
      if (status === undefined)
        return {
          ...still,
          mode: "off",
          target: null,
          setpoint: null,
          gridPower: null,
          unitPower: null,
          ...before
        }
      const isRead = now - status.readAt <= Math.max(2 * ess.meterPeriodMillis, UNIT_MILLIS)
      return {
        phase: status.phase,
        message: Ess.reasons[status.why],
        mode: status.mode,
        target: status.target,
        setpoint: status.acknowledged,
        gridPower: isRead ? status.gridWatts : null,
        unitPower: now - status.unitAt <= UNIT_MILLIS ? status.unitWatts : null,
        ...sum(before, status)
      }
    })

    if (ess.autostart) {
      /** Only with a fresh look at everything; what speaks against it then is for a person to see to. */
      const attempt = Effect.gen(function* () {
        while (!(yield* options.isFresh)) yield* Effect.sleep(LOOK_MILLIS)
        yield* Effect.suspend(() =>
          isAutomatic && running === null && still.phase === "idle" ? begin : Effect.void
        ).pipe(oneByOne.withPermits(1))
      })
      yield* attempt.pipe(
        Effect.retry({
          while: ({ code }) => code !== "owned" && !Ess.Refusals.codes.some((each) => each === code),
          schedule: Schedule.spaced(AGAIN)
        }),
        Effect.catch(({ message }) => Effect.logWarning(`${name}: ${message}`)),
        Effect.forkScoped
      )
    }

    return {
      look,
      want,
      aim,
      held: () => running?.following.status().acknowledged ?? null,
      isAlive: Effect.map(
        Monotonic.millis,
        (now) => running === null || now - running.steppedAt < LATE_MILLIS
      )
    }
  })
