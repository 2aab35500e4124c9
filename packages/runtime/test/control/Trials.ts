/**
 * Runs a trial: plans are made and executed over a faulty line, and after each the truth is held against what was told.
 */
import type { Frames } from "@vebus/codec"
import {
  Control,
  Errors,
  type Journal,
  Link,
  type Outcome,
  Session,
  StateStore,
  Transport,
  type WritePlan,
  WritePolicy
} from "@vebus/runtime"
import { Driver, Faults, Profile } from "@vebus/simulator"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"
import { surviving } from "./Controlled.ts"
import * as Ledger from "./Ledger.ts"
import * as Listener from "./Listener.ts"
import type { Trial } from "./Plans.ts"
import * as Shown from "./Shown.ts"

/** What a trial showed. */
export interface Report {
  /** Why it proves nothing: no link came up, or damage went unseen. */
  readonly idle: "no link" | "unseen damage" | null
  /** What was told, or done, that is not so, or must not be. */
  readonly contradictions: ReadonlyArray<string>
  /** How often each outcome was told; `untold`: the write was never begun; `refused`: the plan was not made. */
  readonly told: Readonly<Record<string, number>>
}

const CONNECTING_SECONDS = 60
const SECONDS = 600
/** Longer than any reply is late. */
const SETTLING = "3 seconds"

const unplugged = new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) })

interface Access {
  readonly kind: "write" | "read"
  readonly id: number
}

/** The writes that wear a setting, and the reads of settings, in order. */
const accesses = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<Access> =>
  requests.flatMap((request): ReadonlyArray<Access> => {
    if (request._tag !== "WinmonRequest") return []
    const { command } = request
    if (command._tag === "WriteViaIdRequest" && command.flags === 1)
      return [{ kind: "write", id: command.id }]
    return command._tag === "ReadSettingRequest" ? [{ kind: "read", id: command.id }] : []
  })

/** EEPROM writes that were repeated without looking first. */
const blindRepeats = (requests: ReadonlyArray<Frames.Request>): ReadonlyArray<string> => {
  const unverified = new Set<number>()
  return accesses(requests).flatMap(({ kind, id }) => {
    const isBlind = kind === "write" && unverified.has(id)
    if (kind === "write") unverified.add(id)
    else unverified.delete(id)
    return isBlind ? [`setting ${id} was stored again without a look at it`] : []
  })
}

/** How many frames could have worn the EEPROM: 37 with flags 01, and 34. */
const worn = (requests: ReadonlyArray<Frames.Request>): number =>
  accesses(requests).filter(({ kind }) => kind === "write").length +
  requests.filter(
    (request) => request._tag === "WinmonRequest" && request.command._tag === "WriteDataRequest"
  ).length

/** Frames that went out for a plan and that it does not show, or not in this place. */
const unshown = (plan: WritePlan.WritePlan, sent: ReadonlyArray<Frames.Request>): ReadonlyArray<string> => {
  const shown = Shown.framesOf(plan)
  let place = 0
  return Shown.sent(sent).flatMap((hex) => {
    const found = shown.indexOf(hex, place)
    if (found < 0) return [`${hex} went out, and the plan shows ${shown.join(", ")}`]
    place = found
    return []
  })
}

/** Where the journal says something else than was told, or of a write of which nothing was told. */
const misrecorded = (
  journal: ReadonlyArray<Journal.Line>,
  plan: string,
  told: ReadonlyMap<number, Outcome.Outcome>
): ReadonlyArray<string> => {
  const lines = journal.filter((line) => line.plan === plan)
  const silent = lines.filter(({ write }) => !told.has(write))
  const wrong = [...told].filter(
    ([write, { _tag }]) =>
      _tag !== "Unchanged" &&
      _tag !== "NotReached" &&
      !lines.some((line) => line.write === write && line.phase === "done" && line.outcome._tag === _tag)
  )
  return [
    ...silent.map(({ write, phase }) => `write ${write} is ${phase} in the journal, and was not told`),
    ...wrong.map(([write, { _tag }]) => `write ${write} was told as ${_tag}, and not so in the journal`)
  ]
}

