/**
 * The only way in for changes from outside: HTTP and MQTT come through here, and nothing else of the gateway writes.
 *
 *     allow-list    what may be changed, between which bounds; nothing unless it is named
 *     rate          a burst, and then a few a second for each site and way in: who floods one holds up no other
 *     turns         one write at a time for each site; per target the latest that waits wins
 *     expiry        what is too old by the time it would act does not act
 *     plan          made by `Control`: ranges and old values are asked for, and shown in the audit log with the frames
 *     execute       verified by `Control`; the result says what the unit holds, and not what was asked for
 *     result        for every command, refused ones too; a line in the audit log, on the disk before the first frame
 *
 * No one-shot is repeated, and nothing goes to EEPROM unless both the configuration and the command say so.
 * Reference: integrations.md 3.2, 12; gateway.md 4.
 */
import { type Change, type Control, Monotonic, type Outcome, type WritePlan } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Audit from "./commands/AuditLog.ts"
import type { Command, CommandResult, Executed } from "./commands/Command.ts"
import * as Holds from "./commands/Holds.ts"
import type { Followers } from "./ess/Followers.ts"
import * as InForce from "./commands/InForce.ts"
import * as Owners from "./commands/Owners.ts"
import * as Permissions from "./commands/Permissions.ts"
import * as Plans from "./commands/Plans.ts"
import * as Rate from "./commands/Rate.ts"
import * as Refused from "./commands/Refused.ts"
import * as Report from "./commands/Report.ts"
import * as Target from "./commands/Target.ts"
import * as Turns from "./commands/Turns.ts"
import * as Undone from "./commands/Undone.ts"
import * as Feed from "./Feed.ts"

export type { Command, CommandResult, Executed } from "./commands/Command.ts"
export { type Bounds, none, type Permissions } from "./commands/Permissions.ts"
export { type Code, Refused } from "./commands/Refused.ts"

/** Whom a plan from outside is for. */
export interface PlanOptions {
  readonly address?: number
}

/** The gate. */
export class Commands extends Context.Service<
  Commands,
  {
    /** Carries out one command, or refuses it. Gives a result in any case. */
    readonly submit: (command: Command) => Effect.Effect<CommandResult>
    /** Notes and tells that a command was refused before it came to the gate: it made no sense, or was retained. */
    readonly refuse: (command: Command, why: Refused.Refused) => Effect.Effect<CommandResult>
    /** Makes a plan of changes, which holds for a minute under its id. Fails where a change is not allowed. Sends only reads. */
    readonly plan: (
      site: string,
      changes: ReadonlyArray<Change.Change>,
      options?: PlanOptions
    ) => Effect.Effect<WritePlan.WritePlan, Refused.Refused>
    /** Makes the plan that takes the last change of a unit back; it holds as any other, and is allowed only where its changes are. */
    readonly undo: (
      site: string,
      options?: PlanOptions
    ) => Effect.Effect<WritePlan.WritePlan, Refused.Refused>
    /**
     * Executes a plan by its id, once. Fails with `unknown-plan` where there is none of that id (any more), and with
     * `plan-changed` where the unit is no longer as it was when the plan was made; nothing is sent then.
     */
    readonly execute: (
      site: string,
      id: string,
      options: { readonly from: string }
    ) => Effect.Effect<Executed, Refused.Refused>
    /** The permissions at a site. */
    readonly permissions: (site: string) => Permissions.Permissions
    /** The effects of commands that no reading shows: those in force at a unit, as far as it is known; `essSetpoint` in watts. */
    readonly inForce: (
      site: string,
      address: number
    ) => InForce.InForce & { readonly essSetpoint: number | null }
    /** Looks what is in force at units that have just answered: reads alone, and only for what may be changed. */
    readonly inspect: (site: string, addresses: ReadonlyArray<number>) => Effect.Effect<void>
    /** Forgets what was in force at a site: its link was lost, and with it maybe what is in RAM only. */
    readonly forget: (site: string) => Effect.Effect<void>
    /** Takes no more commands, and waits until the write in hand is done and verified; holds end with 0. */
    readonly drain: Effect.Effect<void>
  }
