/**
 * Carries out a change that somebody typed: plan, show, ask, write, verify, tell. Everything goes through `Control`.
 *
 * stdout has what became of each write, or with `--dry-run` the plan; a plan that is to be sent goes to stderr, whether
 * somebody is asked or not. Ctrl-C, as any other signal, finishes the write that has begun, and says what was not begun.
 * That nobody reads what it says ends no plan: `Printing.ts`.
 * Reference: integrations.md 11, 12.9, 12.15; decisions.md 9.
 */
import { Control, Errors, Link, Outcome, StateStore, type WritePlan, WritePolicy } from "@vebus/runtime"
import { Places, StateFiles } from "@vebus/runtime/files"
import type { Change, ControlError } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Json from "@vebus/runtime/json"
import { on } from "../output/Paint.ts"
import * as Printing from "../output/Printing.ts"
import * as Stdout from "../output/Stdout.ts"
import * as Signals from "../command/Signals.ts"
import { Surroundings } from "../Surroundings.ts"
import * as Ask from "./Ask.ts"
import { Outcomes } from "@vebus/runtime/documents"
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

/** The tools of a command that plans. */
export interface Planning extends Connected.Connected {
  readonly control: Control.Control["Service"]
  readonly store: StateStore.StateStore["Service"]
}

export interface Options {
  /** The command, for the journal. */
  readonly by: string
  readonly overrideBudget?: boolean
}

/** Why nothing was changed: another unit answers than the one that changes go to where none is named. */
const unnamed = <E>(input: Connected.Input, answering: number, error: E): E | ExitCode.CommandError => {
  const address = Connected.addressOf(input)
  if (Option.isSome(input.address) || answering === address) return error
  if (!(error instanceof Errors.DeviceError) || error.reason._tag !== "NoReply") return error
  const remedy = `address ${address} is silent, address ${answering} answers: --address ${answering} is for that unit`
  return new ExitCode.CommandError(ExitCode.noAnswer, `${error.message} Or ${remedy}`, {
    reason: error.reason._tag,
    remedy
  })
}

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
      const { env } = yield* Surroundings
      const layer = Control.layer.pipe(
        Layer.provide([Layer.succeed(Link.Link)(connected.session), WritePolicy.layer({ by, ...budget })]),
        Layer.provideMerge(StateFiles.layer(Places.here(env).state))
      )
      return yield* Effect.gen(function* () {
        const control = yield* Control.Control
        const store = yield* StateStore.StateStore
        return yield* Effect.mapError(use({ ...connected, control, store }), (error) =>
          unnamed(input, connected.session.address, error)
        )
      }).pipe(Effect.provide(layer))
    })
  )

/**
 * Asks before something is sent, and says once what this project is not: as long as the journal is empty. What would be
 * refused anyway is refused before anybody is asked.
 */
export const consented = (
  { control, store }: Planning,
  plan: Parameters<Control.Control["Service"]["check"]>[0],
  shown: ReadonlyArray<string>,
  questions: ReadonlyArray<string>,
  yes: boolean
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    for (const text of shown) yield* Console.error(text)
    yield* control.check(plan)
    if ((yield* store.journal).length === 0) yield* Console.error(Show.ownRisk)
    yield* Effect.onInterrupt(Ask.confirmed(questions, yes), () =>
      Console.error("vebus: interrupted. Nothing was changed")
    )
  })

/** Shows a plan, asks, executes it, and tells what became of it. */
export const carryOut = (
  planning: Planning,
  made: WritePlan.WritePlan,
  { yes, dryRun, json }: Pick<WriteFlags.Input, "yes" | "dryRun" | "json">
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    if (!dryRun) return yield* changing(execute(planning, made, { yes, json }))
    const { stdout } = yield* Surroundings
    return yield* Stdout.lines(json ? [Json.line(made)] : Show.plan(made, on(stdout)))
  })

/** Runs a change to its end, even if nobody reads the output, and without a stop in between. */
export const changing = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Printing.regardless(Signals.notSuspended(effect))

const execute = (
  planning: Planning,
  made: WritePlan.WritePlan,
  { yes, json }: Pick<WriteFlags.Input, "yes" | "json">
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { writes } = made
    const { control } = planning
    const { stdout, stderr } = yield* Surroundings
    if (writes.some(({ unchanged }) => !unchanged)) {
      yield* consented(planning, made, Show.plan(made, on(stderr)), Show.questions(made), yes)
    }
    const told: Array<Outcome.Outcome> = []
    const onOutcome = (write: WritePlan.Write, outcome: Outcome.Outcome) =>
      Effect.suspend(() => {
        told.push(outcome)
        return json ? Effect.void : Stdout.line(Show.outcome(write, outcome, on(stdout)))
      })
    const document = Effect.flatMap(Json.now, (time) =>
      Stdout.line(Json.line(Outcomes.document(made, told, time)))
    )
    yield* Effect.onInterrupt(control.execute(made, { onOutcome }), () =>
      Effect.andThen(json ? document : Effect.void, Console.error(`vebus: ${Show.interrupted(writes, told)}`))
    )
    if (json) yield* document
    else for (const text of Show.afterwards(writes, told)) yield* Stdout.line(text)
    const failure = failureOf(writes, told)
    if (failure !== null) return yield* failure
  })

/** How a plan that did not come out ends the command: with the code of what stopped it. */
const failureOf = (
  writes: ReadonlyArray<WritePlan.Write>,
  told: ReadonlyArray<Outcome.Outcome>
): ExitCode.CommandError | null => {
  const place = told.findIndex((outcome) => !Outcome.isDone(outcome))
  const outcome = told[place]
  if (outcome === undefined || !("cause" in outcome)) return null
  return new ExitCode.CommandError(
    ExitCode.ofReason(outcome.cause),
    `${writes[place]!.name} ${Outcome.message(outcome)}${Show.rest(writes, place)}`,
    { reason: outcome.cause._tag }
  )
}

/**
 * The whole way of a command that makes its changes from what was typed. `unheard` takes over when there is nobody to make
 * a plan with; nothing has been sent then that changes anything.
 */
export const carry = (
  input: WriteFlags.Input,
  options: Options,
  changes: ReadonlyArray<Change.Change>,
  unheard: (error: Errors.DeviceError) => Effect.Effect<void, Failure> = Effect.fail
): Effect.Effect<void, Failure> =>
  Effect.suspend(() => {
    let isConnected = false
    return controlled(input, options, (planning) => {
      isConnected = true
      return Effect.flatMap(planning.control.plan(changes, { address: Connected.addressOf(input) }), (made) =>
        carryOut(planning, made, input)
      )
    }).pipe(
      Effect.catch((error) =>
        !isConnected && error._tag === "DeviceError"
          ? unheard(error as Errors.DeviceError)
          : Effect.fail(error)
      )
    )
  })
