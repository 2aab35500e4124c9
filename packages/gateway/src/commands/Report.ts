/**
 * Reports on a command: a line in the audit log before anything is sent, and one afterwards; an outcome for the feed.
 */
import type { WritePlan } from "@vebus/runtime"
import { Monotonic, Outcome } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Feed from "../Feed.ts"
import * as Audit from "./AuditLog.ts"
import type { Command, CommandResult } from "./Command.ts"
import * as Refused from "./Refused.ts"

const commands = Metric.counter("vebus_commands_total", {
  description: "Commands from outside, by what became of them",
  incremental: true
})

/** The result of a command without its id and time. */
type Ended = Omit<CommandResult, "command" | "at">

/** Says what becomes of commands. */
export interface Report {
  /** Notes what is about to be sent. Fails where that is not possible: nothing must be sent then. */
  readonly asked: (command: Command, plan: WritePlan.WritePlan | null) => Effect.Effect<void, Refused.Refused>
  /** Tells the end of a command. What cannot be noted any more is logged. */
  readonly done: (
    command: Command,
    plan: WritePlan.WritePlan | null,
    ended: Ended
  ) => Effect.Effect<CommandResult>
  /**
   * Tells that a command was refused, with nothing sent. Of those that are too many one a second is noted: a flood must not
   * drive what happened before it out of the log.
   */
  readonly refused: (command: Command, why: Refused.Refused) => Effect.Effect<CommandResult>
}

/** Reports to an audit log and a feed. */
export const make = (
  audit: Audit.AuditLog["Service"],
  source: Pick<Feed.Source["Service"], "tell">
): Report => {
  const line = (
    phase: Audit.Line["phase"],
    command: Command,
    plan: WritePlan.WritePlan | null,
    { error, message }: Pick<Audit.Line, "error" | "message">
  ) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      audit.append({
        schema: Audit.SCHEMA,
        time: new Date(now).toISOString(),
        phase,
        site: command.site,
        address: command.address,
        from: command.from,
        command: command.id,
        target: command.target,
        value: String(command.value),
        writes: (plan?.writes ?? []).map(({ name, before, after, frame }) => ({
          name,
          before,
          after,
          frame
        })),
        warnings: warningsOf(plan),
        error,
        message
      })
    )

  /** When a command too many was last noted, by site and way in. */
  const crowds = new Map<string, number>()

  /** Whether it is one of a flood of which the last second has a note. */
  const isCrowded = (code: string, { site, from }: Command): Effect.Effect<boolean> =>
    Effect.map(Monotonic.millis, (now) => {
      if (code !== "too-many") return false
      const key = `${from} ${site}`
      const before = crowds.get(key)
      if (before !== undefined && now - before < CROWD_MILLIS) return true
      crowds.set(key, now)
      return false
    })

  const end = (
    phase: "done" | "refused",
    command: Command,
    plan: WritePlan.WritePlan | null,
    ended: Ended
  ): Effect.Effect<CommandResult> =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const error = ended.error?.code ?? null
      const outcome = ended.ok ? "ok" : phase === "refused" ? "refused" : "failed"
      const { site, from } = command
      yield* Metric.update(Metric.withAttributes(commands, { site, from, outcome }), 1)
      if (error !== null && (yield* isCrowded(error, command))) return { command, at, ...ended }
      yield* line(phase, command, plan, { error, message: ended.message }).pipe(
        Effect.catch((failure) => Effect.logError(`${command.site}: ${failure.message}`))
      )
      yield* source.tell({
        _tag: "Outcome",
        site: command.site,
        command: command.id,
        from: command.from,
        target: command.target,
        ok: ended.ok,
        error,
        message: ended.message,
        outcomes: ended.outcomes.map((outcome, index) => ({
          name: plan?.writes[index]?.name ?? command.target,
          outcome: outcome._tag,
          message: Outcome.message(outcome)
        }))
      })
      return { command, at, ...ended }
    })

  return {
    asked: (command, plan) =>
      Effect.mapError(line("asked", command, plan, { error: null, message: "" }), ({ message }) =>
        Refused.refused("not-audited", message)
      ),
    done: (command, plan, ended) => end("done", command, plan, ended),
    refused: (command, { code, message }) =>
      end("refused", command, null, {
        ok: false,
        value: null,
        warnings: [],
        error: { code, message },
        message,
        outcomes: []
      })
  }
}

/** The time from one command too many that is noted to the next, in milliseconds. */
const CROWD_MILLIS = 1000

const warningsOf = (plan: WritePlan.WritePlan | null): ReadonlyArray<string> =>
  (plan?.writes ?? []).flatMap(({ warnings }) => warnings)

/** The result of an executed plan, also of one that stopped half-way. */
export const ofOutcomes = (plan: WritePlan.WritePlan, outcomes: ReadonlyArray<Outcome.Outcome>): Ended => {
  const failure = Refused.ofOutcomes(plan.writes, outcomes)
  const told = plan.writes.map(({ name }, index) => `${name} ${Outcome.message(outcomes[index]!)}`)
  return {
    ok: failure === null,
    value: failure === null ? plan.writes.map(({ after }) => after).join("; ") : null,
    warnings: warningsOf(plan),
    error: failure === null ? null : { code: failure.code, message: failure.message },
    message: told.join("; "),
    outcomes
  }
}
