/**
 * Energy counters over a time, as the cases of `field.json` about a sequence of replies describe them: a unit that answers
 * 0F, and 0E where the case says so, by how many seconds have passed since it was first asked for its counters.
 */
import { readFileSync } from "node:fs"
import { EnergyCounters, Framing } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as FieldSystem from "./FieldSystem.ts"

/** What holds from one second to another. */
export interface Step {
  readonly from: number
  readonly to: number
  readonly state: readonly [number, number]
  readonly ac1ToInverter: number
}

/** The input of a case about a sequence. */
export interface Sequence {
  readonly how: "sequence"
  readonly replies?: ReadonlyArray<string>
  readonly steps?: ReadonlyArray<Step>
}

const cases = JSON.parse(
  readFileSync(new URL("../../../testing/vectors/field.json", import.meta.url), "utf8")
) as ReadonlyArray<{ readonly id: string; readonly input: Sequence }>

/** The input of the case with an id. */
export const inputOf = (id: string): Sequence => cases.find((one) => one.id === id)!.input

/** A unit alone, which answers all but the two requests of a sequence as its profile does. */
const alone: FieldSystem.FieldSystem = {
  how: "system",
  infos: "multiplus-ii-48-3000-230v",
  adapter: { version: 1170216, unaskedVersion: true },
  answers: [],
  units: [{ address: 0, like: "profile" }],
  rest: "as the profile answers"
}

/** What a unit answers to 0F, and to 0E where that is not as in the profile, so many seconds after the start. */
export interface Answers {
  /** How many counts of AC1 to the inverter; the other counters stand. `nth`: how often it was asked before. */
  readonly counters: (seconds: number, nth: number) => number | "refused"
  readonly state?: (seconds: number) => readonly [number, number]
}

const MILLIS = 1000

/** The transport of a unit with such counters, and every request that it got. */
export const transport = (answers: Answers) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const usual = FieldSystem.script(alone)
    let startedAt: number | undefined
    let nth = 0
    return yield* FieldSystem.scripted((request, transmission) => {
      if (request._tag !== "WinmonRequest") return usual(request, transmission)
      const { letter, command } = request
      const now = clock.currentTimeMillisUnsafe()
      const elapsed = (now - (startedAt ?? now)) / MILLIS
      const said = (...bytes: ReadonlyArray<number>) => [
        {
          afterMillis: 60,
          bytes: Result.getOrThrow(
            Framing.encodePayload(Uint8Array.of(0xff, letter.charCodeAt(0), ...bytes), null)
          )
        }
      ]
      if (command._tag === "EnergyCountersRequest") {
        startedAt ??= now
        const count = answers.counters(elapsed, nth++)
        return count === "refused"
          ? said(0x80, 0)
          : said(0x98, count & 0xff, ...EnergyCounters.counters.slice(1).map(() => 0))
      }
      if (command._tag === "DeviceStateRequest" && answers.state !== undefined)
        return said(0x94, ...answers.state(elapsed))
      return usual(request, transmission)
    })
  })

/** field-21: one refusal among good replies; a count every two seconds. */
export const oneRefused: Answers = {
  counters: (seconds, nth) =>
    inputOf("field-21").replies![nth]?.startsWith("80") === true ? "refused" : rising(seconds)
}

/** The same with refusals from a second on: the last replies. */
export const refusedFrom = (last: number): Answers => ({
  counters: (seconds) => (seconds > last ? "refused" : rising(seconds))
})

const rising = (seconds: number): number => 100 + Math.floor(seconds / 2)

const stepAt = (seconds: number): Step => {
  const steps = inputOf("field-22").steps!
  return steps.find(({ from, to }) => seconds >= from && seconds < to) ?? steps.at(-1)!
}

/** field-22: counters that switching off clears. */
export const cleared: Answers = {
  counters: (seconds) => stepAt(seconds).ac1ToInverter,
  state: (seconds) => stepAt(seconds).state
}
