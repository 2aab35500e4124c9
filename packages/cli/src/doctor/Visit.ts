/**
 * A whole visit: which port, what the system says about it, what it shows when it is examined, and for a report what
 * the device reports about its values and all that passed.
 */
import { SerialPorts } from "@vebus/runtime/serial"
import { ShortAddress } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Connected from "../command/Connected.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Json from "@vebus/runtime/json"
import { Examination, type Observations } from "@vebus/runtime/doctor"
import * as Infos from "./Infos.ts"
import * as System from "./System.ts"

export interface Visit {
  /** When it began, in ISO 8601. */
  readonly time: string
  readonly observations: Observations.Observations
  /** The serial ports of this machine. */
  readonly ports: ReadonlyArray<SerialPorts.Port>
  readonly infos: Infos.Infos
  /** The lines of a capture. */
  readonly capture: ReadonlyArray<string>
}

export interface Options {
  /** Whether there is to be a report: then all infos are asked for, twice, which takes a minute. */
  readonly isReported: boolean
  /** Is told what is being done. */
  readonly onStep: (step: string) => void
}

/** Visits a port. What is wrong with it is in the observations; fails only when a given file or profile is bad. */
export const make = (
  { address, ...input }: Connected.Input,
  { isReported, onStep }: Options
): Effect.Effect<Visit, ExitCode.CommandError, Scope.Scope> =>
  Effect.gen(function* () {
    const time = yield* Json.now
    const ports = yield* SerialPorts.list
    const infos = Infos.noInfos()
    const capture: Array<string> = []
    const transport = yield* Connected.transportOf(input).pipe(
      Effect.map((found) => Result.succeed(found)),
      Effect.catchTag("TransportError", ({ reason }) => Effect.succeed(Result.fail(reason)))
    )
    const seen = Result.isFailure(transport)
      ? { ...Examination.nothing, failure: transport.failure }
      : yield* Examination.examine(
          isReported ? yield* Infos.recorded(transport.success, capture) : transport.success,
          {
            address: Option.getOrElse(Option.filter(address, ShortAddress.is), () => 0 as const),
            isNamed: Option.isSome(address),
            asksForUnits: !isReported,
            onStep,
            further: isReported ? Infos.collect(infos, onStep) : () => Effect.void
          }
        )
    const port = Result.isSuccess(transport) ? transport.success.url : null
    const path = System.pathOf(port)
    const observations = {
      ...seen,
      platform: process.platform,
      port,
      isNamedAdapter: path !== null && (yield* System.isNamedAdapter(path, ports)),
      group: path === null ? null : yield* System.groupOf(path)
    }
    return { time, observations, ports, infos, capture }
  })