/** A session over the line of a trial, if one comes up, and who listens at its ends. */
const connected = (trial: Trial) =>
  Effect.gen(function* () {
    const simulated = yield* Driver.make({ profile: Profile.profiles[trial.profile] })
    const adapter = Listener.make()
    const host = Listener.make()
    const back = yield* Faults.wrap(trial.replies, Effect.map(simulated.open, adapter.on), { unplugged })
    const line = yield* Faults.wrap(trial.requests, back.open)
    const transport = Transport.make("sim:", Effect.map(line.open, host.on), Transport.BYTES_PER_SECOND)
    const connecting = yield* Session.connect({ wait: true, window: trial.window }).pipe(
      Effect.provideService(Transport.Transport, transport),
      Effect.forkScoped
    )
    for (let second = 0; second < CONNECTING_SECONDS && connecting.pollUnsafe() === undefined; second++) {
      yield* TestClock.adjust("1 seconds")
    }
    const session = connecting.pollUnsafe() === undefined ? null : yield* Fiber.join(connecting)
    return { simulated, adapter, host, session }
  })

/** Whether the adapter may have restarted, and forgotten its lines: by a fault, or as the unit fell asleep. */
const mayHaveRestarted = ({ replies }: Trial, { possible }: Ledger.Ledger): boolean =>
  (replies.events ?? []).some(({ kind }) => kind === "restart" || kind === "sleep") ||
  possible.get("position")?.has("off") === true

/** Runs a trial on the test clock. */
export const run = (trial: Trial): Effect.Effect<Report, unknown> =>
  Effect.gen(function* () {
    const told: Record<string, number> = {}
    const contradictions: Array<string> = []
    const tally = (what: string): void => void (told[what] = (told[what] ?? 0) + 1)
    const { simulated, adapter, host, session } = yield* connected(trial)
    if (session === null) return { idle: "no link" as const, contradictions, told }
    const store = yield* surviving
    const control = yield* Control.make.pipe(
      Effect.provideService(Link.Link, session),
      Effect.provideService(StateStore.StateStore, store),
      Effect.provideService(WritePolicy.WritePolicy, { by: "trial", eepromPerDay: 1000, readOnly: false })
    )
    const { address } = trial
    const system = Effect.map(simulated.state, (state) => state.system)
    const ledger = Ledger.make(Ledger.cellsOf(yield* system, address))
    let counted = 0

    for (const [number, { changes, interruptedAfter }] of trial.plans.entries()) {
      const planning = changes === "undo" ? control.undo({ address }) : control.plan(changes, { address })
      const made = yield* played(Effect.result(planning), SECONDS)
      if (Result.isFailure(made)) {
        tally("refused")
      } else {
        const plan = made.success
        const outcomes = new Map<number, Outcome.Outcome>()
        const sentBefore = host.requests.length
        const executing = yield* Effect.forkChild(
          control.execute(plan, {
            onOutcome: (write, outcome) =>
              Effect.sync(() => void outcomes.set(plan.writes.indexOf(write), outcome))
          })
        )
        if (interruptedAfter !== null) {
          yield* Effect.forkChild(Effect.andThen(Effect.sleep(interruptedAfter), Fiber.interrupt(executing)))
        }
        const exit = yield* played(Fiber.await(executing), SECONDS)
        if (Exit.isFailure(exit) && !(interruptedAfter !== null && Cause.hasInterruptsOnly(exit.cause))) {
          contradictions.push(`plan ${number} was not executed: ${Cause.pretty(exit.cause)}`)
        }
        yield* TestClock.adjust(SETTLING)
        const device = (yield* system).devices.find((unit) => unit.address === address)!
        for (const [place, write] of plan.writes.entries()) {
          tally(outcomes.get(place)?._tag ?? "untold")
          Ledger.note(ledger, write, outcomes.get(place), device)
        }
        contradictions.push(...unshown(plan, host.requests.slice(sentBefore)))
        contradictions.push(...misrecorded(yield* store.journal, plan.id, outcomes))
        counted = (yield* store.get(plan.unit)).eeprom.total
      }
      const truth = yield* system
      if (mayHaveRestarted(trial, ledger)) Ledger.allow(ledger, "lines", truth.adapter.linesAfterPowerUp)
      contradictions.push(
        ...Ledger.contradictions(ledger, Ledger.cellsOf(truth, address)).map(
          (text) => `after plan ${number}: ${text}`
        )
      )
    }
    const wears = worn(host.requests)
    if (wears > counted) contradictions.push(`${wears} frames that wear, ${counted} counted`)
    contradictions.push(...blindRepeats(host.requests))
    return {
      idle: Listener.isDeceived(adapter, host) ? ("unseen damage" as const) : null,
      contradictions,
      told
    }
  }).pipe(Effect.scoped, QuickClock.own, Effect.provideService(References.MinimumLogLevel, "None"))
