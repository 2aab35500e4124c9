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

/** A value whose info is asked for, and the answers so far. */
interface Asked {
  readonly step: string
  readonly ask: (ask: Looks.Ask) => Effect.Effect<object | null, Errors.TransportError>
  readonly keep: (info: object) => void
  readonly answers: Array<object>
}

const askedOf = <A>(
  step: string,
  question: Question.Question<A>,
  keep: (info: A & object) => void
): Asked => ({
  step,
  // Wrapped, since a device may answer that it has no info.
  ask: (ask) =>
    Effect.map(Looks.orNull(ask(question, { retry: Retry.times(1) })), (found) =>
      found === null ? null : { info: found.value }
    ),
  keep: (answer) => {
    const { info } = answer as { readonly info: (A & object) | null }
    if (info !== null) keep(info)
  },
  answers: []
})

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The answer that was given twice; `undefined`: there is none. */
const agreed = ({ answers }: Asked): object | undefined =>
  answers.find((answer, index) => answers.some((other, place) => place > index && isSame(answer, other)))

/**
 * Asks for all infos, as long as there are answers: twice, the second time the last one first, and those that differ a third
 * time, since the sum of a frame lets some damage pass. What is not answered, or never twice in the same way, is missing.
 */
export const collect =
  (infos: Infos, onStep: (step: string) => void) =>
  (ask: Looks.Ask): Effect.Effect<void, Errors.TransportError> => {
    let unanswered = 0
    const all = [
      ...RamVariable.all.map(({ id }) =>
        askedOf(`asking for the info of RAM variable ${id}`, Question.ramInfo(id), (info) =>
          infos.ram.push({ id, ...info })
        )
      ),
      ...Setting.all.map(({ id }, index) =>
        askedOf(
          `asking for the info of setting ${index + 1} of ${Setting.all.length}`,
          Question.settingInfo(id),
          (info) => infos.settings.push({ id, ...info })
        )
      )
    ]
    const round = (list: ReadonlyArray<Asked>) =>
      Effect.forEach(
        list,
        (asked) =>
          Effect.gen(function* () {
            if (unanswered === PATIENCE) return
            onStep(asked.step)
            const answer = yield* asked.ask(ask)
            unanswered = answer === null ? unanswered + 1 : 0
            if (answer !== null) asked.answers.push(answer)
          }),
        { discard: true }
      )
    return Effect.gen(function* () {
      yield* round(all)
      yield* round(all.filter(({ answers }) => answers.length > 0).toReversed())
      yield* round(all.filter((asked) => asked.answers.length > 0 && agreed(asked) === undefined))
      for (const asked of all) {
        const answer = agreed(asked)
        if (answer !== undefined) asked.keep(answer)
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
