/**
 * The parts of a report besides the checks: the infos of the device's values, and all traffic meanwhile.
 */
import { RamVariable, Setting } from "@vebus/codec"
import { Capture, type Errors, Question, Retry, type Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { version } from "../Version.ts"
import { Looks } from "@vebus/runtime/doctor"

/** The infos of the device's values, in raw words. */
export interface Infos {
  readonly ram: Array<{ readonly id: number; readonly scaleWord: number; readonly offsetWord: number }>
  readonly settings: Array<{ readonly id: number } & object>
}

export const noInfos = (): Infos => ({ ram: [], settings: [] })

/** How many questions in a row may stay unanswered before the rest is not asked. */
const PATIENCE = 3

/** Asks for all infos, as long as there are answers. What is not answered is missing. */
export const collect =
  (infos: Infos, onStep: (step: string) => void) =>
  (ask: Looks.Ask): Effect.Effect<void, Errors.TransportError> => {
    let unanswered = 0
    /** Asks about one thing, and keeps what the device reports. */
    const about = <A>(step: string, question: Question.Question<A>, keep: (info: A) => void) =>
      Effect.gen(function* () {
        if (unanswered === PATIENCE) return
        onStep(step)
        const found = yield* Looks.orNull(ask(question, { retry: Retry.times(1) }))
        unanswered = found === null ? unanswered + 1 : 0
        if (found !== null) keep(found.value)
      })
    return Effect.gen(function* () {
      for (const { id } of RamVariable.all) {
        yield* about(`asking for the info of RAM variable ${id}`, Question.ramInfo(id), (info) =>
          infos.ram.push({ id, ...info })
        )
      }
      for (const [index, { id }] of Setting.all.entries()) {
        const step = `asking for the info of setting ${index + 1} of ${Setting.all.length}`
        yield* about(step, Question.settingInfo(id), (info) => {
          if (info !== null) infos.settings.push({ id, ...info })
        })
      }
    })
  }

/** The same transport, whose traffic is kept as well. */
export const recorded = (
  transport: Transport.Transport["Service"],
  lines: Array<string>
): Effect.Effect<Transport.Transport["Service"]> =>
  Capture.record(transport, {
    write: (line) => Effect.sync(() => void lines.push(line)),
    software: `vebus ${version}`
  })
