/**
 * Carries out a change that somebody typed: plan, show, ask, write, verify, tell. Everything goes through `Control`.
 *
 * stdout has what became of each write, or with `--dry-run` the plan; the plan that is asked about goes to stderr. Ctrl-C
 * finishes the write that has begun, and says what was not begun. Reference: integrations.md 11, 12.9; decisions.md 9.
 */
import { Control, Link, Outcome, WritePlan, WritePolicy } from "@vebus/runtime"
import { StateFiles } from "@vebus/runtime/files"
import type { Change, ControlError, Errors, StateStore } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Connected from "../Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Json from "../output/Json.ts"
import { on } from "../output/Paint.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Ask from "./Ask.ts"
import * as Show from "./Show.ts"
import type * as WriteFlags from "./WriteFlags.ts"

/** An error that a command which changes things ends with on purpose: what `ExitCode.of` knows. */
export interface Failure extends Error {
  readonly _tag: (
    | Errors.LinkError
    | ControlError.ControlError
    | StateStore.StateError
    | ExitCode.CommandError
  )["_tag"]
}

/** What a command plans with. */
export interface Planning extends Connected.Connected {
  readonly control: Control.Control["Service"]
}

export interface Options {
  /** The command, for the journal. */
  readonly by: string
  readonly overrideBudget?: boolean
}

/** The name and version of the JSON form of what became of a plan. */
export const OUTCOMES = "vebus.outcomes/1"

const encodeOutcome = Schema.encodeSync(Outcome.Outcome)

/** Connects, with the right to change things. */
export const controlled = <A, E>(
  input: Connected.Input,
  { by, overrideBudget = false }: Options,
  use: (planning: Planning) => Effect.Effect<A, E, Scope.Scope>
): Effect.Effect<A, E | Errors.LinkError | ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const connected = yield* Connected.connect(input)
      const budget = overrideBudget ? { eepromPerDay: Number.MAX_SAFE_INTEGER } : {}
      const layer = Control.layer.pipe(
        Layer.provide([
          Layer.succeed(Link.Link)(connected.session),
          WritePolicy.layer({ by, ...budget }),
          StateFiles.layer()
        ])
      )
      return yield* Effect.flatMap(Control.Control, (control) => use({ ...connected, control })).pipe(
        Effect.provide(layer)
      )
    })
  )

/** Shows a plan, asks, executes it, and tells what became of it. */
export const carryOut = (
  { control, session }: Planning,
  made: WritePlan.WritePlan,
  { yes, dryRun, json }: Pick<WriteFlags.Input, "yes" | "dryRun" | "json">
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { writes } = made
    if (dryRun) {
      return yield* Stdout.line(json ? Json.line(made) : Show.plan(made, on(process.stdout)).join("\n"))
    }
    const isNeeded = writes.some(({ unchanged }) => !unchanged)
    if (isNeeded) {
      if (!yes) yield* Console.error(Show.plan(made, on(process.stderr)).join("\n"))
      const questions = [
        `Change ${writes.length === 1 ? "this" : `these ${writes.length}`}?`,
        ...writes.flatMap(({ warnings }) => warnings.map((text) => `${text}. Go on?`))
      ]
      yield* Ask.confirmed(questions, yes)
    }
    const told: Array<Outcome.Outcome> = []
    yield* control
      .execute(made, {
        onOutcome: (write, outcome) =>
          Effect.gen(function* () {
            told.push(outcome)
            if (!json) yield* Stdout.line(Show.outcome(write, outcome, on(process.stdout)))
          })
      })
      .pipe(
        Effect.onInterrupt(() =>
          Console.error(
            `vebus: interrupted. ${
              writes.length - told.length === 0
                ? "Everything had been sent"
                : `Not begun: ${writes
                    .slice(told.length)
                    .map(({ name }) => name)
                    .join(", ")}`
            }`
          )
        )
      )
    if (json) {
      const outcomes = told.map((outcome, place) => ({
        ...writes[place]!,
        outcome: { ...encodeOutcome(outcome), message: Outcome.message(outcome) }
      }))
      const head = { schema: OUTCOMES, port: session.url, address: made.address }
      yield* Stdout.line(Json.document(head, { unit: made.unit, outcomes }))
    } else if (told.every(Outcome.isDone)) {
      for (const text of Show.afterwards(writes)) yield* Stdout.line(text)
    }
    const failure = failureOf(writes, told)
    if (failure !== null) return yield* Effect.fail(failure)
  })

/** How a plan that did not come out ends the command: with the code of what stopped it. */
const failureOf = (
  writes: ReadonlyArray<WritePlan.Write>,
  told: ReadonlyArray<Outcome.Outcome>
): ExitCode.CommandError | null => {
  const place = told.findIndex((outcome) => !Outcome.isDone(outcome))
  const outcome = told[place]
  if (outcome === undefined || !("cause" in outcome)) return null
  const rest = writes.length - place - 1
  return new ExitCode.CommandError(
    ExitCode.ofReason(outcome.cause),
    `${writes[place]!.name} ${Outcome.message(outcome)}${rest === 0 ? "" : ` (${rest} after it not begun)`}`
  )
}

/** The whole way of a command that makes its changes from what was typed. */
export const carry = (
  input: WriteFlags.Input,
  options: Options,
  changes: ReadonlyArray<Change.Change>
): Effect.Effect<void, Failure> =>
  controlled(input, options, (planning) =>
    Effect.flatMap(planning.control.plan(changes, { address: input.address }), (made) =>
      carryOut(planning, made, input)
    )
  )