>()("@vebus/gateway/Commands") {}

/** The controls behind the gate, and the permissions it checks. */
export interface Behind {
  /** The writing half of a site; `null`: there is no such site, or nothing is connected. */
  readonly control: (site: string) => Effect.Effect<Control.Control["Service"] | null>
  /** The permissions of a site, as the configuration in force has them. */
  readonly permissions: (site: string) => Permissions.Permissions
  /** Grid control; `null`: no site has any. */
  readonly following?: Pick<Followers["Service"], "want" | "aim" | "held" | "owners"> | null
}

const RATE: Rate.Rate = { burst: 20, perSecond: 5 }
/** Who makes plans. */
const HTTP = "http"
/** A command that waited longer than this for its turn does not act any more, in milliseconds. */
const MAX_WAIT_MILLIS = 10_000
/** How long the end waits for holds to be at 0. A write in hand is waited for: its link gives it up in time. */
const REST = "4 seconds"

/** Milliseconds from one change to the next of its kind (integrations.md 12.13). `Control` waits too, but there no newer one takes its place. */
const PACE_MILLIS: Readonly<Record<Target.Wanted["_tag"], number>> = {
  Switch: 5000,
  Limit: 1000,
  Setting: 1000,
  Flag: 1000,
  Lines: 1000,
  Charge: 5000,
  Restart: 5000,
  Ram: 0,
  Ess: 0,
  EssMode: 0,
  EssTarget: 0
}

/** The gate, until the scope closes. */
export const make = ({ control, permissions, following = null }: Behind) =>
  Effect.gen(function* () {
    const report = Report.make(yield* Audit.AuditLog, yield* Feed.Source)
    const turns = yield* Turns.make
    const holds = yield* Holds.make(following?.owners ?? Owners.make())
    const plans = Plans.make()
    const inForce = InForce.make()
    const buckets = new Map<string, Rate.Bucket>()
    /** When something was last sent, by site and kind of change. */
    const sentAt = new Map<string, number>()

    const spend = ({ site, from }: Pick<Command, "site" | "from">): Effect.Effect<void, Refused.Refused> =>
      Effect.flatMap(Monotonic.millis, (now) => {
        const key = `${from} ${site}`
        const next = Rate.take(buckets.get(key) ?? Rate.full(RATE, now), RATE, now)
        if (next === null)
          return Refused.refused(
            "too-many",
            `more than ${RATE.perSecond} commands a second; nothing was sent`
          )
        buckets.set(key, next)
        return Effect.void
      })

    const controlOf = (site: string): Effect.Effect<Control.Control["Service"], Refused.Refused> =>
      Effect.flatMap(control(site), (found) =>
        found === null
          ? Refused.refused("no-link", `site "${site}" is not connected; nothing was sent`)
          : Effect.succeed(found)
      )

    const permitted = (
      site: string,
      changes: ReadonlyArray<Target.Wanted>
    ): Effect.Effect<void, Refused.Refused> =>
      Effect.forEach(changes, (each) => Effect.fromResult(Permissions.check(each, permissions(site))), {
        discard: true
      }).pipe(Effect.mapError(({ code, message }) => Refused.refused(code, message)))

    const planOf = (
      site: string,
      changes: ReadonlyArray<Change.Change>,
      options: PlanOptions
    ): Effect.Effect<WritePlan.WritePlan, Refused.Refused> =>
      Effect.flatMap(controlOf(site), (service) =>
        Effect.mapError(Effect.interruptible(service.plan(changes, options)), Refused.ofError)
      )

    /** Fails where a command is too old to act. */
    const timely = ({ expires }: Command, arrived: number): Effect.Effect<void, Refused.Refused> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const waited = (yield* Monotonic.millis) - arrived
        if (waited > MAX_WAIT_MILLIS || (expires !== null && now > expires))
          return yield* Refused.refused("expired", "the command was too old to act; nothing was sent")
      })

    /** Executes a plan, and tells its end also where it is interrupted: what has begun is finished. */
    const carryOut = (
      command: Command,
      changes: ReadonlyArray<Change.Change>,
      plan: WritePlan.WritePlan
    ): Effect.Effect<CommandResult, Refused.Refused> =>
      Effect.gen(function* () {
        const service = yield* controlOf(command.site)
        yield* report.asked(command, plan)
        const told: Array<Outcome.Outcome> = []
        const onOutcome = (_: WritePlan.Write, outcome: Outcome.Outcome) =>
          Effect.sync(() => void told.push(outcome))
        const exit = yield* Effect.exit(Effect.interruptible(service.execute(plan, { onOutcome })))
        const now = yield* Monotonic.millis
        for (const { _tag } of changes) sentAt.set(`${command.site} ${_tag}`, now)
        // It was refused as a whole, or interrupted before the first frame.
        if (exit._tag === "Failure" && told.length === 0) {
          return yield* Effect.mapError(Effect.failCause(exit.cause), Refused.ofError)
        }
        while (told.length < plan.writes.length) told.push({ _tag: "NotReached" })
        for (const change of changes) inForce.learn(command.site, command.address, change, told)
        const ended = Report.ofOutcomes(plan, told)
        return yield* report.done(command, plan, {
          ...ended,
          value: Target.heldOf(command.target, ended.value)
        })
      })

    /** Plans and executes one change. */
    const change = (command: Command, wanted: Change.Change, arrived: number) =>
      Effect.gen(function* () {
        const { site, address, target } = command
        yield* timely(command, arrived)
        yield* permitted(site, [wanted])
        const plan = yield* planOf(
          site,
          [wanted],
          address === null || Target.isOfSystem(target) ? {} : { address }
        )
        // Planning takes its time, on a bad line more than a command lasts.
        yield* timely(command, arrived)
        return yield* carryOut(command, [wanted], plan)
      })

    /** Holds a set-point, or ends the hold: what is so now, and that in a sentence. */
    const hold = (site: string, { watts }: Target.EssWanted) =>
      Effect.gen(function* () {
        const service = yield* controlOf(site)
        if (watts === null) yield* holds.release(site)
        const found = watts === null ? null : yield* holds.set(site, service, watts)
        const value = found === null ? "off" : `${found} W`
        return {
          value,
          message: found === null ? "the hold has ended, with 0" : `the unit acknowledged ${value}`
        }
      })

    /** Tells grid control what is wanted of it. */
    const follow = (site: string, wanted: Target.EssModeWanted | Target.EssTargetWanted) =>
      Effect.gen(function* () {
        if (following === null)
          return yield* Refused.refused("not-following", `site "${site}" follows no meter`)
        if (wanted._tag === "EssMode") {
          const mode = yield* following.want(site, wanted.mode)
          return { value: mode, message: `grid control is in mode ${mode}` }
        }
        const watts = yield* following.aim(site, wanted.watts)
        const value = watts === null ? "off" : `${watts} W`
        return { value, message: `${value} are to be drawn from the grid` }
      })

    /** Carries out what is no plan. */
    const steer = (command: Command, wanted: Target.Steered, arrived: number) =>
      Effect.gen(function* () {
        yield* timely(command, arrived)
        yield* report.asked(command, null)
        const { site } = command
        const { value, message } = yield* wanted._tag === "Ess" ? hold(site, wanted) : follow(site, wanted)
        return yield* report.done(command, null, {
          ok: true,
          value,
          warnings: [],
          error: null,
          message,
          outcomes: []
        })
      })

    const submit = (asked: Command): Effect.Effect<CommandResult> => {
      const command = { ...asked, target: Target.canonical(asked.target) }
      const { site, address, target, value, persist } = command
      return Effect.gen(function* () {
        const arrived = yield* Monotonic.millis
        yield* spend(command)
        const wanted = yield* Effect.mapError(
          Effect.fromResult(Target.parse(target, value, persist)),
          ({ code, message }) => Refused.refused(code, message)
        )
        yield* permitted(site, [wanted])
        yield* timely(command, arrived)
        return yield* turns.take({
          lane: site,
          target: `${address ?? ""} ${target}`,
          // Here a newer one can still take its place.
          delay: Effect.map(Monotonic.millis, (now) => {
            const last = sentAt.get(`${site} ${wanted._tag}`)
            return last === undefined ? 0 : Math.max(0, last + PACE_MILLIS[wanted._tag] - now)
          }),
          isOneShot: Target.isOneShot(wanted),
          run: Target.isSteered(wanted) ? steer(command, wanted, arrived) : change(command, wanted, arrived)
        })
      }).pipe(Effect.catch((why) => report.refused(command, why)))
    }

    const undo: Commands["Service"]["undo"] = (site, options = {}) =>
      Effect.gen(function* () {
        yield* spend({ site, from: HTTP })
        const service = yield* controlOf(site)
        const changes = yield* Effect.mapError(
          Effect.interruptible(service.undoChanges(options)),
          Refused.ofError
        )
        const draft = yield* planOf(site, changes, options)
        return yield* kept(site, Undone.inValues(changes, draft), options)
      })

    const plan: Commands["Service"]["plan"] = (site, changes, options = {}) =>
      Effect.andThen(spend({ site, from: HTTP }), kept(site, changes, options))

    const kept = (site: string, changes: ReadonlyArray<Change.Change>, options: PlanOptions) =>
      Effect.gen(function* () {
        yield* permitted(site, changes)
        const made = yield* planOf(site, changes, options)
        return yield* plans.keep({ site, plan: made, changes, options })
      })

    const execute: Commands["Service"]["execute"] = (site, id, { from }) =>
      Effect.gen(function* () {
        const kept = yield* plans.take(site, id)
        const command: Command = {
          site,
          address: kept.options.address ?? null,
          target: kept.plan.writes.map(({ name }) => name).join(", "),
          value: kept.plan.writes.map(({ after }) => after).join(", "),
          persist: kept.changes.some((each) => "to" in each && each.to === "eeprom"),
          id,
          from,
          expires: null
        }
        const run = Effect.gen(function* () {
          // What is allowed may have changed since, too.
          yield* permitted(site, kept.changes)
          yield* Plans.unchanged(kept.plan, yield* planOf(site, kept.changes, kept.options))
          const { outcomes } = yield* carryOut(command, kept.changes, kept.plan)
          return { plan: kept.plan, outcomes }
        })
        return yield* turns
          .take({ lane: site, target: `plan ${id}`, delay: Effect.succeed(0), isOneShot: true, run })
          .pipe(Effect.tapError((why) => report.refused(command, why)))
      })

    return Commands.of({
      submit,
      refuse: (command, why) =>
        Effect.matchEffect(spend(command), {
          onFailure: (tooMany) => report.refused(command, tooMany),
          onSuccess: () => report.refused(command, why)
        }),
      plan,
      undo,
      execute,
      permissions,
      inForce: (site, address) => ({
        ...inForce.of(site, address),
        essSetpoint: holds.held(site) ?? following?.held(site) ?? null
      }),
      inspect: (site, addresses) =>
        Effect.flatMap(control(site), (found) =>
          found === null ? Effect.void : inForce.inspect(site, addresses, permissions(site), found)
        ),
      forget: (site) => Effect.sync(() => inForce.forget(site)),
      drain: Effect.andThen(turns.drain, Effect.timeoutOption(holds.releaseAll, REST))
    })
  })

/** The gate before sites. */
export const layer = (behind: Behind): Layer.Layer<Commands, never, Audit.AuditLog | Feed.Source> =>
  Layer.effect(Commands, make(behind))
